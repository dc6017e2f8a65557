"""The read path of both levels.

memory ── fresh ──▶ serve
   └ miss ─▶ store ── fresh ──▶ keep in memory, serve
               └ stale, none, away ──▶ miss
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
    """Fresh readings, from this process's memory or else from the shared store."""

    def __init__(self, memory: MemoryCache, shared: SharedCache) -> None:
        self._memory = memory
        self._shared = shared

    def read_memory(self, key: str) -> bytes | None:
        """The fresh core under `key` in this process's memory, or None."""
        return self._memory.read(key)

    async def read_shared(self, key: str) -> bytes | None:
        """The fresh core under `key` in the shared store; None without one or without the store."""
        try:
            reading = await self._shared.read(key)
        except StoreUnavailable:
            return None
        if reading is None or not reading.fresh:
            return None
        self.keep(key, reading)
        return reading.core

    def keep(self, key: str, reading: CachedReading) -> None:
        """Puts a reading that came another way into this process's memory."""
        self._memory.write(key, reading)
