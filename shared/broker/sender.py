"""What brings the messages of jobs to a broker that is not the store."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from shared.queue import Priority


class Sender(Protocol):
    """Sends from one process. Every method raises `QueueUnavailable` when the broker is away."""

    @property
    def away(self) -> bool:
        """Whether it is known that nothing can be sent now."""

    def opened(self) -> AbstractAsyncContextManager[None]:
        """Sends while the context is open."""

    async def send(self, job_id: str, priority: Priority, *, first: bool = False) -> None:
        """Returns when the broker has the message; `first` is before others, where it knows of that."""

    async def waiting(self) -> int:
        """How many messages no worker has taken."""

    async def reachable(self) -> bool:
        """Whether the broker answers; raises nothing."""
