"""A birth's moment: everything personal in a chart, computed when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from saju import civil
from saju.civil import CivilTime
from saju.local_clock import LocalClock
from saju.luck_start import luck_elapsed_s, start_age
from saju.model import Birth, Conventions
from saju.pillars import DAY_S, month_pillar_of
from saju.solar_terms import solar_terms
from saju.zones import RELEASE

# ruff: noqa: PLC0415 - what is computed when asked for is imported then: the four pillars need none of it

if TYPE_CHECKING:
    from collections.abc import Iterable

    from saju.boundaries import BoundaryWarning
    from saju.luck import LuckElapsed
    from saju.lunar import LunarDate
    from saju.saying import Said
    from saju.sexagenary import Stem

_OWN_HISTORY_FROM = 1970


@dataclass(frozen=True)
class Moment:
    """The very moment of a birth; it stands in no reading, no key and no prompt.

    `time` is noon of the civil day when the hour is unknown. `month_number` counts months as
    `SolarTerms` does.
    """

    birth: Birth
    conventions: Conventions
    time: CivilTime
    clock: LocalClock
    month_number: int

    @property
    def solar_date(self) -> date:
        """The civil day of the birth."""
        return date.fromordinal(self._ordinal)

    @cached_property
    def lunar_date(self) -> LunarDate:
        """The same day in the Korean calendar."""
        from saju.lunar import lunar_calendar

        return lunar_calendar().date_of(self._ordinal)

    @property
    def instant_s(self) -> int | None:
        """UTC seconds of the calendar; None when the hour is unknown."""
        return None if self.birth.hour is None else self.time.utc_s

    @property
    def longitude_deg(self) -> float | None:
        """The longitude that solar time was taken at; None for a wall clock."""
        return self.clock.longitude_deg

    @cached_property
    def boundary_warnings(self) -> tuple[BoundaryWarning, ...]:
        """Which pillars a minute, another place of the zone, or an unknown hour could change."""
        from saju import boundaries

        if self.birth.hour is None:
            noon_s, day_s = self.time.utc_s, self._civil_day_s
            return (
                *boundaries.term_warnings(noon_s, *day_s),
                *boundaries.day_warnings(noon_s, day_s, self.clock.clock_s, self.conventions),
            )
        utc_s = self.time.utc_s
        clock_s = self.clock.clock_s(utc_s, self._offset_s)
        near_s = boundaries.UNCERTAINTY_S
        return (
            *boundaries.term_warnings(utc_s, utc_s - near_s, utc_s + near_s),
            *boundaries.clock_warnings(utc_s, clock_s, self.clock.clock_s, self.conventions),
            *boundaries.place_warnings(utc_s, clock_s, self._clocks_elsewhere_s, self.conventions),
        )

    @property
    def warnings(self) -> tuple[Said, ...]:
        """What else is not certain, in words."""
        from saju.saying import Said

        zone = self.time.zone
        if zone.merged and self.solar_date.year < _OWN_HISTORY_FROM:
            return (
                Said(
                    f"1970년 이전 {zone.name}의 표준시 역사는 이웃 시간대의 것입니다.",
                    f"Before 1970 the history of {zone.name} is a neighbouring zone's.",
                ),
            )
        return ()

    @cached_property
    def luck_elapsed(self) -> LuckElapsed | None:
        """The unrounded way to the first luck pillar; None without gender or hour."""
        from saju.luck import elapsed_of

        if self.birth.hour is None:
            return None
        elapsed_s = luck_elapsed_s(self.birth, self.time.utc_s, self.month_number)
        return None if elapsed_s is None else elapsed_of(elapsed_s)

    @property
    def luck_first_days(self) -> tuple[date, ...]:
        """The days on which the ten luck pillars begin, unrounded (교운일).

        None without gender, and none without the hour, of which two are ten days of luck.
        """
        from saju.luck import first_days

        if self.luck_elapsed is None:
            return ()
        return first_days(self.solar_date, self.luck_elapsed)

    @property
    def luck_start_range(self) -> tuple[int, int] | None:
        """The least and the greatest 대운수 that the hours of the day allow; None without gender."""
        instants_s = self._civil_day_s if self.birth.hour is None else (self.time.utc_s,)
        months = solar_terms().month_number
        ages = [
            start_age(elapsed_s, self.conventions.luck_rounding)
            for at_s in instants_s
            if (elapsed_s := luck_elapsed_s(self.birth, at_s, months(at_s))) is not None
        ]
        return (min(ages), max(ages)) if ages else None

    def luck_first_years(self, ages: Iterable[int]) -> tuple[int, ...]:
        """The calendar years in which luck pillars of these ages begin; unrounded if luck is."""
        if self.conventions.luck_rounding == "exact" and self.luck_first_days:
            return tuple(day.year for day in self.luck_first_days)
        return tuple(self.solar_date.year + age for age in ages)

    @property
    def ruling_stem(self) -> Stem | None:
        """The hidden stem of the month that rules the day (사령); None where the hour decides it."""
        from saju.hidden_stems import ruling_stem

        month = month_pillar_of(self.month_number).branch
        term_s = solar_terms().month_starts_s[self.month_number]
        if self.birth.hour is not None:
            return ruling_stem(month, self.time.utc_s - term_s)
        first_s, last_s = self._civil_day_s
        if first_s < term_s or solar_terms().month_number(last_s) != self.month_number:
            return None
        first, last = ruling_stem(month, first_s - term_s), ruling_stem(month, last_s - term_s)
        return first if first == last else None

    @property
    def tzdata_release(self) -> str:
        """The release of the zone table used."""
        return RELEASE

    @property
    def _ordinal(self) -> int:
        return self.time.local_s // DAY_S

    @property
    def _offset_s(self) -> int:
        return self.time.local_s - self.time.utc_s

    @property
    def _civil_day_s(self) -> tuple[int, int]:
        zone, ordinal = self.time.zone, self._ordinal
        return (
            civil.nearest_instant_s(zone, ordinal * DAY_S),
            civil.nearest_instant_s(zone, (ordinal + 1) * DAY_S) - 1,
        )

    @property
    def _clocks_elsewhere_s(self) -> tuple[int, ...]:
        """The solar clock at both ends of the zone, where the place was not given."""
        if self.clock.longitude_deg is None or self.birth.longitude is not None:
            return ()
        zone = self.time.zone
        return tuple(
            LocalClock(zone, self.clock.kind, edge).clock_s(self.time.utc_s, self._offset_s)
            for edge in zone.extent_deg() or ()
        )
