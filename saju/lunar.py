"""The Korean lunisolar calendar (음력), lunar years 1899–2100.

Source: KASI's months to lunar 1911; from 1912 new moons and 중기 at UTC+9 by JPL DE440, which
equal KASI's on every day to 2050. See `tables/lunar_months.txt`.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import cache

from saju.errors import NoSuchDay, NoSuchLeapMonth, NoSuchMonth, YearOutOfRange
from saju.table_files import table_rows

FIRST_LUNAR_YEAR, LAST_LUNAR_YEAR = 1899, 2100
_LENGTH_DAYS = {"L": 30, "S": 29}


@dataclass(frozen=True, slots=True)
class LunarDate:
    """A day of the Korean calendar; `leap` tells a 윤달 from the month before it."""

    year: int
    month: int
    day: int
    leap: bool


@dataclass(frozen=True, slots=True)
class LunarMonth:
    """A month: its name, its first solar day (ordinal) and its length."""

    year: int
    month: int
    leap: bool
    first_ordinal: int
    length_days: int


@dataclass(frozen=True, slots=True)
class LunarCalendar:
    """All months in order, and the places of each year's months."""

    months: tuple[LunarMonth, ...]
    first_ordinals: tuple[int, ...]
    by_name: dict[tuple[int, int, bool], LunarMonth]

    def date_of(self, ordinal: int) -> LunarDate:
        """The lunar date of a solar day (ordinal) of 1900–2100."""
        month = self.months[bisect_right(self.first_ordinals, ordinal) - 1]
        return LunarDate(month.year, month.month, ordinal - month.first_ordinal + 1, month.leap)

    def ordinal_of(self, lunar: LunarDate) -> int:
        """The solar day (ordinal) of a lunar date.

        Raises YearOutOfRange, NoSuchMonth, NoSuchLeapMonth or NoSuchDay.
        """
        year, number = lunar.year, lunar.month
        if not FIRST_LUNAR_YEAR <= year <= LAST_LUNAR_YEAR:
            raise YearOutOfRange(
                "year",
                year,
                f"lunar year {year} is outside 1899–2100",
                FIRST_LUNAR_YEAR + 1,
                kind="lunar_year_out_of_range",
                first=FIRST_LUNAR_YEAR,
                last=LAST_LUNAR_YEAR,
            )
        if not 1 <= number <= 12:
            raise NoSuchMonth("month", number, f"there is no month {number}", 12)
        month = self.by_name.get((year, number, lunar.leap))
        if month is None:
            leap = next((m.month for m in self.months if m.year == year and m.leap), None)
            example = f"leap month {leap}" if leap else f"no leap month in {year}"
            raise NoSuchLeapMonth(
                "is_leap_month",
                "true",
                f"lunar {year} has no leap month {number}"
                + (f"; its leap month is {leap}" if leap else "; it has none"),
                example,
                kind="other_leap_month" if leap else "no_leap_month",
                year=year,
                month=number,
                leap=leap,
            )
        if not 1 <= lunar.day <= month.length_days:
            leap_word = "leap month" if lunar.leap else "month"
            raise NoSuchDay(
                "day",
                lunar.day,
                f"lunar {year} {leap_word} {number} has {month.length_days} days, "
                f"there is no day {lunar.day}",
                month.length_days,
                kind="no_such_lunar_leap_day" if lunar.leap else "no_such_lunar_day",
                year=year,
                month=number,
                days=month.length_days,
            )
        return month.first_ordinal + lunar.day - 1


@cache
def lunar_calendar() -> LunarCalendar:
    """The table `lunar_months.txt`."""
    months: list[LunarMonth] = []
    for year, first, leap, lengths in table_rows("lunar_months.txt"):
        ordinal = date.fromisoformat(first).toordinal()
        names = [(number, False) for number in range(1, 13)]
        if leap != "0":
            names.insert(int(leap), (int(leap), True))
        for (number, is_leap), size in zip(names, lengths, strict=False):
            months.append(LunarMonth(int(year), number, is_leap, ordinal, _LENGTH_DAYS[size]))
            ordinal += _LENGTH_DAYS[size]
    return LunarCalendar(
        tuple(months),
        tuple(month.first_ordinal for month in months),
        {(month.year, month.month, month.leap): month for month in months},
    )
