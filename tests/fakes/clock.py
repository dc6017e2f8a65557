"""A clock that stands still until it is told how much time has passed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class FakeClock:
    """Time as a test wants it."""

    def __init__(self) -> None:
        self._now = datetime(2026, 1, 1, tzinfo=UTC)
        self._monotonic_s = 1000.0

    def pass_s(self, seconds: float) -> None:
        """Lets time pass."""
        self._now += timedelta(seconds=seconds)
        self._monotonic_s += seconds

    def now(self) -> datetime:
        """The present moment in UTC."""
        return self._now

    def monotonic_s(self) -> float:
        """Seconds since some moment in the past."""
        return self._monotonic_s
