"""The process that started us: for `make run` its end is ours, and so is its Ctrl-C."""

from __future__ import annotations

import asyncio
import ctypes
import os
import re
import signal
import sys
from collections.abc import Callable
from pathlib import Path

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_EVERY_S = 0.5
_BLOCKED = re.compile(r"^SigBlk:\s*([0-9a-f]+)$", re.MULTILINE)


def end_with_parent() -> None:
    """Has the kernel end us with our parent (SIGTERM): a killed `make` leaves nothing behind."""
    if sys.platform != "linux":
        return
    parent = os.getppid()
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
    if os.getppid() != parent:  # it died before the line above
        os.kill(os.getpid(), signal.SIGTERM)


def blocks_interrupt(status: str) -> bool:
    """Whether a process blocks SIGINT; `status` is its file of that name under /proc."""
    blocked = _BLOCKED.search(status)
    return blocked is not None and bool(int(blocked[1], 16) >> (signal.SIGINT - 1) & 1)


async def watch_parent(interrupt: Callable[[], None]) -> None:
    """Calls `interrupt` when a SIGINT was sent to our parent alone.

    A Ctrl-C goes to make and to us, but `kill -INT` to make only: it then waits for us inside its
    signal handler, without a word to us. That it is in there shows in what it blocks.
    """
    parent = os.getppid()
    try:
        # It blocks it while it starts us, too, and may not have run since; one that always does
        # teaches nothing.
        for is_interrupted in (False, True):
            while blocks_interrupt(_status(parent)) != is_interrupted:  # noqa: ASYNC110 - another process, it sets no event
                await asyncio.sleep(_EVERY_S)
    except (FileNotFoundError, ProcessLookupError):  # no Linux, or the parent has ended
        return
    interrupt()


def _status(pid: int) -> str:
    return Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
