"""Messages for a queue in another Redis than the store: the same lists, the same messages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from shared import queue
from shared.errors import QueueUnavailable, StoreUnavailable
from shared.queue import Priority
from shared.store.connection import open_impatient_store, store_errors
from shared.store.patience import ImpatientPool

_CONNECTIONS = 16


class RedisSender:
    """Pushes as the submit script does where the store holds the queue."""

    def __init__(self, url: str) -> None:
        self._redis = open_impatient_store(url, connections=_CONNECTIONS)

    @property
    def away(self) -> bool:
        """Whether it is known that nothing can be sent now."""
        pool = self._redis.connection_pool
        return isinstance(pool, ImpatientPool) and pool.refuses

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Sends while the context is open."""
        try:
            yield
        finally:
            await self._redis.aclose()

    async def send(self, job_id: str, priority: Priority, *, first: bool = False) -> None:
        """Returns when the message is in its list."""
        push = self._redis.rpush if first else self._redis.lpush
        with _broker_errors():
            await push(queue.list_of(priority), queue.message(job_id, priority))

    async def waiting(self) -> int:
        """How many messages no worker has taken."""
        with _broker_errors():
            async with self._redis.pipeline(transaction=False) as pipeline:
                for name in queue.LISTS:
                    pipeline.llen(name)
                return sum(await pipeline.execute())

    async def reachable(self) -> bool:
        """Whether the broker answers."""
        try:
            with store_errors():
                await self._redis.ping()
        except StoreUnavailable:
            return False
        return True


@contextmanager
def _broker_errors() -> Iterator[None]:
    try:
        with store_errors():
            yield
    except StoreUnavailable as error:
        raise QueueUnavailable(str(error)) from error
