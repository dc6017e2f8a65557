"""Civil time: zones, gaps, folds, summer time, and every error's facts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from saju import Birth, Conventions, SajuError, chart_of
from saju.errors import LocalTimeNeverWas
from saju.render import chart_body
from saju.zones import zone_of

CLOCK = Conventions(solar_time="clock")


def code_of(birth: Birth, conventions: Conventions | None = None) -> tuple[str, str]:
    with pytest.raises(SajuError) as caught:
        chart_of(birth, conventions)
    return caught.value.field, caught.value.code


@pytest.mark.parametrize(
    ("local", "instant"),
    [
        # The IANA database's history of Asia/Seoul (file asia, Zone Asia/Seoul).
        ((1908, 3, 31, 12), "1908-03-31T03:32:08Z"),  # local mean time, +8:27:52
        ((1910, 6, 1, 12), "1910-06-01T03:30:00Z"),  # +8:30
        ((1930, 6, 1, 12), "1930-06-01T03:00:00Z"),  # +9
        ((1955, 1, 1, 12), "1955-01-01T03:30:00Z"),  # +8:30
        ((1950, 6, 1, 12), "1950-06-01T02:00:00Z"),  # +9 and summer time
        ((1988, 7, 1, 12), "1988-07-01T02:00:00Z"),  # +9 and summer time
        ((2020, 7, 1, 12), "2020-07-01T03:00:00Z"),
    ],
)
def test_seouls_clock_has_its_real_history(local: tuple[int, int, int, int], instant: str) -> None:
    assert chart_body(chart_of(Birth(*local)))["instant_utc"] == instant


def test_a_time_that_never_was_is_refused() -> None:
    # Seoul, 1988-05-08: at 02:00 the clock went to 03:00.
    assert code_of(Birth(1988, 5, 8, 2, 30)) == ("hour", "local_time_never_was")


@pytest.mark.parametrize(
    ("birth", "field", "valid"),
    [
        (Birth(1988, 5, 8, 2, 30), "hour", "1988-05-08T03:30:00"),
        # Apia left out the whole of 2011-12-30, Toronto 23:30 to midnight and half an hour more.
        (Birth(2011, 12, 30, 10, timezone="Pacific/Apia"), "hour", "2011-12-31T10:00:00"),
        (Birth(2011, 12, 30, timezone="Pacific/Apia"), "day", "2011-12-31T12:00:00"),
        (Birth(1919, 3, 30, 23, 45, timezone="America/Toronto"), "hour", "1919-03-31T00:45:00"),
    ],
)
def test_what_the_clock_then_showed_is_the_example(birth: Birth, field: str, valid: str) -> None:
    with pytest.raises(LocalTimeNeverWas) as caught:
        chart_of(birth)
    assert (caught.value.field, caught.value.example) == (field, valid)
    assert str(caught.value.value) in caught.value.message
    assert valid.replace("T", " ") in caught.value.message


def test_a_time_that_was_twice_needs_to_be_told_which() -> None:
    # Seoul, 1988-10-09: at 03:00 the clock went back to 02:00.
    assert code_of(Birth(1988, 10, 9, 2, 30)) == ("fold", "local_time_was_twice")
    instants = [
        chart_body(chart_of(Birth(1988, 10, 9, 2, 30, fold=fold)))["instant_utc"] for fold in (0, 1)
    ]
    assert instants == ["1988-10-08T16:30:00Z", "1988-10-08T17:30:00Z"]


@pytest.mark.parametrize(
    ("birth", "field", "code"),
    [
        (Birth("1990", 3, 15), "year", "not_a_whole_number"),  # type: ignore[arg-type] # as callers err
        (Birth(1990, 3, 15, 14.5), "hour", "not_a_whole_number"),  # type: ignore[arg-type] # likewise
        (Birth(1990, 3, 15, longitude="x"), "longitude", "longitude_out_of_range"),  # type: ignore[arg-type] # likewise
        (Birth(1990, 3, 15, minute=30), "minute", "no_such_time"),
        (Birth(1990, 3, 15, 9, timezone="EST"), "timezone", "timezone_has_no_place"),
        (Birth(1899, 12, 31), "year", "year_out_of_range"),
        (Birth(2101, 1, 1), "year", "year_out_of_range"),
        (Birth(1990, 13, 1), "month", "no_such_month"),
        (Birth(1990, 2, 29), "day", "no_such_day"),
        (Birth(1990, 4, 31, 1), "day", "no_such_day"),
        (Birth(1990, 3, 15, 24), "hour", "no_such_time"),
        (Birth(1990, 3, 1, is_lunar=True, is_leap_month=True), "is_leap_month", "no_such_leap_month"),
        (Birth(1990, 1, 31, is_lunar=True), "day", "no_such_day"),
        (Birth(1990, 3, 15, timezone="Asia/Soul"), "timezone", "unknown_timezone"),
        (Birth(1990, 3, 15, timezone="../zone.tab"), "timezone", "unknown_timezone"),
        (Birth(1990, 3, 15, 1, timezone="UTC"), "timezone", "timezone_has_no_place"),
        (Birth(1990, 3, 15, 1, longitude=181.0), "longitude", "longitude_out_of_range"),
        (Birth(1990, 3, 15, 1, longitude=float("nan")), "longitude", "longitude_out_of_range"),
        (Birth(1990, 3, 15, 1, fold=2), "fold", "fold_out_of_range"),
        (Birth(1990, 3, 15, is_leap_month=True), "is_leap_month", "no_such_leap_month"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(birth: Birth, field: str, code: str) -> None:
    assert code_of(birth) == (field, code)


def test_a_lunar_year_1899_is_accepted_where_its_solar_date_is() -> None:
    # 음력 1899-12-01 was solar 1900-01-01 (KASI).
    chart = chart_of(Birth(1899, 12, 1, is_lunar=True))
    assert chart.moment.solar_date.isoformat() == "1900-01-01"
    assert code_of(Birth(1899, 11, 1, is_lunar=True)) == ("year", "year_out_of_range")


def test_a_zone_without_a_place_needs_a_longitude_or_a_clock() -> None:
    birth = {"timezone": "UTC", "hour": 1}
    assert chart_of(Birth(1990, 3, 15, longitude=0.0, **birth)).moment.longitude_deg == 0.0  # type: ignore[arg-type] # one dict for two cases
    assert chart_of(Birth(1990, 3, 15, **birth), CLOCK).moment.longitude_deg is None  # type: ignore[arg-type] # likewise


def test_another_word_for_a_zone_is_at_its_place() -> None:
    assert zone_of("ROK").longitude_deg() == zone_of("Asia/Seoul").longitude_deg() == 126.98


@pytest.mark.parametrize(
    ("zone", "local", "summer_s"),
    [
        ("Asia/Seoul", (1988, 7, 1), 3600),
        ("Asia/Seoul", (1988, 12, 1), 0),
        ("Europe/Dublin", (2020, 7, 1), 3600),  # whose law calls the winter the exception
        ("Europe/Dublin", (2020, 1, 1), 0),
        ("America/New_York", (2020, 7, 1), 3600),
    ],
)
def test_summer_time_is_found(zone: str, local: tuple[int, int, int], summer_s: int) -> None:
    noon = datetime(*local, 12, tzinfo=zone_of(zone).clock)
    assert zone_of(zone).summer_s(noon) == summer_s


def hour_of(conventions: dict[str, Any], year: int, month: int, day: int, *time: int) -> str:
    birth = Birth(year, month, day, time[0], time[1])
    return str(chart_of(birth, Conventions(**conventions)).signs.pillars.hour)


def test_solar_time_moves_the_hour_and_never_year_month_or_dates() -> None:
    # 15:20 on Seoul's clock is 14:48 by the Sun: 未 and not yet 申.
    assert hour_of({"solar_time": "clock"}, 1990, 3, 15, 15, 20)[1] == "申"
    assert hour_of({"solar_time": "mean"}, 1990, 3, 15, 15, 20)[1] == "未"
    # Summer time: 12:30 on the clock of July 1988 was 11:30 by standard time.
    assert hour_of({"solar_time": "clock"}, 1988, 7, 1, 13, 30)[1] == "未"
    assert hour_of({"solar_time": "standard"}, 1988, 7, 1, 13, 30)[1] == "午"
    bodies = [
        chart_body(chart_of(Birth(2024, 2, 4, 17, 30), Conventions(solar_time=solar_time)))
        for solar_time in ("clock", "mean", "standard", "apparent")
    ]
    for field in ("year_pillar", "month_pillar", "solar_date", "lunar_date", "instant_utc"):
        assert len({str(body[field]) for body in bodies}) == 1


def test_a_zone_merged_before_1970_is_warned_about() -> None:
    assert chart_of(Birth(1950, 3, 15, timezone="Europe/Stockholm")).moment.warnings
    assert not chart_of(Birth(1990, 3, 15, timezone="Europe/Stockholm")).moment.warnings
    assert not chart_of(Birth(1950, 3, 15)).moment.warnings
