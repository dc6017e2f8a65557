"""What this process has counted since it last told the store: additions to a dict, nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shared.metrics.buckets import bucket_of


@dataclass(frozen=True, slots=True)
class Deltas:
    """What is added to the totals, and what to the present day's."""

    totals: Mapping[str, int]
    daily: Mapping[str, int]


class Tally:
    """Counts by name. One thread, the loop's, adds and takes, so there is no lock."""

    def __init__(self) -> None:
        self._totals: dict[str, int] = {}
        self._daily: dict[str, int] = {}

    @property
    def empty(self) -> bool:
        """Whether nothing was counted since the last time."""
        return not (self._totals or self._daily)

    def add(self, name: str, amount: int = 1) -> None:
        """Adds to a total."""
        self._totals[name] = self._totals.get(name, 0) + amount

    def add_daily(self, name: str, amount: int = 1) -> None:
        """Adds to a total of the day on which it is flushed."""
        self._daily[name] = self._daily.get(name, 0) + amount

    def time(self, series: str, seconds: float) -> None:
        """Adds one latency to a series: its bucket, and the sum for the mean."""
        self.add(f"time|{series}|{bucket_of(seconds)}")
        self.add(f"time|{series}|us", round(seconds * 1e6))

    def take(self) -> Deltas:
        """What was counted since the last time, which is forgotten here."""
        deltas = Deltas(self._totals, self._daily)
        self._totals, self._daily = {}, {}
        return deltas
