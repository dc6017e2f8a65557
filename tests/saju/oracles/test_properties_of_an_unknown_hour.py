"""What holds for every birth whose hour nobody knows: its chart is noon's, its warnings are the day's.

As in `test_properties`, the oracle is the engine's own promise: the charts of the day's hours.
"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from saju import Birth, Chart, Conventions, SajuError, chart_of
from saju.boundaries import BoundaryWarning
from saju.solar_terms import solar_terms
from tests.saju.oracles.drawn_births import (
    PROFILE,
    birth_at,
    by_name,
    conventions,
    longitudes,
    ordinals,
    unsaid,
    zones,
)
from tests.saju.oracles.zone_history import DAY_S, history_of


def of_day(zone: str, ordinal: int, longitude: float | None, school: Conventions) -> Chart:
    """The chart of a day with an unknown hour; a day that never had a noon is not drawn."""
    day = date.fromordinal(ordinal)
    try:
        return chart_of(
            Birth(day.year, day.month, day.day, timezone=zone, longitude=longitude), school
        )
    except SajuError:
        assume(False)  # noqa: FBT003 - hypothesis' own word for it
        raise


@PROFILE
@given(zones, ordinals, longitudes, conventions)
def test_an_unknown_hour_has_the_three_pillars_of_the_wall_clocks_noon(
    zone: str, ordinal: int, longitude: float | None, school: Conventions
) -> None:
    unknown = of_day(zone, ordinal, longitude, school)
    day = date.fromordinal(ordinal)
    noon = Birth(day.year, day.month, day.day, 12, timezone=zone, longitude=longitude, fold=0)
    assert unknown.moment.instant_s is None
    assert unknown.signs.pillars.hour is None
    assert list(unknown.signs.pillars) == list(chart_of(noon, school).signs.pillars)[:3]


# Any day, or one on which a month begins.
special_ordinals = ordinals | st.builds(
    lambda start_s: start_s // DAY_S, st.sampled_from(solar_terms().month_starts_s[4:-4])
)


@PROFILE
@given(zones, special_ordinals, st.integers(0, DAY_S - 1), longitudes, conventions)
def test_no_hour_of_an_unknown_one_has_a_pillar_that_was_not_warned_about(
    zone: str, ordinal: int, of_day_s: int, longitude: float | None, school: Conventions
) -> None:
    unknown = of_day(zone, ordinal, longitude, school)
    for utc_s in history_of(zone).instants_s(ordinal * DAY_S + of_day_s):
        known = chart_of(birth_at(zone, utc_s, longitude), school)
        assert unsaid(unknown, known, unknown.moment.boundary_warnings) == {}


def day_ends_s(zone: str, ordinal: int) -> tuple[int, int]:
    """The first and last instant of a civil day whose midnights were there once."""
    first = history_of(zone).instants_s(ordinal * DAY_S)
    last = history_of(zone).instants_s((ordinal + 1) * DAY_S - 1)
    assume(len(first) == len(last) == 1)
    return first[0], last[0]


def wrong_warnings(
    zone: str, ordinal: int, longitude: float | None, school: Conventions
) -> list[BoundaryWarning]:
    """Rows of a day with an unknown hour whose edge is not in the day or is no edge."""
    unknown = of_day(zone, ordinal, longitude, school)
    first_s, last_s = day_ends_s(zone, ordinal)
    wrong = []
    for row in unknown.moment.boundary_warnings:
        around = {
            by_name(chart_of(birth_at(zone, row.instant_s + shift_s, longitude), school))[
                row.pillar
            ]
            for shift_s in (-1, 0)
        }
        inside = first_s <= row.instant_s <= last_s
        if not inside or around != {by_name(unknown)[row.pillar], row.other}:
            wrong.append(row)
    return wrong


@PROFILE
@given(zones, special_ordinals, longitudes, conventions)
def test_each_pillar_warned_about_for_an_unknown_hour_begins_or_ends_that_day(
    zone: str, ordinal: int, longitude: float | None, school: Conventions
) -> None:
    assert wrong_warnings(zone, ordinal, longitude, school) == []


@pytest.mark.parametrize(
    ("zone", "written"),
    [
        ("Asia/Seoul", (1988, 10, 9)),  # put back from 03:00 to 02:00
        ("Asia/Seoul", (1960, 9, 17)),  # put back from midnight to 23:00
        ("America/New_York", (2020, 11, 1)),
    ],
)
def test_a_day_that_changes_at_midnight_has_one_pillar_also_when_the_clock_is_put_back(
    zone: str, written: tuple[int, int, int]
) -> None:
    school = Conventions(day_boundary="00:00", solar_time="clock")
    unknown = of_day(zone, date(*written).toordinal(), None, school)
    assert [row for row in unknown.moment.boundary_warnings if row.pillar == "day"] == []


def test_every_day_pillar_of_a_day_that_came_twice_is_warned_about() -> None:
    # Kwajalein went back over the date line at midnight, and had 30 September 1969 once more.
    zone, ordinal = "Pacific/Kwajalein", date(1969, 9, 30).toordinal()
    unknown = of_day(zone, ordinal, None, Conventions())
    hours = [
        chart_of(birth_at(zone, utc_s), Conventions())
        for of_day_s in range(0, DAY_S, 1_800)
        for utc_s in history_of(zone).instants_s(ordinal * DAY_S + of_day_s)
    ]
    others = {chart.signs.pillars.day for chart in hours} - {unknown.signs.pillars.day}
    assert others
    told = {row.other for row in unknown.moment.boundary_warnings if row.pillar == "day"}
    assert told == others
