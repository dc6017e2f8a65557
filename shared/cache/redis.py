"""Level 2: readings shared by all processes. They are written by the script that finishes a job."""

from __future__ import annotations

import asyncio
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from shared import redis_keys
from shared.cache.entry import CachedReading, unpack
from shared.errors import StoreUnavailable
from shared.store.connection import store_errors

_Found = dict[str, CachedReading | StoreUnavailable | None]
_ENDED_BETWEEN = -2
"""The second command's word for an entry that the first one still found."""


class RedisCache:
    """Reads readings out of the store.

    All that is asked for in one turn of the event loop is read in one round trip, and each reading
    once: one command of redis-py costs more than all else that a hit takes.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._next: tuple[dict[str, None], asyncio.Task[_Found]] | None = None

    async def read(self, key: str) -> CachedReading | None:
        """The reading under `key`, fresh or stale, or None.

        Raises:
            StoreUnavailable: the store did not answer, or not with a reading.
        """
        if self._next is None:
            keys = dict[str, None]()
            self._next = keys, asyncio.create_task(self._read_all(keys))
        keys, reading = self._next
        keys[key] = None
        # Who goes away leaves it to the others.
        found = (await asyncio.shield(reading))[key]
        if isinstance(found, StoreUnavailable):
            raise StoreUnavailable(str(found))
        return found

    async def _read_all(self, keys: dict[str, None]) -> _Found:
        """What the store has under the keys that have gathered when this begins."""
        self._next = None
        try:
            with store_errors():
                async with self._redis.pipeline(transaction=False) as pipeline:
                    for key in keys:
                        pipeline.get(redis_keys.CACHE + key)
                        pipeline.pttl(redis_keys.CACHE + key)
                    answers = await pipeline.execute(raise_on_error=False)
        except StoreUnavailable as error:
            return dict.fromkeys(keys, error)
        return {
            key: _reading(entry, remaining_ms)
            for key, entry, remaining_ms in zip(keys, answers[::2], answers[1::2], strict=True)
        }


def _reading(entry: Any, remaining_ms: Any) -> CachedReading | StoreUnavailable | None:
    for answer in (entry, remaining_ms):
        if isinstance(answer, RedisError):
            return StoreUnavailable(type(answer).__name__)
    if entry is None or remaining_ms == _ENDED_BETWEEN:
        return None
    try:
        return unpack(entry, remaining_ms)
    except StoreUnavailable as error:
        return error
