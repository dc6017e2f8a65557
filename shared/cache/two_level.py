"""The read path of both levels.

memory ── fresh ──▶ serve
   ├ stale ─▶ serve while a fresher one is asked for
   └ miss ─▶ store ── fresh ──▶ keep in memory, serve
               ├ stale ─▶ keep in memory, serve while a fresher one is asked for
               └ none, away ──▶ miss
"""

from __future__ import annotations

from typing import Literal, Protocol

from shared.cache.entry import CachedReading
from shared.cache.memory import MemoryCache
from shared.errors import StoreUnavailable

Level = Literal["memory", "redis"]


class SharedCache(Protocol):
    """What level 2 can do for a reader."""

    async def read(self, key: str) -> CachedReading | None:
        """The reading under `key`, fresh or stale, or None."""
        ...


class TwoLevelCache:
    """Readings from this process's memory or else from the shared store."""

    def __init__(self, memory: MemoryCache, shared: SharedCache) -> None:
        self._memory = memory
        self._shared = shared

    def read_memory(self, key: str) -> bytes | None:
        """The fresh core under `key` in this process's memory, or None."""
        return self._memory.read(key)

    def read_stale_memory(self, key: str) -> bytes | None:
        """The core in this process's memory that is fresh no more, or None."""
        return self._memory.read_stale(key)

    async def read_shared(self, key: str) -> CachedReading | None:
        """The reading in the shared store, fresh or stale; None without one or without the store."""
        since = self.times_emptied
        try:
            reading = await self._shared.read(key)
        except StoreUnavailable:
            return None
        if reading is not None:
            self.keep(key, reading, since)
        return reading

    async def peek(self, key: str) -> CachedReading | None:
        """The reading in the shared store, fresh or stale, without any trace of who looked.

        Raises:
            StoreUnavailable: the store did not answer.
        """
        return await self._shared.read(key)

    @property
    def times_emptied(self) -> int:
        """To be noted before a reading is asked of the store, and told to `keep`."""
        return self._memory.times_emptied

    def may_look(self, key: str) -> bool:
        """Whether who found a stale reading shall ask for a fresher one: a few times a second."""
        return self._memory.may_look(key)

    def keep(self, key: str, reading: CachedReading, since: int) -> None:
        """Puts a reading of the store into this process's memory, unless that was emptied `since`.

        What was on its way from the store while the cache was cleared would otherwise come back.
        """
        if since == self._memory.times_emptied:
            self._memory.write(key, reading)
