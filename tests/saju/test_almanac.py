"""Months of the almanac: what stands in them, where a solar term falls, and what is refused."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from saju.almanac import AlmanacDay, AlmanacMonth, almanac_month
from saju.errors import NoSuchMonth, UnknownTimezone, YearOutOfRange
from saju.render.almanac import almanac_body

LUNAR_SAMPLE = Path(__file__).parent / "authorities" / "lunar_sample.csv"


def day(almanac: AlmanacMonth, number: int) -> AlmanacDay:
    found = almanac.days[number - 1]
    assert found.solar == date(almanac.year, almanac.month, number)
    return found


def lunar_text(found: AlmanacDay) -> str:
    lunar = found.lunar
    return f"{lunar.year}-{lunar.month}{'L' if lunar.leap else ''}-{lunar.day}"


@pytest.mark.parametrize(
    ("year", "month", "last"), [(1900, 1, 31), (2024, 2, 29), (1900, 2, 28), (2100, 12, 31)]
)
def test_a_month_has_its_days(year: int, month: int, last: int) -> None:
    almanac = almanac_month(year, month)

    assert [one.solar.day for one in almanac.days] == list(range(1, last + 1))


def test_each_sample_of_kasi_stands_in_its_month() -> None:
    text = LUNAR_SAMPLE.read_text("utf-8").splitlines()
    rows = list(csv.DictReader(line for line in text if not line.startswith("#")))
    assert len(rows) == 40
    for row in rows:
        solar = date.fromisoformat(row["solar"])
        found = day(almanac_month(solar.year, solar.month), solar.day)
        leap = "L" if row["leap"] == "1" else ""
        assert lunar_text(found) == (
            f"{row['lunar_year']}-{row['lunar_month']}{leap}-{row['lunar_day']}"
        )


# What KASI's 월력요항 of 2023 and 2025 print: 윤2월 from 22 March 2023, 윤6월 from 25 July 2025.
@pytest.mark.parametrize(
    ("year", "month", "first", "before", "then"),
    [(2023, 3, 22, "2023-2-30", "2023-2L-1"), (2025, 7, 25, "2025-6-30", "2025-6L-1")],
)
def test_a_leap_month_is_told_from_the_month_before(
    year: int, month: int, first: int, before: str, then: str
) -> None:
    almanac = almanac_month(year, month)

    assert lunar_text(day(almanac, first - 1)) == before
    assert lunar_text(day(almanac, first)) == then


def test_the_pillars_change_with_the_terms_second_and_the_day_ends_with_the_new_one() -> None:
    # 입춘 of 2024: 17:27 by KASI; 甲辰年 丙寅月 follow 癸卯年 乙丑月.
    almanac = almanac_month(2024, 2)

    before, after = almanac.pillars
    assert [str(one) for one in (before.year, before.month)] == ["癸卯", "乙丑"]
    assert [str(one) for one in (after.year, after.month)] == ["甲辰", "丙寅"]
    assert [str(day(almanac, 3).year), str(day(almanac, 3).month)] == ["癸卯", "乙丑"]
    assert [str(day(almanac, 4).year), str(day(almanac, 4).month)] == ["甲辰", "丙寅"]
    [row] = [
        one["term"]
        for one in almanac_body(almanac)["days"]
        if one["term"] and one["term"]["begins_month"]
    ]
    assert (row["name"], row["hanja"], row["longitude_deg"]) == ("입춘", "立春", 315)
    assert (row["minute"], row["local"][:10]) == ("17:27", "2024-02-04")
    assert row["instant_utc"] == almanac_body(almanac)["month_pillars"][1]["begins"]["instant_utc"]


@pytest.mark.parametrize(
    ("timezone", "number", "minute"),
    [("Asia/Seoul", 4, "17:27"), ("Europe/London", 4, "08:27"), ("Pacific/Honolulu", 3, "22:27")],
)
def test_a_zone_says_on_which_day_a_term_falls(timezone: str, number: int, minute: str) -> None:
    body = almanac_body(almanac_month(2024, 2, timezone))

    first = next(row for row in body["days"] if row["term"])
    assert first["solar_date"] == f"2024-02-{number:02}"
    assert first["term"]["minute"] == minute
    assert first["month_pillar"]["hanja"] == "丙寅"
    assert (
        first["day_pillar"]
        == almanac_body(almanac_month(2024, 2))["days"][number - 1]["day_pillar"]
    )


def test_pillars_carry_the_elements_of_their_signs() -> None:
    row = almanac_body(almanac_month(2000, 1))["days"][0]["day_pillar"]

    assert row == {"hanja": "戊午", "hangul": "무오", "elements": ["earth", "fire"]}


def test_a_term_seconds_before_midnight_is_not_told_as_the_next_days() -> None:
    # Whichever day a term falls on, the minute belongs to it.
    rows = [
        (row["term"]["local"], row["term"]["minute"])
        for year in range(1900, 2101)
        for row in almanac_body(almanac_month(year, 12))["days"]
        if row["term"]
    ]
    assert len(rows) == 2 * 201
    for local, minute in rows:
        assert (
            abs(int(local[11:13]) * 60 + int(local[14:16]) - int(minute[:2]) * 60 - int(minute[3:]))
            <= 1
        )


@pytest.mark.parametrize(("year", "month"), [(1899, 12), (2101, 1), (0, 1)])
def test_other_years_are_refused(year: int, month: int) -> None:
    with pytest.raises(YearOutOfRange):
        almanac_month(year, month)


@pytest.mark.parametrize("month", [0, 13])
def test_there_are_twelve_months(month: int) -> None:
    with pytest.raises(NoSuchMonth):
        almanac_month(2026, month)


def test_a_zone_must_be_one() -> None:
    with pytest.raises(UnknownTimezone):
        almanac_month(2026, 1, "Asia/Pyeongchang")
