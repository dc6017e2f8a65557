"""`palja warm` under the name that scripts know it by."""

from __future__ import annotations

import sys

from scripts.cli import main

if __name__ == "__main__":
    sys.argv.insert(1, "warm")
    main()
