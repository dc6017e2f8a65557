"""A thread with a loop of its own, in which something serves while a context is open."""

from __future__ import annotations

import asyncio
import threading
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

_START_S = 5.0
_ACCEPTING_TURNS = 8
"""Of the loop, from a connection accepted to its handler's first line; asyncio needs five."""


async def stop_serving(server: asyncio.Server, drop: Callable[[], None]) -> None:
    """Accepts no more and drops all connections, those as well that have only just been accepted."""
    for listening in server.sockets:
        # Closing comes last: asyncio leaks who was accepted in the moment of it (cpython #109564).
        asyncio.get_running_loop().remove_reader(listening)
    for _ in range(_ACCEPTING_TURNS):
        drop()
        await asyncio.sleep(0)
    server.close()


class LoopThread(ABC):
    """Runs `_serve` from the context's beginning to its end."""

    _loop: asyncio.AbstractEventLoop

    def __init__(self, name: str) -> None:
        self._name = name
        self._started = threading.Event()
        self._stopping: asyncio.Event
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._run()), name=name, daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._started.wait(_START_S):
            raise TimeoutError(f"the {self._name} did not start")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(_START_S)

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        await self._serve(self._started.set, self._stopping)

    @abstractmethod
    async def _serve(self, started: Callable[[], None], stopping: asyncio.Event) -> None:
        """Calls `started` when it listens; ends, with all its connections, soon after `stopping`."""
