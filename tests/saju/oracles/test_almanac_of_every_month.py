"""All 2,412 months of the almanac, against calendars, pillars and minutes that others computed.

Lunar dates: KASI's, in korean-lunar-calendar, to 2050. Day pillars: sxtwl. Minutes of the solar terms:
the 672 that KASI publishes for 2000–2027, which korean-saju carries, and for all years the series of
寿星万年历 in lunar-python, within their 3 s and a rounding. Month and year pillars: lunar-python's, late on
each seventh day.

KASI rounds to the nearest minute. Its terms of 2007–2016 are up to 8 s early, as by a ΔT that was foreseen
in advance; three of the 672 are misprints (a day, some hours, and 20 minutes beside its own neighbours).
"""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone
from functools import cache
from importlib import resources
from typing import Any

import pytest
from korean_lunar_calendar import KoreanLunarCalendar
from lunar_python import Solar

from saju.almanac import AlmanacDay, almanac_month
from saju.render.almanac import almanac_body
from tests.saju.oracles.shouxing import DAY_S, terms_tt_s, utc_s_of

MONTHS = [(year, month) for year in range(1900, 2101) for month in range(1, 13)]
ITS_ERROR_S = 4
FORESEEN = range(2007, 2017)
FORESEEN_S = 8
MISPRINTS = {(2011, "대한"), (2011, "입동"), (2015, "하지")}
SEOUL = timezone(timedelta(hours=9))


@cache
def every_day() -> tuple[AlmanacDay, ...]:
    return tuple(day for year, month in MONTHS for day in almanac_month(year, month).days)


def kasis_terms() -> list[dict[str, Any]]:
    path = resources.files("korean_saju") / "data" / "kasi_solar_terms_2000_2027.json"
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["terms"]
    return found


def test_every_day_of_201_years_stands_once_and_in_order() -> None:
    first, last = date(1900, 1, 1), date(2100, 12, 31)
    assert [day.solar for day in every_day()] == [
        first + timedelta(days=number) for number in range((last - first).days + 1)
    ]


def test_lunar_dates_are_kasis() -> None:
    authority = KoreanLunarCalendar()
    wrong = []
    for day in every_day():
        if day.solar.year > 2050:
            break
        assert authority.setSolarDate(day.solar.year, day.solar.month, day.solar.day)
        theirs = (
            authority.lunarYear,
            authority.lunarMonth,
            authority.lunarDay,
            bool(authority.isIntercalation),
        )
        ours = day.lunar
        if (ours.year, ours.month, ours.day, ours.leap) != theirs:
            wrong.append((day.solar, ours, theirs))
    assert wrong == []


def test_day_pillars_are_sxtwls() -> None:
    sxtwl = pytest.importorskip("sxtwl", reason="no wheel for this Python")
    stems, branches = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
    for day in every_day():
        theirs = sxtwl.fromSolar(day.solar.year, day.solar.month, day.solar.day).getDayGZ()
        assert day.pillar.hanja == stems[theirs.tg] + branches[theirs.dz], day.solar


def kasis_minute(text: str) -> datetime:
    """Its text as a time; one of them has a sixtieth minute."""
    day, hour, minute = text[:10], int(text[11:13]), int(text[14:16])
    return datetime.fromisoformat(day).replace(tzinfo=SEOUL) + timedelta(hours=hour, minutes=minute)


def test_terms_have_the_minute_that_kasi_publishes() -> None:
    ours = {}
    for row in (
        row
        for year in range(2000, 2028)
        for month in range(1, 13)
        for row in almanac_body(almanac_month(year, month))["days"]
        if row["term"]
    ):
        minute = f"{row['solar_date']}T{row['term']['minute']}"
        ours[int(minute[:4]), row["term"]["name"]] = (minute, row["term"]["local"])
    theirs = {(row["year"], row["name"]): kasis_minute(row["datetime"]) for row in kasis_terms()}
    assert len(ours) == len(theirs) == 672

    misprints, others = set(), []
    for (year, name), kasi in theirs.items():
        minute, local = ours[year, name]
        after_s = (datetime.fromisoformat(local).replace(tzinfo=SEOUL) - kasi).total_seconds()
        early_s = FORESEEN_S if year in FORESEEN else 0
        if not -30 <= after_s <= 30 + early_s:
            misprints.add((year, name))
        elif minute != f"{kasi:%Y-%m-%dT%H:%M}":
            assert after_s >= 30  # between its half minute and ours
            others.append((year, name))
    assert misprints == MISPRINTS
    assert len(others) == 38


def test_every_term_falls_on_its_second_of_seouls_day() -> None:
    ours = [(day.solar, day.term) for day in every_day() if day.term is not None]
    theirs = [utc_s_of(tt_s) for tt_s in terms_tt_s()]
    assert len(ours) == len(theirs) == 4_824
    for (solar, told), utc_s in zip(ours, theirs, strict=True):
        assert abs(told.term.instant_s - utc_s) <= ITS_ERROR_S
        offset_s = round((told.local.utcoffset() or timedelta()).total_seconds())
        ordinal = (told.term.instant_s + offset_s) // DAY_S
        assert solar == date.fromordinal(ordinal) == told.local.date()


def test_month_and_year_pillars_are_lunar_pythons_at_the_days_end() -> None:
    # By its own clock, UTC+8 for Beijing: half an hour is left out around each 절, where the two clocks and
    # its two seconds could decide; there the instants above do.
    compared = 0
    for day in every_day()[::7]:
        if day.term is not None:
            continue
        midnight = datetime.combine(day.solar, datetime.min.time()) + timedelta(
            hours=22, minutes=30
        )
        lunar = Solar.fromYmdHms(
            midnight.year, midnight.month, midnight.day, midnight.hour, midnight.minute, 0
        ).getLunar()
        assert day.month.hanja == lunar.getMonthInGanZhiExact(), day.solar
        assert day.year.hanja == lunar.getYearInGanZhiExact(), day.solar
        compared += 1
    assert compared > 9_000
