"""대운 (大運), the ten-year luck pillars: direction, starting age, pillars.

Source: 연해자평 and 삼명통회 (論大運) – 양남음녀 forward and 음남양녀 backward by the saju year's stem;
three days to the next or previous 절 are one year, one day four months, two hours ten days.

The number that Korean 만세력 print over a pillar (대운수) is the whole years of that way, 만; with
세는나이 it is one more. Some print the way itself, as 7.5 or as 7년 5개월. Both are here: the number in
`Luck`, which stands in the timeless part of a chart, and the way in `LuckElapsed`, which tells the
birth's instant within hours and so stands with its moment alone.
"""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from saju.luck_start import YEAR_OF_LUCK_S, Direction
from saju.sexagenary import PILLARS

if TYPE_CHECKING:
    from saju.sexagenary import Pillar
    from saju.signs import Signs

MONTH_OF_LUCK_S = 86_400 // 4
DAY_OF_LUCK_S = 720
PILLAR_COUNT = 10
DECADE = 10
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class LuckPillar:
    """One decade: its pillar and the age it begins at, 만 and 세는나이."""

    pillar: Pillar
    age: int
    korean_age: int


@dataclass(frozen=True, slots=True)
class LuckElapsed:
    """The unrounded way from birth to the first luck pillar."""

    years: int
    months: int
    days: int

    @property
    def decimal_years(self) -> float:
        """The same as 만세력 print it that do not round to years: 7.5 for 7년 5개월 17일."""
        return round(self.years + self.months / 12 + self.days / 360, 1)


@dataclass(frozen=True, slots=True)
class Luck:
    """대운 of a chart born in a saju year: ten pillars, the first at `start_age` (대운수).

    `is_nearest` says that `luck_rounding` is `exact`: each age is then the nearest to one which
    counts months and days, and which stands with the moment (`LuckElapsed`, `first_days`).
    """

    direction: Direction
    start_age: int
    pillars: tuple[LuckPillar, ...]
    saju_year: int
    is_nearest: bool

    @property
    def first_years(self) -> tuple[int, ...]:
        """The saju years of the ages that the pillars begin at."""
        return tuple(self.saju_year + decade.age for decade in self.pillars)


def elapsed_of(elapsed_s: int) -> LuckElapsed:
    """Years, months and days of life for the seconds to the 절, rounded down to the day."""
    years, rest_s = divmod(elapsed_s, YEAR_OF_LUCK_S)
    months, rest_s = divmod(rest_s, MONTH_OF_LUCK_S)
    return LuckElapsed(years, months, rest_s // DAY_OF_LUCK_S)


def first_days(born: date, elapsed: LuckElapsed) -> tuple[date, ...]:
    """The days on which the ten luck pillars begin, when nothing is rounded (교운일).

    So many years and months after the birth, then the days; a month too short ends at its last day.
    """
    years, month = divmod(born.month - 1 + elapsed.months, 12)
    first = born.year + elapsed.years + years
    days = timedelta(days=elapsed.days)
    return tuple(
        [
            date(year, month + 1, min(born.day, _month_days(year, month))) + days
            for year in range(first, first + DECADE * PILLAR_COUNT, DECADE)
        ]
    )


def luck_of(signs: Signs) -> Luck | None:
    """대운 of a chart; None without gender."""
    direction, first_age = signs.luck_direction, signs.luck_start
    if direction is None or first_age is None:
        return None
    return Luck(
        direction,
        first_age,
        luck_pillars(signs.pillars.month, direction, first_age),
        signs.saju_year,
        signs.conventions.luck_rounding == "exact",
    )


@lru_cache(maxsize=64)  # a chart and its readings ask for them one after the other
def luck_pillars(month: Pillar, direction: Direction, first_age: int) -> tuple[LuckPillar, ...]:
    """The ten pillars after (or before) the month pillar, a decade each."""
    return tuple(
        _luck_pillar(month, direction, first_age, number) for number in range(PILLAR_COUNT)
    )


def luck_pillar_in(
    signs: Signs, saju_year: int, birth_year: int | None = None
) -> LuckPillar | None:
    """The luck pillar of a saju year; None before the first one (소운) and without gender.

    A decade holds from the saju year in which 세는나이 is 대운수 and one, as 만세력 that print years
    over the pillars count (ssaju: born 2001, 대운수 9, from 2010). 세는나이 goes by the calendar year
    of the birth; without it, by the saju year, which is one less for a birth between New Year and
    입춘.
    """
    if signs.luck_start is None:
        return None
    born = signs.saju_year if birth_year is None else birth_year
    return luck_pillar_numbered(signs, (saju_year - born - signs.luck_start) // DECADE)


def luck_pillar_numbered(signs: Signs, number: int) -> LuckPillar | None:
    """A luck pillar counted from 0, beyond the tenth too; None below 0 and without gender."""
    direction, first_age = signs.luck_direction, signs.luck_start
    if direction is None or first_age is None or number < 0:
        return None
    return _luck_pillar(signs.pillars.month, direction, first_age, number)


def _luck_pillar(month: Pillar, direction: Direction, first_age: int, number: int) -> LuckPillar:
    steps = number + 1 if direction == "forward" else -number - 1
    age = first_age + DECADE * number
    return LuckPillar(PILLARS[(month.index + steps) % 60], age, age + 1)


def _month_days(year: int, month: int) -> int:
    """The length of a month counted from 0 (January)."""
    return 29 if month == 1 and isleap(year) else _MONTH_DAYS[month]
