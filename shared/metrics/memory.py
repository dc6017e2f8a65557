"""How much memory this process holds."""

from __future__ import annotations

import os
from pathlib import Path

_STATM = Path("/proc/self/statm")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def rss_bytes() -> int | None:
    """The resident memory of this process, or None where the system has no /proc to tell it."""
    try:
        return int(_STATM.read_text("ascii").split()[1]) * _PAGE_BYTES  # 15 µs, no disk is asked
    except OSError:
        return None
