"""`python scripts/batch_enqueue.py FILE …` is `palja batch FILE …`."""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    # Run by its path, it finds its own folder first, where the packages are not.
    sys.path[0] = str(Path(__file__).resolve().parents[1])
    from scripts.by_path import run

    run("batch")
