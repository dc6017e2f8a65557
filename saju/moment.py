"""A birth's moment: everything personal in a chart, computed when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from saju import boundaries, civil, luck
from saju.civil import CivilTime
from saju.hidden_stems import ruling_stem
from saju.local_clock import LocalClock, solar_clock_at
from saju.lunar import LunarDate, lunar_calendar
from saju.model import Birth, Conventions
from saju.pillars import DAY_S, day_hour_pillars, month_pillar_of, year_pillar_of
from saju.sexagenary import Stem
from saju.solar_terms import saju_year_of, solar_terms
from saju.zones import RELEASE

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
    def boundary_warnings(self) -> tuple[boundaries.BoundaryWarning, ...]:
        """Which pillars a minute, another place of the zone, or an unknown hour could change."""
        if self.birth.hour is None:
            return self._warnings_of_day()
        utc_s, clock_s = self.time.utc_s, self.clock.clock_s(self.time.utc_s)
        near_s = boundaries.UNCERTAINTY_S
        return (
            *boundaries.term_warnings(utc_s, utc_s - near_s, utc_s + near_s),
            *boundaries.clock_warnings(utc_s, clock_s, self.conventions),
            *boundaries.place_warnings(utc_s, clock_s, self._clocks_elsewhere_s, self.conventions),
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """What else is not certain, in words."""
        zone = self.time.zone
        if zone.merged and self.solar_date.year < _OWN_HISTORY_FROM:
            return (f"before 1970 the history of {zone.name} is a neighbouring zone's",)
        return ()

    @cached_property
    def luck_elapsed(self) -> luck.LuckElapsed | None:
        """The unrounded way to the first luck pillar; None without gender."""
        elapsed_s = luck_elapsed_s(self.birth, self.time.utc_s, self.month_number)
        return None if elapsed_s is None else luck.elapsed_of(elapsed_s)

    @property
    def luck_starts_on(self) -> date | None:
        """The day on which the first luck pillar begins; None without gender."""
        return None if self.luck_elapsed is None else _later(self.solar_date, self.luck_elapsed)

    @property
    def ruling_stem(self) -> Stem | None:
        """The hidden stem of the month that rules the day (사령); None where the hour decides it."""
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
        return tuple(
            solar_clock_at(edge, self.time, self.conventions).clock_s(self.time.utc_s)
            for edge in self.time.zone.extent_deg() or ()
        )

    def _warnings_of_day(self) -> tuple[boundaries.BoundaryWarning, ...]:
        """Every pillar that changes within the civil day of an unknown hour."""
        utc_s = self.time.utc_s
        day, _ = day_hour_pillars(self.clock.clock_s(utc_s), self.conventions)
        return (
            *boundaries.term_warnings(utc_s, *self._civil_day_s),
            *boundaries.day_warnings(day, self._civil_day_s, self.clock.clock_s, self.conventions),
        )


def luck_elapsed_s(birth: Birth, utc_s: int, month_number: int) -> int | None:
    """Seconds from an instant to the 절 that luck is counted to; None without gender."""
    direction = luck.direction_of(year_pillar_of(saju_year_of(month_number)), birth.gender)
    if direction is None:
        return None
    starts_s = solar_terms().month_starts_s
    if direction == "forward":
        return starts_s[month_number + 1] - utc_s
    return utc_s - starts_s[month_number]


def _later(day: date, elapsed: luck.LuckElapsed) -> date:
    """The date after so many years, months and days; a month too short ends at its last day."""
    months = day.month - 1 + elapsed.months
    year, month = day.year + elapsed.years + months // 12, months % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    last = (following - timedelta(days=1)).day
    return date(year, month, min(day.day, last)) + timedelta(days=elapsed.days)
