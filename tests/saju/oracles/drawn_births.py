"""Births drawn near the edges where promises break, and what two charts of them differ in.

An instant becomes the time people wrote by `zone_history`, so a birth moves along real time also
where the clock jumped.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import get_args

from hypothesis import settings
from hypothesis import strategies as st

from saju import Birth, Chart, Conventions, SajuError, chart_of
from saju.boundaries import BoundaryWarning
from saju.model import DayBoundary, LateRatStem, LuckRounding, SolarTime
from saju.sexagenary import Pillar
from saju.solar_terms import solar_terms
from saju.zones import zone_of
from tests.saju.oracles.zone_history import DAY_S, history_of, zone_names

FIRST, LAST = date(1900, 1, 1).toordinal(), date(2100, 12, 31).toordinal()
MINUTE_S = 60
PROFILE = settings(max_examples=300, derandomize=True, deadline=None)


def has_place(name: str) -> bool:
    try:
        zone_of(name).longitude_deg()
    except SajuError:
        return False
    return True


PLACES = tuple(name for name in zone_names() if has_place(name))
zones = st.just("Asia/Seoul") | st.sampled_from(PLACES)
conventions = st.builds(
    Conventions,
    day_boundary=st.sampled_from(get_args(DayBoundary)),
    solar_time=st.sampled_from(get_args(SolarTime)),
    late_rat_stem=st.sampled_from(get_args(LateRatStem)),
    luck_rounding=st.sampled_from(get_args(LuckRounding)),
)
longitudes = st.none() | st.floats(-180, 180)
genders = st.sampled_from(["male", "female"])
near = st.integers(-2 * MINUTE_S, 2 * MINUTE_S)
# Any second, a 절, a full hour of some clock.
instants = (
    st.integers((FIRST + 2) * DAY_S, (LAST - 1) * DAY_S)
    | st.builds(
        lambda start_s, shift_s: start_s + shift_s,
        st.sampled_from(solar_terms().month_starts_s[4:-4]),
        near,
    )
    | st.builds(
        lambda hour, shift_s: hour * 3_600 + shift_s,
        st.integers((FIRST + 2) * 24, (LAST - 1) * 24),
        near,
    )
)
ordinals = st.integers(FIRST + 1, LAST - 1)


def birth_at(
    zone: str, utc_s: int, longitude: float | None = None, gender: str | None = None
) -> Birth:
    """The birth as it would have been written down at an instant."""
    local_s = utc_s + history_of(zone).offset_s(utc_s)
    day, of_day_s = date.fromordinal(local_s // DAY_S), local_s % DAY_S
    readings = history_of(zone).instants_s(local_s)
    return Birth(
        day.year, day.month, day.day, of_day_s // 3_600, of_day_s // 60 % 60, of_day_s % 60,
        timezone=zone,
        longitude=longitude,
        gender=gender,  # type: ignore[arg-type] # drawn from the two
        fold=readings.index(utc_s) if len(readings) > 1 else None,
    )  # fmt: skip


def by_name(chart: Chart) -> dict[str, Pillar | None]:
    found = chart.signs.pillars
    return {"year": found.year, "month": found.month, "day": found.day, "hour": found.hour}


def unsaid(
    own: Chart, other: Chart, rows: Iterable[BoundaryWarning]
) -> dict[str, tuple[Pillar | None, Pillar | None]]:
    """The pillars that differ though no warning named the other one."""
    said = {(row.pillar, row.other) for row in rows}
    ours, theirs = by_name(own), by_name(other)
    return {
        name: (ours[name], theirs[name])
        for name in ours
        if None not in (ours[name], theirs[name])
        and ours[name] != theirs[name]
        and (name, theirs[name]) not in said
    }


def clock_jumped(zone: str, one_s: int, other_s: int) -> bool:
    history = history_of(zone)
    low_s, high_s = sorted((one_s, other_s))
    return any(low_s < at_s <= high_s for at_s in history.starts_s)


def said_within_a_minute(
    zone: str, utc_s: int, shift_s: int, longitude: float | None, school: Conventions
) -> dict[str, tuple[Pillar | None, Pillar | None]]:
    own = chart_of(birth_at(zone, utc_s, longitude), school)
    other = chart_of(birth_at(zone, utc_s + shift_s, longitude), school)
    return unsaid(own, other, own.moment.boundary_warnings)
