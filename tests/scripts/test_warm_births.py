"""Of each chart there is one birth, and of each birth there is its chart."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from client import Birth as AskedBirth
from saju import Birth, Gender, SajuError, Signs, chart_of
from scripts.warm.births import Days, check, distinct_births

DAY = date(1990, 3, 15)


def births(first: date, last: date | None = None, **rest: object) -> list[AskedBirth]:
    genders = rest.pop("genders", [None])
    days = Days(first, last or first, genders, "Asia/Seoul", **rest)  # type: ignore[arg-type] # as the tests give them
    return [birth for _, birth in distinct_births(days)]


def signs_of(birth: AskedBirth) -> Signs:
    fields = birth.as_json()
    return chart_of(Birth(**{"minute": 0, **fields})).signs


def test_a_day_has_twelve_double_hours_and_the_beginning_of_the_next() -> None:
    found = births(DAY)  # the last half hour of a day in Seoul is past 23:00 by the sun

    assert len(found) == 13
    assert len({signs_of(birth).pillars.hour for birth in found}) == 13
    assert len(births(DAY, DAY + timedelta(days=9))) == 121


@pytest.mark.parametrize("gender", ["male", "female", None])
def test_every_birth_of_the_days_has_one_of_the_charts(gender: Gender | None) -> None:
    last = DAY + timedelta(days=9)
    known = {signs_of(birth) for birth in births(DAY, last, genders=[gender])}
    moments = [(day, minute) for day in range(10) for minute in range(0, 1440, 7)]
    missed = Counter(
        signs_of(
            AskedBirth(
                year=1990, month=3, day=15 + day, hour=minute // 60, minute=minute % 60,
                gender=gender, timezone="Asia/Seoul",
            )
        )
        in known
        for day, minute in moments
    )  # fmt: skip

    # A luck's age that holds for less than half an hour may be missed, and nothing else.
    assert missed[False] <= (0 if gender is None else len(moments) // 200)


def test_no_chart_comes_twice() -> None:
    found = births(date(1987, 5, 1), date(1988, 12, 31), genders=["male"])

    assert max(Counter(signs_of(birth) for birth in found).values()) == 1


def test_each_gender_has_its_own_charts() -> None:
    genders = Counter(birth.gender for birth in births(DAY, genders=["male", "female", None]))

    assert set(genders) == {"male", "female", None}
    assert all(count >= 13 for count in genders.values())


def test_an_unknown_hour_is_one_more() -> None:
    found = births(DAY, unknown_hour=True)

    assert [birth.hour for birth in found].count(None) == 1
    assert len(found) == 14


def test_a_day_whose_clock_jumped_and_one_whose_clock_went_back_are_told_right() -> None:
    jumped = births(date(1988, 5, 8))  # 02:00 was 03:00
    went_back = births(date(1988, 10, 9))  # 03:00 was 02:00

    assert all((birth.hour, birth.fold) != (2, 1) for birth in jumped)
    # A day of 23 hours and one of 25, which begin and end within a double hour.
    assert 12 <= len(jumped) <= 13
    assert 13 <= len(went_back) <= 14
    for birth in (*jumped, *went_back):
        signs_of(birth)  # each of them was


def test_days_come_with_their_numbers() -> None:
    days = Days(DAY, DAY + timedelta(days=2), [None], "Asia/Seoul")

    assert (days.count, {number for number, _ in distinct_births(days)}) == (3, {0, 1, 2})


def test_a_zone_that_there_is_not_is_told() -> None:
    with pytest.raises(SajuError) as caught:
        check(Days(DAY, DAY, [None], "Asia/Soul"))
    assert caught.value.field == "timezone"
