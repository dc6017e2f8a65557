"""A broker's sender that keeps what it is given, and is away when the test says so."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from shared.errors import QueueUnavailable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from shared.queue import Priority


class FakeSender:
    """Written for `shared.broker.sender.Sender`."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Priority, bool]] = []
        self.away = False
        self.confirms = True
        self.queued: int | None = 1
        """What it says of how many wait; None: it does not answer."""
        self.before: Callable[[], Awaitable[object]] | None = None

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        yield

    async def send(self, job_id: str, priority: Priority, *, first: bool = False) -> None:
        if self.before is not None:
            await self.before()
        if not self.confirms:
            raise QueueUnavailable("away")
        self.sent.append((job_id, priority, first))

    async def waiting(self) -> int:
        if self.queued is None:
            raise QueueUnavailable("away")
        return self.queued

    async def reachable(self) -> bool:
        return self.queued is not None
