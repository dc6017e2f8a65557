"""60,000 births of 1900–2100 against lunar-python (year and month) and sxtwl (day and hour).

lunar-python computes the terms from its own series and the pillars from its own rules; it works in
UTC+8 and extrapolates ΔT, so it is asked by the clock that its own time scale shows at the instant
(`shouxing.its_beijing_s`), and births within 5 s of a month's beginning are left out, its terms
being up to 3 s off. A whole chart of it takes a millisecond; so its table of terms is taken year by
year, the pillars are counted along it, and 2,000 whole charts prove that counting is what it does.

sxtwl (a C++ 寿星万年历) counts days and hours by the wall clock. It takes months by the day, so it
is not asked for year and month. Its flag for 早晚子时 is the engine's late-rat stem: set, the
hour from 23:00 takes the next day's stem. A civil time becomes an instant by `zone_history`.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import cache
from random import Random
from typing import Any

import pytest
from lunar_python import EightChar, LunarYear, Solar

from saju import Birth, Chart, Conventions, chart_of
from tests.saju.oracles.shouxing import DAY_S, J2000_S, its_beijing_s
from tests.saju.oracles.zone_history import history_of

COUNT, WHOLE_CHARTS, ITS_ERROR_S = 60_000, 2_000, 5
ZONES = ("Asia/Seoul",) * 12 + (
    "Asia/Pyongyang", "Asia/Tokyo", "Asia/Shanghai", "Asia/Almaty", "America/New_York",
    "America/Los_Angeles", "America/Sao_Paulo", "Europe/Berlin", "Europe/Dublin", "Asia/Kolkata",
    "Australia/Lord_Howe", "Pacific/Kiritimati",
)  # fmt: skip
FIRST_S = date(1900, 1, 1).toordinal() * DAY_S
END_S = date(2101, 1, 1).toordinal() * DAY_S
J2000_JD = 2451545.0
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
SCHOOLS = (
    Conventions(solar_time="clock", day_boundary="23:00"),
    Conventions(solar_time="clock", day_boundary="00:00"),
    Conventions(solar_time="clock", day_boundary="00:00", late_rat_stem="same_day"),
)


@dataclass(frozen=True)
class Known:
    """A birth with its instant and its wall clock, both seconds of the calendar."""

    birth: Birth
    utc_s: int
    local_s: int


@cache
def births() -> tuple[Known, ...]:
    """A third on any second, a third on a full hour, a third on the second before one."""
    random = Random("saju")
    found: list[Known] = []
    while len(found) < COUNT:
        zone = random.choice(ZONES)
        local_s = random.randrange(FIRST_S, END_S)
        if len(found) % 3:
            local_s = max(FIRST_S, local_s // 3_600 * 3_600 - (len(found) % 3 - 1))
        instants = history_of(zone).instants_s(local_s)
        if not instants:
            continue
        fold = random.randrange(len(instants))
        day, of_day_s = date.fromordinal(local_s // DAY_S), local_s % DAY_S
        birth = Birth(
            day.year, day.month, day.day, of_day_s // 3_600, of_day_s // 60 % 60, of_day_s % 60,
            timezone=zone, fold=fold if len(instants) > 1 else None,
        )  # fmt: skip
        found.append(Known(birth, instants[fold], local_s))
    return tuple(found)


def pillar(index: int) -> str:
    """The pair at a place of the cycle of sixty."""
    return STEMS[index % 10] + BRANCHES[index % 12]


@cache
def month_starts_s() -> tuple[int, ...]:
    """lunar-python's 절 from 소한 of 1900 to 대설 of 2100, by its own clock."""
    return tuple(
        J2000_S + round((jd - J2000_JD) * DAY_S)
        for year in range(1900, 2101)
        for jd in LunarYear.fromYear(year).getJieQiJulianDays()[2:26:2]
    )


def year_and_month(utc_s: int) -> tuple[str, str]:
    """Counted from 2000-01-01, 己卯年 丙子月, which 1,200 절 since 1900 lie before."""
    months = bisect_right(month_starts_s(), its_beijing_s(utc_s)) - 1_200
    return pillar(15 + (months + 10) // 12), pillar(12 + months)


def is_doubtful(utc_s: int) -> bool:
    """Whether lunar-python's own error could put the instant into the other month."""
    clock_s, starts = its_beijing_s(utc_s), month_starts_s()
    return bisect_right(starts, clock_s - ITS_ERROR_S) != bisect_right(
        starts, clock_s + ITS_ERROR_S
    )


@cache
def sxtwl() -> Any:
    """The module; it has no wheel for every Python."""
    return pytest.importorskip("sxtwl")


def day_and_hour(local_s: int, conventions: Conventions) -> tuple[str, str]:
    """sxtwl's, by a school."""
    own = date.fromordinal(local_s // DAY_S)
    early = 3_600 if conventions.day_boundary == "23:00" else 0
    counted = date.fromordinal((local_s + early) // DAY_S)
    day = sxtwl().fromSolar(counted.year, counted.month, counted.day).getDayGZ()
    hour = (
        sxtwl()
        .fromSolar(own.year, own.month, own.day)
        .getHourGZ(local_s % DAY_S // 3_600, conventions.late_rat_stem == "next_day")
    )
    return STEMS[day.tg] + BRANCHES[day.dz], STEMS[hour.tg] + BRANCHES[hour.dz]


def eight_characters(clock_s: int) -> EightChar:
    """lunar-python's whole chart of a clock."""
    day, of_day_s = date.fromordinal(clock_s // DAY_S), clock_s % DAY_S
    solar = Solar.fromYmdHms(
        day.year, day.month, day.day, of_day_s // 3_600, of_day_s // 60 % 60, of_day_s % 60
    )
    return solar.getLunar().getEightChar()


def pillars(chart: Chart) -> tuple[str, str, str, str]:
    found = chart.signs.pillars
    assert found.hour is not None
    return found.year.hanja, found.month.hanja, found.day.hanja, found.hour.hanja


def test_year_and_month_are_lunar_pythons() -> None:
    doubtful, wrong = 0, []
    for known in births():
        if is_doubtful(known.utc_s):
            doubtful += 1
            continue
        ours, theirs = pillars(chart_of(known.birth, SCHOOLS[0]))[:2], year_and_month(known.utc_s)
        if ours != theirs:
            wrong.append((known.birth, ours, theirs))
    assert not wrong, (len(wrong), wrong[:3])
    # Twelve windows of 10 s a year: 0.2 births of 60,000 are expected in them.
    assert doubtful <= 3


def test_day_and_hour_are_sxtwls_in_every_school() -> None:
    wrong = []
    for known in births():
        for school in SCHOOLS:
            ours = pillars(chart_of(known.birth, school))[2:]
            theirs = day_and_hour(known.local_s, school)
            if ours != theirs:
                wrong.append((known.birth, school, ours, theirs))
    assert not wrong, (len(wrong), wrong[:3])


def sample() -> list[Known]:
    """Births in order, because lunar-python keeps one year's table at a time."""
    return sorted(births()[:WHOLE_CHARTS], key=lambda known: known.utc_s)


def test_counting_along_lunar_pythons_terms_is_what_its_whole_charts_do() -> None:
    for known in sample():
        theirs = eight_characters(round(its_beijing_s(known.utc_s)))
        assert (theirs.getYear(), theirs.getMonth()) == year_and_month(known.utc_s)


def test_day_and_hour_are_lunar_pythons_too_where_it_knows_the_school() -> None:
    # Its sect 1 begins the day at 23:00, its sect 2 at midnight with the next day's stem.
    for known in sample():
        theirs = eight_characters(known.local_s)
        for sect, school in ((1, SCHOOLS[0]), (2, SCHOOLS[1])):
            theirs.setSect(sect)
            ours = pillars(chart_of(known.birth, school))[2:]
            assert ours == (theirs.getDay(), theirs.getTime()), (known.birth, school)
