"""The only place that reads time; everything else takes a `Clock`."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What the time is, on the wall and on the stopwatch."""

    def now(self) -> datetime:
        """The present moment in UTC."""
        ...

    def monotonic_s(self) -> float:
        """Seconds on a clock that never goes back; only differences mean something."""
        ...


class SystemClock:
    """The machine's clocks."""

    def now(self) -> datetime:
        """The present moment in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - the one place that reads it

    monotonic_s = staticmethod(time.monotonic)  # noqa: TID251 - the one place that reads it
    """Seconds since some moment in the past."""
