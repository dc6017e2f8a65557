"""How close a birth is to a boundary."""

from __future__ import annotations

from typing import Any

from saju import Birth, Conventions, chart_of
from saju.render import chart_body
from saju.solar_clock import equation_of_time_s

CLOCK = Conventions(solar_time="clock")


def warnings(birth: Birth, conventions: Conventions = CLOCK) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = chart_body(chart_of(birth, conventions))["boundary_warnings"]
    return rows


def test_a_birth_in_the_minute_before_ipchun_is_warned_about_year_and_month() -> None:
    # 2017 입춘: 2017-02-04 00:34:01 KST (KASI 역서 2017: 00시 34분).
    rows = {row["pillar"]: row for row in warnings(Birth(2017, 2, 4, 0, 33, 30))}
    assert {row["term"] for row in rows.values()} == {"입춘"}
    assert rows["year"]["other"] == "정유"
    assert rows["month"]["other"] == "임인"
    assert rows["year"]["instant_utc"].startswith("2017-02-03T15:34:")


def test_a_birth_far_from_everything_is_not_warned_about() -> None:
    assert warnings(Birth(1990, 3, 15, 14, 30)) == []


def test_the_edge_of_an_hour_is_warned_about_from_both_sides() -> None:
    before, after = (
        warnings(Birth(1990, 3, 15, 14, 59, 30)),
        warnings(Birth(1990, 3, 15, 15, 0, 30)),
    )
    assert [(row["pillar"], row["term"], row["other"]) for row in before] == [
        ("hour", "신시", "임신")
    ]
    assert [(row["pillar"], row["other"]) for row in after] == [("hour", "신미")]
    assert before[0]["instant_utc"] == after[0]["instant_utc"] == "1990-03-15T06:00:00Z"


def test_the_edge_of_the_day_is_warned_about() -> None:
    rows = warnings(Birth(1990, 3, 15, 22, 59, 30))
    assert {row["pillar"] for row in rows} == {"day", "hour"}
    assert {row["instant_utc"] for row in rows} == {"1990-03-15T14:00:00Z"}


def test_an_unknown_hour_tells_each_pillar_that_changes_within_the_day() -> None:
    rows = warnings(Birth(2024, 2, 4), Conventions(day_boundary="00:00", solar_time="clock"))
    assert [row["pillar"] for row in rows] == ["year", "month"]
    rows = warnings(Birth(1990, 3, 15))
    assert [(row["pillar"], row["term"], row["other"]) for row in rows] == [("day", "자시", "경진")]
    assert rows[0]["instant_utc"] == "1990-03-15T14:00:00Z"


def test_a_place_not_given_is_warned_about_where_the_country_is_wide_enough() -> None:
    # By mean solar time 15:30 is 14:58 in Seoul and after 15:00 in Busan (129.07° E).
    rows = warnings(Birth(1990, 3, 15, 15, 30), Conventions())
    assert {"hour"} == {row["pillar"] for row in rows if row["term"] == "경도"}
    assert chart_of(Birth(1990, 3, 15, 15, 30, longitude=129.07)).signs.pillars.hour is not None


def test_the_equation_of_time_is_right_within_five_seconds() -> None:
    # Meeus, Astronomical Algorithms, example 28.a: 1992-10-13 0h TD, +13 min 42.6 s.
    from datetime import date  # noqa: PLC0415 - used here only

    utc_s = date(1992, 10, 13).toordinal() * 86_400 - 59
    assert abs(equation_of_time_s(utc_s) - 822.6) < 5
