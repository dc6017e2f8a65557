"""How often somebody may call: `600/minute`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

_TEXT = re.compile(r"(\d{1,7})\s*/\s*(second|minute|hour|day)", re.ASCII)
MAX_COUNT = 1_000_000


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests in each period, as a bucket: all of them at once, refilled evenly."""

    count: int
    period: str
    """`second`, `minute`, `hour` or `day`"""

    PERIODS_S: ClassVar = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}

    @classmethod
    def parse(cls, text: str) -> Rate:
        """The rate that `600/minute` says.

        Raises:
            ValueError: it says none.
        """
        found = _TEXT.fullmatch(text)
        if found is None or not 1 <= int(found[1]) <= MAX_COUNT:
            raise ValueError(
                "must be off, or a count from 1 to 1000000 and one of second, minute, hour, day"
            )
        return cls(int(found[1]), found[2])

    def __str__(self) -> str:
        return f"{self.count}/{self.period}"

    @property
    def interval_us(self) -> int:
        """Microseconds in which one request grows back; whole ones, so that no sum is rounded."""
        return -(-self.PERIODS_S[self.period] * 1_000_000 // self.count)

    @property
    def period_s(self) -> int:
        """The period in seconds."""
        return self.PERIODS_S[self.period]
