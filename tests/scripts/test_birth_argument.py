from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from saju import Birth, SajuError, chart_of
from scripts.chart.birth_argument import WrongArgument, birth_of, day_of, wrong_argument


@pytest.mark.parametrize(
    ("text", "birth"),
    [
        ("1990-03-15T14:30", Birth(1990, 3, 15, 14, 30)),
        ("1990-03-15 14:30", Birth(1990, 3, 15, 14, 30)),
        ("1990-3-5t4:05:59", Birth(1990, 3, 5, 4, 5, 59)),
        (" 1990-03-15T00:00 ", Birth(1990, 3, 15, 0, 0)),
        ("1990-03-15", Birth(1990, 3, 15)),
    ],
)
def test_a_birth_is_a_date_and_a_time_if_it_is_known(text: str, birth: Birth) -> None:
    assert birth_of(text) == birth


def test_a_lunar_month_may_have_a_day_that_no_solar_one_has() -> None:
    birth = birth_of("1990-02-30", lunar=True)
    assert birth == Birth(1990, 2, 30, is_lunar=True)
    assert chart_of(birth).moment.solar_date == date(1990, 3, 26)  # KASI


def test_the_options_are_the_births() -> None:
    birth = birth_of(
        "1987-10-11T02:30", gender="female", zone="Asia/Tokyo", longitude="-73.9", fold="1"
    )
    assert birth == Birth(
        1987, 10, 11, 2, 30, gender="female", timezone="Asia/Tokyo", longitude=-73.9, fold=1
    )


@pytest.mark.parametrize("word", ["female", "F", "여성", "여자", "여"])
def test_a_gender_may_be_said_in_korean(word: str) -> None:
    assert birth_of("1990-03-15", gender=word).gender == "female"


@pytest.mark.parametrize(
    ("words", "argument", "problem"),
    [
        ({"text": "yesterday"}, "birth", "'yesterday' is no date"),
        ({"text": ""}, "birth", "'' is no date"),
        ({"text": "90-03-15"}, "birth", "'90-03-15' is no date"),
        ({"text": "19900315"}, "birth", "'19900315' is no date"),
        ({"text": "１９９０-03-15"}, "birth", "is no date"),
        ({"text": "1990-03-15T"}, "birth", "'' is no time"),
        ({"text": "1990-03-15T14"}, "birth", "'14' is no time"),
        ({"text": "1990-03-15T2:30pm"}, "birth", "'2:30PM' is no time"),
        ({"text": "1990-03-15T14:30Z"}, "birth", "has an offset"),
        ({"text": "1990-03-15T14:30+09:00"}, "birth", "has an offset"),
        ({"text": "1990-03-15", "gender": "man"}, "--gender", "'man' is neither"),
        ({"text": "1990-03-15", "longitude": "127E"}, "--longitude", "'127E' is no number"),
        ({"text": "1990-03-15", "fold": "2"}, "--fold", "'2' is neither"),
        ({"text": "1990-03-15", "leap_month": True}, "--leap-month", "has no leap month"),
    ],
)
def test_a_wrong_word_is_told_with_its_argument_and_an_example(
    words: dict[str, Any], argument: str, problem: str
) -> None:
    with pytest.raises(WrongArgument) as caught:
        birth_of(**words)
    message = str(caught.value)
    assert message.startswith(f"{argument}: ")
    assert problem in message
    assert "; for example " in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("birth", "argument"),
    [
        (Birth(1850, 1, 1), "birth"),
        (Birth(1990, 13, 1), "birth"),
        (Birth(1990, 2, 30), "birth"),
        (Birth(1990, 2, 1, 24), "birth"),
        (Birth(1990, 2, 1, 0, 60), "birth"),
        (Birth(1990, 3, 1, is_lunar=True, is_leap_month=True), "--leap-month"),
        (Birth(1987, 10, 11, 2, 30), "--fold"),
        (Birth(1990, 3, 15, timezone="Asia/Soul"), "--zone"),
        (Birth(1990, 3, 15, 12, timezone="UTC"), "--zone"),
        (Birth(1990, 3, 15, longitude=200), "--longitude"),
    ],
)
def test_what_the_engine_refuses_is_said_of_the_argument(birth: Birth, argument: str) -> None:
    with pytest.raises(SajuError) as caught:
        chart_of(birth)
    message = str(wrong_argument(caught.value))
    assert message.startswith(f"{argument}: ")
    assert message.count("for example") == 1


def test_a_day_is_a_solar_date() -> None:
    assert day_of("2026-1-31") == date(2026, 1, 31)


@pytest.mark.parametrize("text", ["2026-02-30", "2026", "2026-01-31T12:00", "0000-01-01"])
def test_a_day_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(WrongArgument, match="^--date: .*; for example 2026-01-31$"):
        day_of(text)
