"""What people write into cells."""

from __future__ import annotations

from typing import Any

import pytest

from scripts.batch.rows.values import (
    CellProblem,
    calendar_of,
    date_of,
    number_of,
    time_of,
    whole_of,
    word_of,
)

FIRST = {"year": 1990, "month": 3, "day": 15}


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("1990-03-15", FIRST),
        ("1990.3.15", FIRST),
        ("1990. 3. 15.", FIRST),
        ("1990/03/15", FIRST),
        ("19900315", FIRST),
        ("1990년 3월 15일", FIRST),
        ("１９９０-０３-１５", FIRST),
        ("1990-03-15T14:30", {**FIRST, "hour": 14, "minute": 30}),
        ("1990-03-15 14:30:00", {**FIRST, "hour": 14, "minute": 30, "second": 0}),
        ("1990.03.15(양)", {**FIRST, "is_lunar": False}),
        ("음력 1990.02.19", {"year": 1990, "month": 2, "day": 19, "is_lunar": True}),
        (
            "1990-05-19 (음력 윤달)",
            {"year": 1990, "month": 5, "day": 19, "is_lunar": True, "is_leap_month": True},
        ),
        ("1990-13-40", {"year": 1990, "month": 13, "day": 40}),  # which the gateway refuses
    ],
)
def test_dates(cell: str, found: dict[str, Any]) -> None:
    assert date_of(cell) == found


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("900315", "short_year"),
        ("90.3.15", "short_year"),
        ("32947", "no_date"),  # a day as Excel counts them
        ("15/03/1990", "no_date"),
        ("1990-03", "no_date"),
        ("1990-03-155", "no_date"),
        ("어제", "no_date"),
        ("1990-03-15 25시 반", "no_time"),
    ],
)
def test_what_is_no_date(cell: str, kind: str) -> None:
    with pytest.raises(CellProblem) as caught:
        date_of(cell)
    assert caught.value.kind == kind


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("14:30", {"hour": 14, "minute": 30}),
        ("14:30:05", {"hour": 14, "minute": 30, "second": 5}),
        ("1430", {"hour": 14, "minute": 30}),
        ("14", {"hour": 14}),
        ("14시", {"hour": 14}),
        ("14시 30분", {"hour": 14, "minute": 30}),
        ("오후 2시 30분", {"hour": 14, "minute": 30}),
        ("오전 12:10", {"hour": 0, "minute": 10}),
        ("2:30 PM", {"hour": 14, "minute": 30}),
        ("12 p.m.", {"hour": 12}),
        ("미시", {"hour": 14, "minute": 0}),
        ("축시", {"hour": 2, "minute": 0}),
        ("모름", {}),
        ("시간 모름", {}),
        ("unknown", {}),
        ("-", {}),
    ],
)
def test_times(cell: str, found: dict[str, int]) -> None:
    assert time_of(cell) == found


@pytest.mark.parametrize(
    ("cell", "kind"),
    [("점심때", "no_time"), ("14:30:", "no_time"), ("오후 14시", "no_time"), ("자시", "rat_hour")],
)
def test_what_is_no_time(cell: str, kind: str) -> None:
    with pytest.raises(CellProblem) as caught:
        time_of(cell)
    assert caught.value.kind == kind


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("음력", {"is_lunar": True}),
        ("양", {"is_lunar": False}),
        ("Lunar", {"is_lunar": True}),
        ("음력(윤달)", {"is_lunar": True, "is_leap_month": True}),
        ("음력 평달", {"is_lunar": True, "is_leap_month": False}),
    ],
)
def test_calendars(cell: str, found: dict[str, bool]) -> None:
    assert calendar_of(cell) == found


@pytest.mark.parametrize(
    ("field", "cell", "found"),
    [
        ("gender", "남", "male"),
        ("gender", "여성", "female"),
        ("gender", "F", "female"),
        ("is_lunar", "Y", True),
        ("is_lunar", "음력", True),
        ("is_lunar", "0", False),
        ("is_leap_month", "평달", False),
        ("is_leap_month", "O", True),
        ("language", "한국어", "ko"),
        ("language", "EN", "en"),
        ("service_type", "재물운", "wealth"),
        ("service_type", "saju_interpretation", "saju_interpretation"),
        ("service_type", "오늘의 운세", "daily_fortune"),
        ("priority", "높음", "high"),
    ],
)
def test_words(field: str, cell: str, found: object) -> None:
    assert word_of(field)(cell) == found


def test_an_unknown_word_is_told_with_words_that_are_known() -> None:
    with pytest.raises(CellProblem) as caught:
        word_of("gender")("고양이")
    assert (caught.value.kind, caught.value.example) == ("not_among", "남성, male")


def test_numbers() -> None:
    assert whole_of("1990년") == 1990
    assert whole_of(" 3 ") == 3
    assert number_of("126.98") == 126.98
    for read, cell in ((whole_of, "3.5"), (whole_of, "삼"), (number_of, "동경")):
        with pytest.raises(CellProblem):
            read(cell)
