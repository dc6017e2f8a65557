"""Emptying the cache: the store at once, and every process's memory within a second.

A process follows when the cache was last cleared, as it follows the optimisation switch; the moment, by
the store's clock, is no number that could come again after a store was lost.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from typing import Any

import structlog
from redis.asyncio import Redis

from shared import redis_keys
from shared.store.connection import store_errors
from shared.store.following import following
from shared.store.script import Script

STEP = 500
"""Readings that are forgotten in one step of the store: 2 ms, in which it does nothing else."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """What was done: how many readings the store has forgotten, and when it had."""

    entries: int
    at: datetime


class CacheClearing:
    """Clears the cache, and calls `empty` when it was cleared here or by another process."""

    def __init__(self, redis: Redis, empty: Callable[[], None]) -> None:
        self._redis = redis
        self._empty = empty
        self._seen: bytes | None = None
        script = (resources.files("shared.cache") / "clear.lua").read_text("utf-8")
        self._script = Script(redis, script)
        self._log = structlog.get_logger("cache")

    async def clear(self) -> Cleared:
        """Forgets all readings that are there now; of those written meanwhile some may go along.

        Raises:
            StoreUnavailable: the store is away; what is gone by then stays so.
        """
        keys = [redis_keys.CACHE_INDEX, redis_keys.CACHE_SIZES, redis_keys.CACHE_CLEARED]
        entries = 0
        with store_errors():
            left: int = await self._redis.zcard(redis_keys.CACHE_INDEX)
            while True:
                found: Any = await self._script(keys, [STEP, int(left <= STEP)])
                entries += found[0]
                left -= STEP
                if len(found) > 1:
                    break
        self._take(found[1])
        self._log.info("cache_cleared", entries=entries)
        return Cleared(entries, datetime.fromtimestamp(int(found[1]) / 1_000_000, UTC))

    def following(self) -> AbstractAsyncContextManager[None]:
        """Empties the memory whenever the cache was cleared, while the context is open."""

        def ask() -> Any:
            return self._redis.get(redis_keys.CACHE_CLEARED)

        return following(ask, self._take, "cache clearing")

    def _take(self, cleared: bytes | None) -> None:
        # None: nobody has ever cleared it, or the store has lost all it had.
        if cleared is not None and cleared != self._seen:
            self._seen = cleared
            self._empty()
