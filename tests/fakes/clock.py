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


class SleepingClock(FakeClock):
    """A clock by which who sleeps is awake at once, and as much later as he wanted."""

    def __init__(self) -> None:
        super().__init__()
        self.pauses: list[float] = []

    async def sleep(self, seconds: float) -> None:
        """Takes the place of `asyncio.sleep`."""
        self.pauses.append(seconds)
        self.pass_s(seconds)
