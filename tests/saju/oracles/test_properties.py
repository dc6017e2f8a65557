"""What holds for every birth, whatever the right chart is: the oracle is the engine's own promise.

Not independent of the engine, so nothing here says that a chart is right; the other modules do.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from saju import Birth, Conventions, SajuError, chart_of
from saju.luck import elapsed_of, luck_pillars
from saju.luck_start import YEAR_OF_LUCK_S, start_age
from saju.lunar import LunarMonth, lunar_calendar
from saju.sexagenary import PILLARS, Pillar
from saju.solar_terms import solar_terms
from tests.saju.oracles.drawn_births import (
    FIRST,
    LAST,
    MINUTE_S,
    PROFILE,
    birth_at,
    by_name,
    clock_jumped,
    conventions,
    genders,
    instants,
    longitudes,
    ordinals,
    said_within_a_minute,
    zones,
)
from tests.saju.oracles.zone_history import DAY_S, history_of

CYCLE_ANCHOR = date(2000, 1, 1).toordinal() - 54  # that day was 戊午, 54 after 甲子 (KASI 음양력)


@PROFILE
@given(zones, instants, st.integers(-MINUTE_S, MINUTE_S), longitudes, conventions)
def test_a_minute_changes_no_more_than_the_warnings_say(
    zone: str, utc_s: int, shift_s: int, longitude: float | None, school: Conventions
) -> None:
    assert said_within_a_minute(zone, utc_s, shift_s, longitude, school) == {}


@pytest.mark.parametrize(
    ("edge_s", "changing"),
    [
        # 15:00 and 23:00 in Seoul, and 입춘 of 2017 (KASI: 00:34 KST).
        (date(1990, 3, 15).toordinal() * DAY_S + 6 * 3_600, {"hour"}),
        (date(1990, 3, 15).toordinal() * DAY_S + 14 * 3_600, {"day", "hour"}),
        (solar_terms().month_starts_s[3 + 12 * 117], {"year", "month"}),
    ],
)
def test_a_warning_reaches_exactly_a_minute(edge_s: int, changing: set[str]) -> None:
    for shift_s in range(-MINUTE_S - 5, MINUTE_S + 5):
        chart = chart_of(birth_at("Asia/Seoul", edge_s + shift_s), Conventions(solar_time="clock"))
        named = {row.pillar for row in chart.moment.boundary_warnings}
        assert named == (changing if -MINUTE_S <= shift_s < MINUTE_S else set()), shift_s


@PROFILE
@given(zones, instants, longitudes, conventions)
def test_a_warned_pillar_is_another_one_and_its_edge_is_where_the_warning_says(
    zone: str, utc_s: int, longitude: float | None, school: Conventions
) -> None:
    chart = chart_of(birth_at(zone, utc_s, longitude), school)
    own = by_name(chart)
    for row in chart.moment.boundary_warnings:
        assert row.other != own[row.pillar]
        if row.term == "경도":
            continue
        assert abs(row.instant_s - utc_s) <= MINUTE_S
        around = {
            by_name(chart_of(birth_at(zone, row.instant_s + shift_s, longitude), school))[
                row.pillar
            ]
            for shift_s in (-1, 0)
        }
        assert around == {own[row.pillar], row.other}


@PROFILE
@given(zones, ordinals)
def test_the_day_after_has_the_next_pillar_of_the_cycle(zone: str, ordinal: int) -> None:
    pillars = []
    for day in (date.fromordinal(ordinal), date.fromordinal(ordinal + 1)):
        birth = Birth(day.year, day.month, day.day, 12, timezone=zone, fold=0)
        try:
            pillars.append(chart_of(birth, Conventions(solar_time="clock")).signs.pillars.day)
        except SajuError:  # the day was left out at the date line
            assume(False)  # noqa: FBT003 - hypothesis' own word for it
    assert PILLARS[(pillars[0].index + 1) % 60] == pillars[1]


def test_the_cycle_of_days_never_breaks_in_seoul() -> None:
    for ordinal in range(FIRST, LAST + 1):
        day = date.fromordinal(ordinal)
        birth = Birth(day.year, day.month, day.day, 12)
        pillar = chart_of(birth, Conventions(solar_time="clock")).signs.pillars.day
        assert pillar.index == (ordinal - CYCLE_ANCHOR) % 60


@PROFILE
@given(ordinals)
def test_solar_to_lunar_and_back_is_the_same_day(ordinal: int) -> None:
    day = date.fromordinal(ordinal)
    lunar = chart_of(Birth(day.year, day.month, day.day)).moment.lunar_date
    birth = Birth(lunar.year, lunar.month, lunar.day, is_lunar=True, is_leap_month=lunar.leap)
    assert chart_of(birth).moment.solar_date == day


@PROFILE
@given(
    st.sampled_from([month for month in lunar_calendar().months if 1900 <= month.year <= 2099])
    | st.sampled_from([m for m in lunar_calendar().months if m.leap and 1900 <= m.year <= 2099]),
    st.integers(1, 30),
)
def test_lunar_to_solar_and_back_is_the_same_day(month: LunarMonth, day: int) -> None:
    assume(day <= month.length_days)
    birth = Birth(month.year, month.month, day, is_lunar=True, is_leap_month=month.leap)
    moment = chart_of(birth).moment
    lunar = moment.lunar_date
    assert (lunar.year, lunar.month, lunar.day, lunar.leap) == (
        month.year, month.month, day, month.leap,
    )  # fmt: skip
    solar = moment.solar_date
    assert chart_of(Birth(solar.year, solar.month, solar.day)).moment.lunar_date == lunar


@PROFILE
@given(
    st.sampled_from(PILLARS), st.sampled_from(["forward", "backward"]), st.integers(1, 11)
)  # fmt: skip
def test_luck_pillars_follow_each_other_without_gaps(
    month: Pillar, direction: str, first_age: int
) -> None:
    pillars = luck_pillars(month, direction, first_age)
    step = 1 if direction == "forward" else -1
    assert len(pillars) == 10
    assert [row.age for row in pillars] == list(range(first_age, first_age + 100, 10))
    assert [row.korean_age - row.age for row in pillars] == [1] * 10
    indices = [month.index, *(row.pillar.index for row in pillars)]
    assert {(b - a) % 60 for a, b in pairwise(indices)} == {step % 60}


@PROFILE
@given(zones, instants, genders)
def test_luck_begins_at_an_age_that_roundings_only_nudge(
    zone: str, utc_s: int, gender: str
) -> None:
    floor, rounded, ceil, exact = (
        chart_of(birth_at(zone, utc_s, gender=gender), Conventions(luck_rounding=rounding))
        for rounding in ("floor", "round", "ceil", "exact")
    )
    starts = [chart.signs.luck_start or 0 for chart in (floor, rounded, ceil)]
    assert starts == sorted(starts)
    assert 1 <= starts[0] <= starts[2] <= starts[0] + 1 <= 12
    assert exact.signs.luck_start == rounded.signs.luck_start
    # The way to the 절 itself, from the table of terms, is within a day of luck of the exact one.
    elapsed = exact.moment.luck_elapsed
    assert elapsed is not None
    months = solar_terms().month_starts_s
    month = solar_terms().month_number(utc_s)
    forward = (exact.signs.pillars.year.index % 2 == 0) == (gender == "male")
    way_s = months[month + 1] - utc_s if forward else utc_s - months[month]
    luck_s = elapsed.years * YEAR_OF_LUCK_S + elapsed.months * 21_600 + elapsed.days * 720
    assert 0 <= way_s - luck_s < 720


@PROFILE
@given(st.integers(0, 33 * DAY_S))
def test_the_rounded_age_is_a_neighbour_of_the_exact_one(elapsed_s: int) -> None:
    floor, rounded, ceil = (start_age(elapsed_s, name) for name in ("floor", "round", "ceil"))
    years = elapsed_s / YEAR_OF_LUCK_S
    assert max(years - 1, 0) < floor <= max(years, 1)
    assert max(years, 1) <= ceil < years + 2
    assert abs(rounded - years) <= 0.5 or rounded == 1
    assert elapsed_of(elapsed_s).years == int(years)


@PROFILE
@given(zones, instants, longitudes, genders, conventions)
def test_the_same_birth_has_the_same_chart(
    zone: str, utc_s: int, longitude: float | None, gender: str, school: Conventions
) -> None:
    one, two = (chart_of(birth_at(zone, utc_s, longitude, gender), school) for _ in range(2))
    assert one.moment.instant_s == utc_s
    assert one.signs == two.signs
    assert one.signs.to_payload() == two.signs.to_payload()
    assert one.moment.boundary_warnings == two.moment.boundary_warnings
    assert one.moment.luck_elapsed == two.moment.luck_elapsed


@pytest.mark.parametrize(
    ("zone", "written", "shift_s"),
    [
        # 02:00 became 03:00 (축시 to 인시), midnight became 01:00 (자시 to 축시).
        ("Asia/Seoul", (1988, 5, 8, 1, 59, 30), 60),
        ("Asia/Seoul", (1959, 5, 2, 23, 59, 30), 60),
        ("America/New_York", (2020, 3, 8, 1, 59, 30), 60),
    ],
)
def test_a_minute_across_a_jump_of_the_clock_is_warned_about(
    zone: str, written: tuple[int, ...], shift_s: int
) -> None:
    year, month, day, hour, minute, second = written
    local_s = date(year, month, day).toordinal() * DAY_S + hour * 3_600 + minute * 60 + second
    (utc_s,) = history_of(zone).instants_s(local_s)
    assert clock_jumped(zone, utc_s, utc_s + shift_s)
    assert said_within_a_minute(zone, utc_s, shift_s, None, Conventions(solar_time="clock")) == {}
