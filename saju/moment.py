"""A birth's moment: everything personal in a chart, and the pillars that follow from it.

Year and month follow the instant in UTC (입춘, 절), day and hour a local clock chosen by convention.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from saju import civil, luck
from saju.boundaries import (
    UNCERTAINTY_S,
    BoundaryWarning,
    clock_warnings,
    day_warnings,
    place_warnings,
    term_warnings,
)
from saju.lunar import LunarDate, lunar_calendar
from saju.model import Birth, Chart, Conventions
from saju.pillars import DAY_S, day_hour_pillars, month_pillar_of, year_pillar_of
from saju.signs import Pillars, Signs
from saju.solar_clock import apparent_solar_s, mean_solar_s
from saju.solar_terms import saju_year_of, solar_terms
from saju.zones import RELEASE, Zone, zone_of

_NOON_S = DAY_S // 2
_OWN_HISTORY_FROM = 1970


@dataclass(frozen=True, slots=True)
class Moment:
    """The very moment of a birth; it stands in no reading, no key and no prompt.

    `instant_s` (UTC seconds of the calendar) is None when the hour is unknown. `longitude_deg` is the
    one that solar time was taken at, None for the wall clock. `luck_starts_on` is the exact date.
    """

    solar_date: date
    lunar_date: LunarDate
    instant_s: int | None
    longitude_deg: float | None
    boundary_warnings: tuple[BoundaryWarning, ...]
    warnings: tuple[str, ...]
    luck_elapsed: luck.LuckElapsed | None
    luck_starts_on: date | None
    tzdata_release: str


def chart_of(birth: Birth, conventions: Conventions | None = None) -> Chart:
    """The exact chart of a birth; raises the SajuError that names what is wrong with it."""
    conventions = conventions or Conventions()
    civil.check(birth)
    zone = zone_of(birth.timezone)
    ordinal = civil.solar_ordinal(birth)
    known = birth.hour is not None
    of_day_s = (birth.hour or 0) * 3_600 + birth.minute * 60 + birth.second if known else _NOON_S
    # Noon stands for an unknown hour; nobody can say which of two noons is meant.
    fold = birth.fold if known else birth.fold or 0
    time = civil.civil_time(zone, ordinal, of_day_s, fold)
    longitude_deg = _longitude_deg(birth, zone, conventions)
    clock_of = _clock(time, longitude_deg, conventions)

    month_number = solar_terms().month_number(time.utc_s)
    saju_year = saju_year_of(month_number)
    year, month = year_pillar_of(saju_year), month_pillar_of(month_number)
    day, hour = day_hour_pillars(clock_of(time.utc_s), conventions)
    elapsed_s = _luck_elapsed_s(
        birth, time.utc_s, month_number, luck.direction_of(year, birth.gender)
    )
    elapsed = None if elapsed_s is None else luck.elapsed_of(elapsed_s)
    solar_date = date.fromordinal(ordinal)
    return Chart(
        birth,
        conventions,
        Moment(
            solar_date=solar_date,
            lunar_date=lunar_calendar().date_of(ordinal),
            instant_s=time.utc_s if known else None,
            longitude_deg=longitude_deg,
            boundary_warnings=(
                _warnings(birth, zone, time, clock_of, conventions)
                if known
                else _warnings_of_day(zone, ordinal, time, clock_of, conventions)
            ),
            warnings=_remarks(zone, solar_date),
            luck_elapsed=elapsed,
            luck_starts_on=None if elapsed is None else _later(solar_date, elapsed),
            tzdata_release=RELEASE,
        ),
        Signs(
            Pillars(year, month, day, hour if known else None),
            saju_year,
            birth.gender,
            None if elapsed_s is None else luck.start_age(elapsed_s, conventions.luck_rounding),
            conventions,
        ),
    )


def _longitude_deg(birth: Birth, zone: Zone, conventions: Conventions) -> float | None:
    if conventions.solar_time in {"clock", "standard"}:
        return None
    return zone.longitude_deg() if birth.longitude is None else birth.longitude


def _clock(
    time: civil.CivilTime, longitude_deg: float | None, conventions: Conventions
) -> Callable[[int], int]:
    """The local clock of the day and the hour, as a function of the instant.

    Solar time is kept within half a day of the civil clock: beyond the date line
    (Pacific/Kiritimati) the hour is the meridian's, the date is the one people write.
    """
    offset_s = time.local_s - time.utc_s
    if longitude_deg is None:
        if conventions.solar_time == "standard":
            offset_s -= time.summer_s
        return lambda utc_s: utc_s + offset_s
    longitude_deg -= 360 * round((longitude_deg * 240 - offset_s) / DAY_S)
    solar_s = mean_solar_s if conventions.solar_time == "mean" else apparent_solar_s
    return lambda utc_s: solar_s(utc_s, longitude_deg)


def _warnings(
    birth: Birth,
    zone: Zone,
    time: civil.CivilTime,
    clock_of: Callable[[int], int],
    conventions: Conventions,
) -> tuple[BoundaryWarning, ...]:
    utc_s = time.utc_s
    clock_s = clock_of(utc_s)
    warnings = term_warnings(utc_s, utc_s - UNCERTAINTY_S, utc_s + UNCERTAINTY_S)
    warnings += clock_warnings(utc_s, clock_s, conventions)
    solar = conventions.solar_time in {"mean", "apparent"}
    extent = zone.extent_deg() if solar and birth.longitude is None else None
    if extent is not None:
        others_s = tuple(_clock(time, edge, conventions)(utc_s) for edge in extent)
        warnings += place_warnings(utc_s, clock_s, others_s, conventions)
    return warnings


def _warnings_of_day(
    zone: Zone,
    ordinal: int,
    time: civil.CivilTime,
    clock_of: Callable[[int], int],
    conventions: Conventions,
) -> tuple[BoundaryWarning, ...]:
    """Every pillar that changes within the civil day of an unknown hour."""
    first_s = civil.nearest_instant_s(zone, ordinal * DAY_S)
    last_s = civil.nearest_instant_s(zone, (ordinal + 1) * DAY_S) - 1
    day, _ = day_hour_pillars(clock_of(time.utc_s), conventions)
    return (
        *term_warnings(time.utc_s, first_s, last_s),
        *day_warnings(day, (first_s, last_s), clock_of, conventions),
    )


def _remarks(zone: Zone, solar_date: date) -> tuple[str, ...]:
    if zone.merged and solar_date.year < _OWN_HISTORY_FROM:
        return (f"before 1970 the history of {zone.name} is a neighbouring zone's",)
    return ()


def _luck_elapsed_s(
    birth: Birth, utc_s: int, month_number: int, direction: str | None
) -> int | None:
    if birth.gender is None:
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
