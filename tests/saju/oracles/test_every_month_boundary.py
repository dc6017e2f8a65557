"""All 2,412 절 of 1900–2100 from both sides: year and month change there and nowhere else.

The pillars are expected by counting from one known moment, 2000-01-01 = 己卯年 丙子月 (KASI 음양력),
which needs no table and no rule of the engine. Where the boundaries are is the engine's table,
which another module holds against DE440, so one second tells both sides apart in every year. The
same is asked at lunar-python's instants with its own error (3 s) as the margin: there the table
has no part in it, and an error of the table that moved a pillar would show.
"""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from saju import Birth, Conventions, chart_of
from saju.solar_terms import solar_terms
from tests.saju.oracles.shouxing import DAY_S, terms_tt_s, utc_s_of

CLOCK = Conventions(solar_time="clock")
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
FIRST_S = date(1900, 1, 1).toordinal() * DAY_S
END_S = date(2101, 1, 1).toordinal() * DAY_S
KNOWN_S = date(2000, 1, 1).toordinal() * DAY_S
KNOWN_YEAR, KNOWN_MONTH = 15, 12  # 己卯, 丙子
MONTH_OF_IPCHUN = 2  # the second 절 after the known moment begins 庚辰年
LIBRARY_ERROR_S = 4


@cache
def boundaries_s() -> tuple[int, ...]:
    """The 절 of 1900–2100 in UTC."""
    return tuple(s for s in solar_terms().month_starts_s if FIRST_S <= s < END_S)


@cache
def begun_at_the_known_moment() -> int:
    """How many of them lie before it."""
    return sum(s <= KNOWN_S for s in boundaries_s())


def pillar(index: int) -> str:
    return STEMS[index % 10] + BRANCHES[index % 12]


def expected(boundary: int) -> tuple[str, str]:
    """The pillars from the n-th 절 of 1900–2100 on, counted from the known moment."""
    begun = boundary + 1 - begun_at_the_known_moment()
    years = (begun - MONTH_OF_IPCHUN) // 12 + 1
    return pillar(KNOWN_YEAR + years), pillar(KNOWN_MONTH + begun)


def pillars_at(utc_s: int) -> tuple[str, str]:
    day, of_day_s = date.fromordinal(utc_s // DAY_S), utc_s % DAY_S
    birth = Birth(
        day.year, day.month, day.day, of_day_s // 3_600, of_day_s // 60 % 60, of_day_s % 60,
        timezone="UTC",
    )  # fmt: skip
    found = chart_of(birth, CLOCK).signs.pillars
    return found.year.hanja, found.month.hanja


def test_there_are_2412_of_them() -> None:
    assert len(boundaries_s()) == 201 * 12


@pytest.mark.parametrize("shift_s", [-90, -1])
def test_before_a_boundary_the_old_pillars_hold(shift_s: int) -> None:
    wrong = [
        boundary_s
        for n, boundary_s in enumerate(boundaries_s())
        if pillars_at(boundary_s + shift_s) != expected(n - 1)
    ]
    assert wrong == []


@pytest.mark.parametrize("shift_s", [0, 1, 90])
def test_from_the_boundary_on_the_new_pillars_hold(shift_s: int) -> None:
    wrong = [
        boundary_s
        for n, boundary_s in enumerate(boundaries_s())
        if pillars_at(boundary_s + shift_s) != expected(n)
    ]
    assert wrong == []


def test_nothing_changes_between_two_boundaries() -> None:
    # Every day of every month at the boundary's time of day: midnights, new years and 중기 included.
    wrong = [
        (boundary_s, at_s)
        for n, boundary_s in enumerate(boundaries_s()[:-1])
        for at_s in range(boundary_s, boundaries_s()[n + 1], DAY_S)
        if pillars_at(at_s) != expected(n)
    ]
    assert wrong == []


def test_the_year_changes_at_every_ipchun_and_at_no_other_boundary() -> None:
    changes = [
        boundary_s
        for boundary_s in boundaries_s()
        if pillars_at(boundary_s - 1)[0] != pillars_at(boundary_s)[0]
    ]
    # 입춘 falls on 3, 4 or 5 February, once a year.
    days = [date.fromordinal(change_s // DAY_S) for change_s in changes]
    assert [day.year for day in days] == list(range(1900, 2101))
    assert {(day.month, day.day) for day in days} <= {(2, 3), (2, 4), (2, 5)}


def test_the_pillars_change_where_an_analytic_theory_has_the_boundary() -> None:
    wrong = []
    for n, tt_s in enumerate(terms_tt_s()[::2]):
        utc_s = round(utc_s_of(tt_s))
        around = [pillars_at(utc_s - LIBRARY_ERROR_S), pillars_at(utc_s + LIBRARY_ERROR_S)]
        if around != [expected(n - 1), expected(n)]:
            wrong.append((utc_s, around))
    assert wrong == []
