"""`python -m scripts` is `palja`."""

from __future__ import annotations

from scripts.cli import main

main()
