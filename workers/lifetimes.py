"""How long a written reading is kept, and why no two end at the same moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from shared.cache.entry import pack
from workers.retry import Jitter

SPREAD = 0.1
"""Each time is shortened by a random share up to this. Readings written together, by a batch or after
an outage, would else be asked for again together. Shortened, for the settings say how long at most."""


class Entry(NamedTuple):
    """A cache entry's bytes, and how long the store keeps it, stale time included; 0 is for ever."""

    packed: bytes | None
    life_s: float


NOT_KEPT = Entry(None, 0.0)


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """How long answers are kept, in seconds; `fresh_s` 0 is for ever. `jitter` draws from 0 to 1."""

    fresh_s: float
    stale_s: float
    fallback_s: float
    jitter: Jitter

    def of_provider(self, core: bytes) -> Entry:
        """A provider's reading: fresh for its time, then stale for another."""
        fresh_s = self._spread(self.fresh_s)
        return Entry(pack(core, self.stale_s), fresh_s + self.stale_s if fresh_s else 0)

    def of_engine(self, core: bytes) -> Entry:
        """The engine's reading, which is never served stale."""
        return Entry(pack(core, 0), self.rest_s()) if self.fallback_s else NOT_KEPT

    def rest_s(self) -> float:
        """How long to wait before providers that all failed are asked the same again."""
        return self._spread(self.fallback_s)

    def _spread(self, seconds: float) -> float:
        return seconds * (1 - SPREAD * self.jitter())
