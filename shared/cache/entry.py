"""A cached reading as the store holds it: when it is stale, and its core's compressed bytes."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

LEVEL = 3
"""zlib level: half the time of the default, 5 % more bytes on readings."""


@dataclass(frozen=True, slots=True)
class CachedReading:
    """The bytes of a reading's core, and for how long they are still fresh (0 or less: stale)."""

    core: bytes
    fresh_for_s: float
    stale_for_s: float = 0.0
    """So long after that they may be served while a fresher reading is fetched; the engine's: not."""

    @property
    def fresh(self) -> bool:
        """Whether it may be served as it is."""
        return self.fresh_for_s > 0


def pack(core: bytes, stale_for_s: float) -> bytes:
    """The entry's bytes: `<stale time in ms>:<compressed core>`.

    The store's own remaining time tells how old the entry is, so no clock but the store's counts:
    it is fresh while more than the stale time remains.
    """
    return b"%d:" % round(stale_for_s * 1000) + zlib.compress(core, LEVEL)


def unpack(entry: bytes, remaining_ms: int) -> CachedReading | None:
    """The reading in `entry`, of which the store says that it will be kept for `remaining_ms` more.

    -1, the store's word for ever, is fresh for ever. None: these bytes are no entry of ours.
    """
    stale_ms, found, packed = entry.partition(b":")
    try:
        core = zlib.decompress(packed)
        stale_for_ms = int(stale_ms)
    except (zlib.error, ValueError):
        return None
    for_ever = remaining_ms == -1 and bool(found)
    fresh_for_s = float("inf") if for_ever else (remaining_ms - stale_for_ms) / 1000
    return CachedReading(core, fresh_for_s, stale_for_ms / 1000)
