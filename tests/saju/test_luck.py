"""Expected values: luck pillars as Korean sites and Chinese handbooks print them, each with its source."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from saju import Birth, Chart, Conventions, chart_of
from saju.luck import Luck, LuckElapsed, elapsed_of, first_days, luck_of, luck_pillar_in
from saju.luck_start import direction_of, start_age
from saju.model import LuckRounding
from saju.sexagenary import PILLAR_BY_HANJA

DAY_S = 86_400


def chart(*local: Any, rounding: LuckRounding = "round", **birth: Any) -> Chart:
    return chart_of(Birth(*local, **birth), Conventions(luck_rounding=rounding))


def pillars(found: Luck, count: int = 10) -> str:
    return " ".join(str(row.pillar) for row in found.pillars[:count])


def luck(*local: Any, **birth: Any) -> Luck:
    found = luck_of(chart(*local, **birth).signs)
    assert found is not None
    return found


def elapsed(*local: Any, **birth: Any) -> LuckElapsed:
    found = chart(*local, **birth).moment.luck_elapsed
    assert found is not None
    return found


# 테사연, 13_2 대운 간지와 대운 수 (testsaju.tistory.com/m/43): born on 2015-08-14, a man has 2, a
# woman 8.
@pytest.mark.parametrize(("gender", "age"), [("male", 2), ("female", 8)])
def test_man_and_woman_of_one_birth_count_to_opposite_terms(gender: str, age: int) -> None:
    assert luck(2015, 8, 14, gender=gender).start_age == age


# 박원순 서울특별시장의 사주와 생애 1 (whang77.tistory.com/8001107): 1955-02-11 축시, 대운 2 to 62.
def test_a_man_of_a_yin_year_goes_backward() -> None:
    found = luck(1955, 2, 11, 2, gender="male")
    assert found.direction == "backward"
    assert pillars(found, 7) == "丁丑 丙子 乙亥 甲戌 癸酉 壬申 辛未"
    assert [row.age for row in found.pillars[:7]] == [2, 12, 22, 32, 42, 52, 62]


# The README of ssaju (npm): a man born in Seoul on 2001-11-03 at 14:20, 역행, 시작 9세, 정밀 8.67세;
# each decade with its year: 9(2010) 丁酉 … 99(2100) 戊子, and in 2026, 만 24세, it is 丙申.
def test_ten_decades_follow_each_other_with_their_ages_and_years() -> None:
    found = luck(2001, 11, 3, 14, 20, gender="male")
    assert (found.direction, found.start_age) == ("backward", 9)
    assert pillars(found) == "丁酉 丙申 乙未 甲午 癸巳 壬辰 辛卯 庚寅 己丑 戊子"
    assert [row.age for row in found.pillars] == list(range(9, 100, 10))
    assert list(found.first_years) == list(range(2010, 2101, 10))


# 대운수 is 만; whoever needs 세는나이 adds one: at 대운수 5 the luck changes at 당 6, 16 and 26
# (cafe.daum.net, fldid=MgSK, datanum=3248).
def test_the_korean_age_is_one_more() -> None:
    found = luck(2001, 11, 3, 14, 20, gender="male")
    assert [row.korean_age for row in found.pillars] == list(range(10, 101, 10))


@pytest.mark.parametrize(
    ("year", "pillar"),
    [(2001, None), (2009, None), (2010, "丁酉"), (2019, "丁酉"), (2020, "丙申"), (2026, "丙申")],
)
def test_a_decade_holds_from_its_year_to_the_next(year: int, pillar: str | None) -> None:
    found = luck_pillar_in(chart(2001, 11, 3, 14, 20, gender="male").signs, year)
    assert (None if found is None else str(found.pillar)) == pillar


def test_decades_go_on_beyond_the_tenth() -> None:
    found = luck_pillar_in(chart(2001, 11, 3, 14, 20, gender="male").signs, 2110)
    assert found is not None
    assert (str(found.pillar), found.age) == ("丁亥", 109)


# 전문가 사주분석 (kr.fateup.com/Doc_Base/Expert.aspx): two women, with 월심천, the time since the 절.
@pytest.mark.parametrize(
    ("local", "days", "hours", "printed"),
    [((1986, 12, 30, 4, 35), 22, 9, 7.5), ((1987, 1, 20, 21, 41), 14, 15, 4.9)],
)
def test_the_way_itself_is_what_exact_almanacs_print(
    local: tuple[int, ...], days: int, hours: int, printed: float
) -> None:
    found = elapsed(*local, gender="female")
    assert found.decimal_years == printed
    way_hours = (found.years * 12 + found.months) * 6 + found.days / 5
    assert days * 24 + hours <= way_hours < days * 24 + hours + 1


# 計算起運 (masterflames.com): a man born on 2024-05-20 at 10 in Hong Kong, 16 days and one 時辰
# before 芒種: 5 years, 4 months, 10 days.
def test_three_days_are_a_year_and_two_hours_ten_days() -> None:
    found = elapsed(2024, 5, 20, 10, gender="male", timezone="Asia/Hong_Kong")
    assert found == LuckElapsed(5, 4, 10)


# 八字 handbook (zhengzhongguoji.com/article/4879056): a man of 甲子年正月十五日子時 (1924-02-19), 16
# days and two 時 before 驚蟄, so 5 years and 140 days; 丁卯 from 己巳, 戊辰 from 己卯, 己巳 from 己丑.
# A woman of the same hour goes 乙丑 甲子 癸亥. It counts whole 時 of ten days.
def test_a_handbook_example() -> None:
    birth: dict[str, Any] = {"timezone": "Asia/Shanghai", "rounding": "floor"}
    man = luck(1924, 2, 19, 0, gender="male", **birth)
    woman = luck(1924, 2, 19, 0, gender="female", **birth)
    way = elapsed(1924, 2, 19, 0, gender="male", **birth)

    assert pillars(man, 6) == "丁卯 戊辰 己巳 庚午 辛未 壬申"
    assert [row.age for row in man.pillars[:6]] == [5, 15, 25, 35, 45, 55]
    assert man.first_years[:3] == (1929, 1939, 1949)
    assert pillars(woman, 3) == "乙丑 甲子 癸亥"
    assert (way.years, way.months, way.days // 10 * 10) == (5, 4, 20)


# 대운수 rule of Korean 만세력 (lifesci.net, bo_table=B01&wr_id=297): days by three, a remainder of 1
# is dropped, of 2 adds one. The handbook above: only full three days are a year.
@pytest.mark.parametrize("days", range(33))
def test_a_remainder_of_two_days_adds_a_year(days: int) -> None:
    third, rest = divmod(days, 3)
    assert start_age(days * DAY_S, "round") == max(third + (rest == 2), 1)
    assert start_age(days * DAY_S, "exact") == start_age(days * DAY_S, "round")
    assert start_age(days * DAY_S, "floor") == max(third, 1)
    assert start_age(days * DAY_S, "ceil") == max(third + (rest > 0), 1)


def test_half_a_year_rounds_up_and_no_second_sooner() -> None:
    half_s = DAY_S * 3 // 2
    assert start_age(3 * half_s, "round") == 2
    assert start_age(3 * half_s - 1, "round") == 1


def test_exact_says_that_its_ages_are_the_nearest() -> None:
    local: tuple[int, ...] = (1986, 12, 30, 4, 35)
    rounded, exact = (
        luck(*local, gender="female", rounding=rounding) for rounding in ("round", "exact")
    )
    assert (rounded.is_nearest, exact.is_nearest) == (False, True)
    assert replace(exact, is_nearest=False) == rounded


# The four pairs of 양남음녀 and 음남양녀.
@pytest.mark.parametrize(
    ("year", "gender", "direction"),
    [
        ("甲子", "male", "forward"),
        ("乙丑", "female", "forward"),
        ("乙丑", "male", "backward"),
        ("甲子", "female", "backward"),
        ("甲子", None, None),
    ],
)
def test_direction_follows_the_years_stem_and_the_gender(
    year: str, gender: Any, direction: str | None
) -> None:
    assert direction_of(PILLAR_BY_HANJA[year], gender) == direction


def test_without_gender_there_is_no_luck() -> None:
    signs = chart(1990, 3, 15, 14, 30).signs
    assert luck_of(signs) is None
    assert luck_pillar_in(signs, 2026) is None


def test_a_way_is_counted_in_years_months_and_days_of_life() -> None:
    # One day is four months, two hours ten days.
    assert elapsed_of(4 * DAY_S + 2 * 3_600) == LuckElapsed(1, 4, 10)
    assert elapsed_of(0) == LuckElapsed(0, 0, 0)


def test_exact_decades_begin_ten_years_apart_on_days_that_exist() -> None:
    found = first_days(date(1990, 12, 31), LuckElapsed(2, 2, 3))
    # 2 years and 2 months later is the last of February, and 29 days it has every fourth year.
    assert found[:2] == (date(1993, 3, 3), date(2003, 3, 3))
    assert first_days(date(1993, 12, 31), LuckElapsed(2, 2, 0))[0] == date(1996, 2, 29)
    assert [day.year for day in found] == list(range(1993, 2084, 10))
