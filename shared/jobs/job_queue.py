"""Where the messages of jobs go: into lists of the store, or to a broker elsewhere.

The scripts that make a job wait call `send`. Which function that is makes the difference: the store's
own pushes the message, so there is no moment in which a job exists without it. The other notes the job
in an outbox, from which it is taken when the broker has confirmed its message; who dies in between leaves
it there, and the reaper sends it again.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import Any, Protocol

import structlog
from redis.asyncio import Redis

from shared import queue, redis_keys
from shared.broker import Sender, sender_to
from shared.errors import QueueUnavailable, StoreUnavailable
from shared.queue import LISTS, Priority
from shared.store.connection import store_errors

PAGE = 500
"""So many messages are read at once when all are looked through."""
UNKNOWN = -1
"""In place of how many messages wait."""


class JobQueue(Protocol):
    """The queue, as the steps of a job need it."""

    functions: str
    """The name of the file with the functions that the scripts call."""
    places: tuple[str, ...]
    """For the scripts, the key that `send` is given for each priority."""

    @property
    def away(self) -> bool:
        """Whether it is known that no message can be brought there now, though the store is there."""

    def opened(self) -> AbstractAsyncContextManager[None]:
        """Brings messages there while the context is open."""

    def message(self, job_id: str, priority: Priority) -> str | bytes:
        """For the scripts, what `send` is given for a job."""

    async def bring(self, job_id: str, priority: Priority, *, first: bool = False) -> bool:
        """Brings what a script has just sent where it belongs; False: nobody knows whether it is."""

    async def bring_again(self, job_id: str, priority: Priority) -> None:
        """Brings a message once more that may be lost; it may also not be."""

    async def waiting(self) -> int:
        """How many messages no worker has taken, for the scripts; `UNKNOWN` where nobody says."""

    async def jobs(self) -> set[str] | None:
        """The ids of the jobs whose messages no worker has taken; None where nobody could tell."""

    async def reachable(self) -> bool:
        """Whether the queue answers, as far as the store does."""


class StoreQueue:
    """Lists in the store."""

    functions = "queue_here"
    places = LISTS
    away = False

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    def opened(self) -> AbstractAsyncContextManager[None]:
        """There is nothing to open."""
        return nullcontext()

    def message(self, job_id: str, priority: Priority) -> bytes:
        """The message itself."""
        return queue.message(job_id, priority)

    async def bring(self, _job_id: str, _priority: Priority, *, first: bool = False) -> bool:  # noqa: ARG002 - see above
        """It is there: the script has pushed it."""
        return True

    async def bring_again(self, job_id: str, priority: Priority) -> None:
        """Pushes the message, in front of others."""
        with store_errors():
            await self._redis.rpush(queue.list_of(priority), queue.message(job_id, priority))

    async def waiting(self) -> int:
        """The scripts see it."""
        return UNKNOWN

    async def jobs(self) -> set[str]:
        """Read from the lists."""
        found = set[str]()
        with store_errors():
            for name in LISTS:
                # From the tail on, where new ones come: they shift what is there, and nothing is missed.
                for first in range(0, await self._redis.llen(name) + PAGE, PAGE):
                    page: Any = await self._redis.lrange(name, first, first + PAGE - 1)
                    found.update(filter(None, map(queue.job_of, page)))
        return found

    async def reachable(self) -> bool:
        """As far as the store is."""
        return True


class BrokerQueue:
    """Queues of a broker, to which `sender` sends."""

    functions = "queue_elsewhere"
    places = (redis_keys.OUTBOX,) * len(Priority)

    def __init__(self, redis: Redis, sender: Sender) -> None:
        self._redis = redis
        self._sender = sender
        self._log = structlog.get_logger("queue")

    @property
    def away(self) -> bool:
        """Whether it is known that the broker is."""
        return self._sender.away

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Sends while the context is open."""
        async with self._sender.opened():
            yield

    def message(self, job_id: str, _priority: Priority) -> str:
        """What the outbox holds."""
        return job_id

    async def bring(self, job_id: str, priority: Priority, *, first: bool = False) -> bool:
        """Sends the message, and takes the job from the outbox when it is known to be there."""
        try:
            await self._sender.send(job_id, priority, first=first)
        except QueueUnavailable as error:
            self._log.warning("message_not_sent", job_id=job_id, error=str(error))
            return False
        try:
            with store_errors():
                await self._redis.zrem(redis_keys.OUTBOX, job_id)
        except StoreUnavailable as error:  # then it is sent once more, and dropped by who claims it
            self._log.warning("outbox_not_emptied", job_id=job_id, error=str(error))
        return True

    async def bring_again(self, job_id: str, priority: Priority) -> None:
        """Sends the message and leaves the job in the outbox, so it is not taken for lost at once."""
        try:
            await self._sender.send(job_id, priority, first=True)
        except QueueUnavailable as error:
            self._log.warning("message_not_sent", job_id=job_id, error=str(error))

    async def waiting(self) -> int:
        """By the broker's word."""
        try:
            return await self._sender.waiting()
        except QueueUnavailable:
            return UNKNOWN

    async def jobs(self) -> None:
        """A broker hands messages out and does not let them be read."""

    async def reachable(self) -> bool:
        """Whether the broker answers."""
        return await self._sender.reachable()


def job_queue(redis: Redis, *, store_url: str, broker_url: str | None) -> JobQueue:
    """The queue of these addresses; without one of its own it is in the store."""
    if broker_url is None or broker_url == store_url:
        return StoreQueue(redis)
    return BrokerQueue(redis, sender_to(broker_url))
