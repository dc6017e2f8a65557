"""Every day of the Korean calendar, both ways: 1900–2050 by KASI's data, to 2100 by the rule.

Oracle to 2050: korean-lunar-calendar, which carries the months KASI publishes and computes nothing.
The months from 1912 on are computed by the tables' script, those before are KASI's own: there
this holds the reading of the table only. From 2051 on nobody has published the months yet; the
new moons are taken from 寿星万年历's series in lunar-python, which are not DE440's, and
the rule is written down here once more: a month begins on the civil day (UTC+9) of the new moon,
동지 lies in month 11, and of thirteen months the first without a 중기 is the leap one. Its new
moons are 2 s off at most (measured against DE440): none of 2050–2100 is within 5 s of a midnight, and
a test says so. Three come within 36 s (2051-11-03, 2053-01-19, 2074-08-23): on those days the
calendar rests on the leap seconds being held, for the rule and for the table alike.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from korean_lunar_calendar import KoreanLunarCalendar

from saju import Birth, Conventions, chart_of
from saju.lunar import LunarDate, lunar_calendar
from tests.saju.oracles.shouxing import DAY_S, new_moon_tt_s, terms_tt_s, utc_s_of

CLOCK = Conventions(solar_time="clock")
SEOUL_S = 9 * 3_600
ITS_ERROR_S = 5


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def lunar_of(day: date) -> LunarDate:
    return chart_of(Birth(day.year, day.month, day.day), CLOCK).moment.lunar_date


def solar_of(lunar: LunarDate) -> date:
    birth = Birth(
        lunar.year, lunar.month, lunar.day, is_lunar=True, is_leap_month=lunar.leap
    )  # fmt: skip
    return chart_of(birth, CLOCK).moment.solar_date


def test_every_day_of_1900_to_2050_has_kasis_lunar_date_and_the_way_back() -> None:
    authority = KoreanLunarCalendar()
    wrong = []
    every_day = days(date(1900, 1, 1), date(2050, 12, 31))
    for day in every_day:
        assert authority.setSolarDate(day.year, day.month, day.day)
        theirs = LunarDate(
            authority.lunarYear,
            authority.lunarMonth,
            authority.lunarDay,
            bool(authority.isIntercalation),
        )
        assert authority.setLunarDate(theirs.year, theirs.month, theirs.day, theirs.leap)
        assert authority.SolarIsoFormat() == day.isoformat()
        if lunar_of(day) != theirs or solar_of(theirs) != day:
            wrong.append((day, theirs, lunar_of(day), solar_of(theirs)))
    assert wrong == []
    assert len(every_day) == 55_152


def test_what_kasi_has_no_lunar_date_for_is_refused() -> None:
    # Every 30th day and every leap month that a year could have had, asked of both.
    authority = KoreanLunarCalendar()
    ours = lunar_calendar().by_name
    for year in range(1901, 2050):
        for month in range(1, 13):
            for leap in (False, True):
                has_30 = authority.setLunarDate(year, month, 30, leap)
                named = LunarDate(authority.lunarYear, month, 30, bool(authority.isIntercalation))
                theirs = has_30 and named == LunarDate(year, month, 30, leap)
                found = ours.get((year, month, leap))
                assert (found is not None and found.length_days == 30) == theirs, (
                    year,
                    month,
                    leap,
                )


def test_every_day_of_2051_to_2100_is_found_again_from_its_lunar_date() -> None:
    every_day = days(date(2051, 1, 1), date(2100, 12, 31))
    lunar = [lunar_of(day) for day in every_day]
    assert [solar_of(one) for one in lunar] == every_day
    assert len(set(lunar)) == len(every_day) == 18_262
    assert all(
        after.day == day.day + 1 or (after.day == 1 and day.day in {29, 30})
        for day, after in pairwise(lunar)
    )


def months_by_rule() -> list[tuple[int, int, int, bool]]:
    """First day, year, number and leap of the months from 동지 of 2049 to 동지 of 2100."""
    moons = [seoul_day(new_moon_tt_s(index)) for index in range(610, 1_260)]
    centres = [seoul_day(tt_s) for tt_s in terms_tt_s()[1::2]]
    solstices = centres[11::12]
    months = []
    for year in range(2050, 2101):
        begin, end = (
            max(n for n, moon in enumerate(moons) if moon <= solstices[y - 1900])
            for y in (year - 1, year)
        )
        empty = [
            n
            for n in range(begin, end)
            if not any(moons[n] <= centre < moons[n + 1] for centre in centres)
        ]
        leap_at = empty[0] if end - begin == 13 else None
        number = 10
        for n in range(begin, end):
            number += n != leap_at
            name = (number - 1) % 12 + 1
            months.append((moons[n], year - (number < 13), name, n == leap_at))
    return months


def seoul_day(tt_s: float) -> int:
    """The civil day at UTC+9."""
    clock_s = utc_s_of(tt_s) + SEOUL_S
    return int(clock_s // DAY_S)


def test_no_instant_of_the_rule_is_too_near_a_midnight_for_the_analytic_theory() -> None:
    moons = [new_moon_tt_s(index) for index in range(610, 1_260)]
    instants = [*moons, *terms_tt_s()[150 * 24 + 1 :: 2]]
    nearest_s = min(
        abs((utc_s_of(tt_s) + SEOUL_S + DAY_S / 2) % DAY_S - DAY_S / 2) for tt_s in instants
    )
    assert nearest_s > ITS_ERROR_S


def test_the_months_of_2051_to_2100_are_those_of_the_rule() -> None:
    ours = [
        (month.first_ordinal, month.year, month.month, month.leap)
        for month in lunar_calendar().months
        if 2051 <= month.year <= 2099
    ]
    theirs = [month for month in months_by_rule() if 2051 <= month[1] <= 2099]
    assert ours == theirs
    assert len(ours) == 49 * 12 + 18  # seven leap months in 19 years
