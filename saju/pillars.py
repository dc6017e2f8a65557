"""Pillars from instants and clocks: the arithmetic of the cycle of sixty.

Source: 연해자평; day cycle anchored at 2000-01-01 = 戊午 (KASI 음양력).
All functions are pure integer arithmetic. A clock is seconds since the calendar's day 0:
day ordinal × 86,400 + seconds of the day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from saju.model import Conventions, Place
from saju.sexagenary import PILLARS, Branch, Pillar, pillar_of

DAY_S = 86_400
HOUR_S = 3_600
_LATE_RAT_S = 23 * HOUR_S


@dataclass(frozen=True, slots=True)
class Pillars:
    """Year, month, day and hour pillar; `hour` None when the birth hour is unknown."""

    year: Pillar
    month: Pillar
    day: Pillar
    hour: Pillar | None

    def __iter__(self) -> Iterator[Pillar]:
        """The known pillars, year first."""
        yield self.year
        yield self.month
        yield self.day
        if self.hour is not None:
            yield self.hour

    def items(self) -> tuple[tuple[Place, Pillar], ...]:
        """The known pillars with their places, year first."""
        known: tuple[tuple[Place, Pillar], ...] = (
            ("year", self.year),
            ("month", self.month),
            ("day", self.day),
        )
        return known if self.hour is None else (*known, ("hour", self.hour))


def year_pillar_of(saju_year: int) -> Pillar:
    """세주: the pillar of the saju year that began at 입춘 of the calendar year so numbered."""
    return PILLARS[(saju_year - 4) % 60]


def month_pillar_of(month_number: int) -> Pillar:
    """월주 of a month counted from 입동 1899 (乙亥) by 절."""
    return PILLARS[(month_number + 11) % 60]


def month_pillar_fits(month: Pillar, year: Pillar) -> bool:
    """Whether a month pillar belongs to a year of that stem (오호둔, 五虎遁)."""
    months_after_tiger = (month.branch.index - 2) % 12
    return month.stem.index == (year.stem.index * 2 + 2 + months_after_tiger) % 10


def day_pillar_of(day_ordinal: int) -> Pillar:
    """일주 of a proleptic Gregorian day ordinal (1 = 0001-01-01)."""
    return PILLARS[(day_ordinal + 14) % 60]


def day_hour_pillars(clock_s: int, conventions: Conventions) -> tuple[Pillar, Pillar]:
    """Day and hour pillar (일주, 시주) at a local clock, by the school chosen."""
    ordinal, of_day_s = divmod(clock_s, DAY_S)
    branch = (of_day_s // HOUR_S + 1) // 2 % 12
    stem_day = ordinal
    if of_day_s >= _LATE_RAT_S:
        if conventions.day_boundary == "23:00":
            ordinal += 1
            stem_day = ordinal
        elif conventions.late_rat_stem == "next_day":
            stem_day += 1
    stem = ((stem_day + 14) % 10 * 2 + branch) % 10
    return day_pillar_of(ordinal), pillar_of(stem, branch)


def hour_stems(day: Pillar, branch: Branch, conventions: Conventions) -> tuple[int, ...]:
    """Stems (indices) that the hours of a branch can have on a day (오서둔, 五鼠遁)."""
    own = (day.stem.index * 2 + branch.index) % 10
    split = conventions.day_boundary == "00:00" and conventions.late_rat_stem == "next_day"
    return (own, (own + 2) % 10) if split and branch.index == 0 else (own,)
