"""A file that a worker touches while its loop turns: a worker listens nowhere, and a probe must look.

What is asked is whether this process can still work, not whether its store is there: a worker that is
restarted because the store is away has lost what it had in hand and gained nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import structlog

from shared.background import running

PERIOD_S = 1.0


@asynccontextmanager
async def heartbeat(path: Path | None) -> AsyncIterator[None]:
    """Touches `path` every second while the context is open, and removes it then; None: nothing."""
    if path is None:
        yield
        return
    try:
        async with running(_beat(path), "heartbeat"):
            yield
    finally:
        _remove(path)


async def _beat(path: Path) -> None:
    while True:
        _touch(path)
        await asyncio.sleep(PERIOD_S)


def _touch(path: Path) -> None:
    """Takes microseconds where files are in memory, as in containers; it is the loop that is asked."""
    try:
        path.touch()
    except OSError as error:  # the probe says so, and a full disk may pass
        structlog.get_logger("worker").warning("heartbeat_failed", error=str(error))


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)
