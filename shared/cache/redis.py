"""Level 2: readings shared by all processes. They are written by the script that finishes a job."""

from __future__ import annotations

from redis.asyncio import Redis

from shared import redis_keys
from shared.cache.entry import CachedReading, unpack
from shared.store.connection import store_errors


class RedisCache:
    """Reads readings out of the store."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def read(self, key: str) -> CachedReading | None:
        """The reading under `key`, fresh or stale, or None.

        Raises:
            StoreUnavailable: the store did not answer.
        """
        name = redis_keys.CACHE + key
        with store_errors():
            async with self._redis.pipeline(transaction=False) as pipeline:
                pipeline.get(name)
                pipeline.pttl(name)
                entry, remaining_ms = await pipeline.execute()
        # -2: it ended between the two commands.
        return None if entry is None or remaining_ms == -2 else unpack(entry, remaining_ms)
