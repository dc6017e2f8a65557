"""`python scripts/warm_cache.py --from …` is `palja warm --from …`."""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    # As in batch_enqueue.py.
    sys.path[0] = str(Path(__file__).resolve().parents[1])
    from scripts.by_path import run

    run("warm")
