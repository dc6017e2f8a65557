"""Tasks that run beside the main work, and their sure end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import structlog

CANCEL_AGAIN_S = 0.1


@asynccontextmanager
async def running(work: Coroutine[Any, Any, None], name: str) -> AsyncIterator[None]:
    """Runs `work` while the context is open; if it dies of an error, that is logged at once."""
    task = start(work, name)
    try:
        yield
    finally:
        await end(task)


def start(work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
    """`work` as a task that somebody will `end`; if it dies of an error, that is logged at once."""
    task = asyncio.create_task(work, name=name)
    task.add_done_callback(_report)
    return task


async def end(task: asyncio.Task[Any]) -> None:
    """Cancels `task` until it has ended.

    redis-py can lose a cancellation that comes together with an answer; a loop would then go on for
    ever, so it is told again.
    """
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=CANCEL_AGAIN_S)


def _report(task: asyncio.Task[Any]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log = structlog.get_logger("background")
        log.critical("background_task_died", task=task.get_name(), exc_info=error)
