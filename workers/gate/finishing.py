"""Work that is finished although who waited for it was cancelled.

A script that was sent takes effect whether its sender waits for the answer or not. So the answer is
always read, and what it gave to somebody who is gone is given back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import structlog

T = TypeVar("T")


class Finishing:
    """Keeps what is under way."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self._log = structlog.get_logger("gate")

    def start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Begins work that ends by itself."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    async def of(
        self, work: Coroutine[Any, Any, T], *, undo: Callable[[T], Coroutine[Any, Any, None]]
    ) -> T:
        """What `work` returns; who is cancelled meanwhile has it undone when it has ended."""
        task = self.start(work)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            self.start(self._undo(task, undo))
            raise

    async def drain(self, timeout_s: float) -> None:
        """Waits for what is under way, but not for ever."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=timeout_s)

    @staticmethod
    async def _undo(task: asyncio.Task[T], undo: Callable[[T], Coroutine[Any, Any, None]]) -> None:
        await undo(await task)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._log.error("gate_failed", exc_info=error)
