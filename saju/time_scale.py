"""Terrestrial Time to UTC; before 1972 UTC stands for UT1, leap seconds are held after the last.

UTC instants are seconds since the calendar's day 0, leap seconds not counted:
day ordinal × 86,400 + seconds of the day.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import cache

from saju.table_files import table_rows

_J2000_CS = (date(2000, 1, 1).toordinal() * 86_400 + 43_200) * 100


@dataclass(frozen=True, slots=True)
class DeltaT:
    """TT − UTC: measured TT − UT1 to 1972, then the leap seconds."""

    ut1_tt_days: tuple[float, ...]
    ut1_s: tuple[float, ...]
    leap_tt_cs: tuple[int, ...]
    leap_cs: tuple[int, ...]

    def utc_s(self, tt_cs: int) -> int:
        """The UTC second nearest to an instant in hundredths of a second of TT after J2000.0."""
        leap = bisect_right(self.leap_tt_cs, tt_cs)
        minus_cs = self.leap_cs[leap - 1] if leap else round(self._ut1_s(tt_cs) * 100)
        return (_J2000_CS + tt_cs - minus_cs + 50) // 100

    def _ut1_s(self, tt_cs: int) -> float:
        days = tt_cs / 8_640_000
        i = bisect_right(self.ut1_tt_days, days)
        before, after = self.ut1_tt_days[i - 1], self.ut1_tt_days[i]
        share = (days - before) / (after - before)
        return self.ut1_s[i - 1] + share * (self.ut1_s[i] - self.ut1_s[i - 1])


@cache
def delta_t() -> DeltaT:
    """The table `delta_t.txt`."""
    rows = table_rows("delta_t.txt")
    ut1 = [row for row in rows if row[0] == "ut1"]
    leaps = [
        (date.fromisoformat(day), round(float(tt_minus_utc_s) * 100))
        for kind, day, tt_minus_utc_s in rows
        if kind == "leap"
    ]
    return DeltaT(
        tuple(float(days) for _, days, _ in ut1),
        tuple(float(seconds) for _, _, seconds in ut1),
        tuple(day.toordinal() * 8_640_000 + cs - _J2000_CS for day, cs in leaps),
        tuple(cs for _, cs in leaps),
    )
