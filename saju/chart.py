"""The chart of a birth: its moment, and the signs that follow from it.

Year and month follow the instant in UTC (입춘, 절), day and hour a local clock chosen by convention.
"""

from __future__ import annotations

from dataclasses import dataclass

from saju import civil
from saju.local_clock import clock_of
from saju.luck_start import luck_elapsed_s, start_age
from saju.model import Birth, Conventions
from saju.moment import Moment
from saju.pillars import DAY_S, Pillars, day_hour_pillars, month_pillar_of, year_pillar_of
from saju.signs import Signs
from saju.solar_terms import saju_year_of, solar_terms
from saju.zones import zone_of

_NOON_S = DAY_S // 2
_DEFAULT = Conventions()


@dataclass(frozen=True, slots=True)
class Chart:
    """A birth's whole answer: its moment (personal) and its signs (all a reading may use)."""

    birth: Birth
    conventions: Conventions
    moment: Moment
    signs: Signs


def chart_of(birth: Birth, conventions: Conventions | None = None) -> Chart:
    """The exact chart of a birth; raises the SajuError that names what is wrong with it."""
    conventions = conventions or _DEFAULT
    civil.check(birth)
    known = birth.hour is not None
    of_day_s = (birth.hour or 0) * 3_600 + birth.minute * 60 + birth.second if known else _NOON_S
    # Noon stands for an unknown hour; nobody can say which of two noons is meant.
    fold = birth.fold if known else birth.fold or 0
    ordinal = civil.solar_ordinal(birth)
    time = civil.civil_time(zone_of(birth.timezone), ordinal, of_day_s, fold, known=known)
    clock = clock_of(birth, time.zone, conventions)

    month_number = solar_terms().month_number(time.utc_s)
    saju_year = saju_year_of(month_number)
    day, hour = day_hour_pillars(clock.clock_s(time.utc_s, time.local_s - time.utc_s), conventions)
    elapsed_s = luck_elapsed_s(birth, time.utc_s, month_number)
    return Chart(
        birth,
        conventions,
        Moment(birth, conventions, time, clock, month_number),
        Signs(
            Pillars(
                year_pillar_of(saju_year),
                month_pillar_of(month_number),
                day,
                hour if known else None,
            ),
            saju_year,
            birth.gender,
            None if elapsed_s is None else start_age(elapsed_s, conventions.luck_rounding),
            conventions,
        ),
    )
