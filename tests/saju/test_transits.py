"""Expected values: pillars of days as Korean sites and the README of ssaju (npm) print them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from saju import Birth, Conventions, Signs, chart_of
from saju.errors import UnknownTimezone, YearOutOfRange
from saju.sexagenary import PILLAR_BY_HANJA
from saju.solar_terms import Term
from saju.transits import (
    FortunePillar,
    fortune_of,
    fortune_pillar,
    month_luck,
    transit_in,
    transit_on,
    transit_with,
    year_luck,
)

# The man of ssaju's README: Seoul, 2001-11-03 14:20, 辛巳 戊戌 庚午 癸未.
SIGNS = chart_of(Birth(2001, 11, 3, 14, 20, gender="male")).signs
# 庚午 己卯 己卯 辛未.
OTHER = chart_of(Birth(1990, 3, 15, 14, 30, gender="male")).signs


def row(fortune: FortunePillar) -> str:
    return f"{fortune.pillar} {fortune.ten_god_stem}/{fortune.ten_god_branch} {fortune.stage}"


def korean_time(term: Term) -> datetime:
    day, of_day_s = divmod(term.instant_s, 86_400)
    return datetime.fromordinal(day) + timedelta(seconds=of_day_s, hours=9)


@pytest.mark.parametrize(
    ("day", "pillars"),
    [
        # ssaju's README: 오늘 丁丑, 내일 戊寅, 이번달 庚寅, 다음달 辛卯, 올해 丙午.
        (date(2026, 3, 4), "丙午 庚寅 丁丑"),
        (date(2026, 3, 5), "丙午 庚寅 戊寅"),
        (date(2026, 3, 6), "丙午 辛卯 己卯"),
        # 사주포럼 (sajuforum.com, no=188).
        (date(2025, 2, 9), "乙巳 戊寅 己酉"),
        # The day before 입춘 and 입춘 (brunch.co.kr/@doyeon723/140).
        (date(2018, 2, 3), "丁酉 癸丑 丙寅"),
        (date(2018, 2, 4), "戊戌 甲寅 丁卯"),
    ],
)
def test_a_day_has_the_pillars_that_almanacs_print(day: date, pillars: str) -> None:
    transit = transit_on(day)
    assert " ".join(map(str, transit.pillars)) == pillars
    assert transit.pillars.hour is None


# 일주 of days that are remembered (testsaju.tistory.com/35).
@pytest.mark.parametrize(
    ("day", "pillar"),
    [(date(1945, 8, 15), "丙辰"), (date(1950, 6, 25), "辛卯"), (date(1968, 8, 7), "己酉")],
)
def test_the_day_pillar_is_the_civil_days(day: date, pillar: str) -> None:
    assert str(transit_on(day).pillars.day) == pillar


# 2005: 甲申年 to 02-03 and 己卯月 to 04-04, each new from the day of its 절 (sajuforum.com, no=188).
@pytest.mark.parametrize(
    ("before", "after", "of"),
    [(date(2005, 2, 3), "甲申 乙酉", "year"), (date(2005, 4, 4), "己卯 庚辰", "month")],
)
def test_year_and_month_change_at_their_terms(before: date, after: str, of: str) -> None:
    days = (before, before + timedelta(days=1))
    assert " ".join(str(getattr(transit_on(day).pillars, of)) for day in days) == after


# 소서 2025-07-07 05:05 (luckydaily1004.blogspot.com/2025/07/JUL-CAL.html).
def test_a_day_on_which_a_month_begins_says_so() -> None:
    term = transit_on(date(2025, 7, 7)).term
    assert term is not None
    nearest = korean_time(term) + timedelta(seconds=30)
    assert f"{term.name} {nearest:%m-%d %H:%M}" == "소서 07-07 05:05"
    assert [transit_on(date(2025, 7, day)).term for day in (6, 8)] == [None, None]
    # 중기 begins no month.
    assert transit_on(date(2025, 7, 22)).term is None


# 경칩 2017-03-05 18:32:44 (lifesci.net, bo_table=B01&wr_id=297).
def test_a_term_of_the_evening_is_told_though_noon_is_before_it() -> None:
    transit = transit_on(date(2017, 3, 5))
    assert transit.term is not None
    assert transit.term.name == "경칩"
    assert (str(transit.pillars.month), transit.saju_year) == ("壬寅", 2017)
    assert str(transit_on(date(2017, 3, 6)).pillars.month) == "癸卯"


def test_the_same_term_falls_on_another_day_elsewhere() -> None:
    # 입춘 2017-02-04 00:34 in Korea (lifesci.net) is the 3rd in New York.
    days = date(2017, 2, 3), date(2017, 2, 4)
    assert [transit_on(day).term is None for day in days] == [True, False]
    assert [transit_on(day, "America/New_York").term is None for day in days] == [False, True]


@pytest.mark.parametrize("day", [date(1899, 12, 31), date(2101, 1, 1)])
def test_days_outside_the_tables_are_refused(day: date) -> None:
    with pytest.raises(YearOutOfRange, match="1900–2100") as refused:
        transit_on(day)
    assert refused.value.field == "date"
    with pytest.raises(YearOutOfRange):
        month_luck(SIGNS, day.year)


def test_the_first_and_the_last_day_have_pillars() -> None:
    # 1900-01-01 is 甲戌, 2100-12-31 the 73,413th day after it.
    days = date(1900, 1, 1), date(2100, 12, 31)
    assert [str(transit_on(day).pillars.day) for day in days] == ["甲戌", "丁未"]
    assert [transit_on(day).saju_year for day in days] == [1899, 2100]


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(UnknownTimezone):
        transit_on(date(2025, 1, 1), "Asia/Nowhere")


# 세운 2026 기준.
YEARS = """辛丑 겁재/정인 묘, 壬寅 식신/편재 절, 癸卯 상관/정재 태, 甲辰 편재/편인 양, 乙巳 정재/편관 장생,
丙午 편관/정관 목욕, 丁未 정관/정인 관대, 戊申 편인/비견 건록, 己酉 정인/겁재 제왕, 庚戌 비견/편인 쇠"""
# 월운 2026.
MONTHS = """庚寅 비견/편재 절, 辛卯 겁재/정재 태, 壬辰 식신/편인 양, 癸巳 상관/편관 장생, 甲午 편재/정관 목욕,
乙未 정재/정인 관대, 丙申 편관/비견 건록, 丁酉 정관/겁재 제왕, 戊戌 편인/편인 쇠, 己亥 정인/식신 병,
庚子 비견/상관 사, 辛丑 겁재/정인 묘"""


def test_years_are_read_against_the_day_master() -> None:
    found = year_luck(SIGNS, 2021, 10)
    assert [row(year.fortune) for year in found] == YEARS.replace("\n", " ").split(", ")
    assert [year.saju_year for year in found] == list(range(2021, 2031))
    # 만 24세 in the spring of 2026, 25 after the birthday.
    assert (found[5].age, found[5].korean_age) == (25, 26)


def test_months_begin_at_their_terms_and_are_read_against_the_day_master() -> None:
    found = month_luck(SIGNS, 2026)
    assert [row(month.fortune) for month in found] == MONTHS.replace("\n", " ").split(", ")
    names = "입춘 경칩 청명 입하 망종 소서 입추 백로 한로 입동 대설 소한"
    assert " ".join(month.term.name for month in found) == names


# 절 of 2017 and 2018 in Korean time, to the second (lifesci.net, bo_table=B01&wr_id=297).
TERMS_2017 = """2017-02-04 00:34:04, 2017-03-05 18:32:44, 2017-04-04 23:17:20, 2017-05-05 16:31:03,
2017-06-05 20:36:37, 2017-07-07 06:50:42, 2017-08-07 16:40:00, 2017-09-07 19:38:37,
2017-10-08 11:22:08, 2017-11-07 14:37:49, 2017-12-07 07:32:39, 2018-01-05 18:48:45"""


def test_months_have_their_instants() -> None:
    published = [datetime.fromisoformat(text.strip()) for text in TERMS_2017.split(",")]
    found = [korean_time(month.term) for month in month_luck(SIGNS, 2017)]
    off = [abs(ours - theirs) for ours, theirs in zip(found, published, strict=True)]
    assert max(off) <= timedelta(seconds=1)


def test_a_day_is_read_with_its_month_its_year_and_the_decade() -> None:
    fortune = fortune_of(SIGNS, transit_on(date(2026, 3, 4)))
    assert fortune.decade is not None
    # ★19(2020) 丙申 편관/비견 건록
    assert row(fortune.decade) == "丙申 편관/비견 건록"
    assert row(fortune.year) == "丙午 편관/정관 목욕"
    assert row(fortune.month) == "庚寅 비견/편재 절"
    assert str(fortune.day.pillar) == "丁丑"
    kinds = [one.kind for one in (fortune.decade, fortune.year, fortune.month, fortune.day)]
    assert kinds == ["decade", "year", "month", "day"]


def test_before_the_first_luck_pillar_there_is_no_decade() -> None:
    assert fortune_of(SIGNS, transit_on(date(2010, 1, 1))).decade is None
    assert fortune_of(SIGNS, transit_on(date(2010, 3, 1))).decade is not None


def test_a_birth_before_ipchun_counts_its_years_from_its_calendar_year() -> None:
    # ssaju 0.2 for 1992-01-20 12:00, a man: startAge 5, startYear 1997.
    chart = chart_of(Birth(1992, 1, 20, 12, gender="male"))
    running = [
        fortune_of(chart.signs, transit_on(date(year, 6, 1)), chart.moment).decade
        for year in (1996, 1997)
    ]
    assert running[0] is None
    assert running[1] is not None
    assert chart.moment.luck_first_years([5, 15]) == (1997, 2007)
    assert year_luck(chart.signs, 1996, 1, 1992)[0].korean_age == 5


def test_unrounded_luck_begins_on_its_very_day() -> None:
    # A woman of a 癸亥 year and a 甲子 month: forward, 乙丑 and then 丙寅.
    exact = Conventions(luck_rounding="exact")
    chart = chart_of(Birth(1983, 12, 24, 23, 15, gender="female"), exact)
    second = chart.moment.luck_first_days[1]
    running = [
        fortune_of(chart.signs, transit_on(day), chart.moment).decade
        for day in (second - timedelta(days=1), second)
    ]
    assert [str(one.pillar) for one in running if one] == ["乙丑", "丙寅"]


def test_an_unknown_hour_leaves_the_start_of_luck_open() -> None:
    moment = chart_of(Birth(1990, 3, 18, gender="male")).moment
    ends = [
        chart_of(Birth(1990, 3, 18, hour, minute, gender="male")).signs.luck_start
        for hour, minute in ((0, 0), (23, 59))
    ]
    assert moment.luck_start_range == (min(filter(None, ends)), max(filter(None, ends)))
    assert (moment.luck_elapsed, moment.luck_first_days) == (None, ())


def test_without_gender_there_is_no_decade() -> None:
    signs = chart_of(Birth(1990, 3, 15, 14, 30)).signs
    assert fortune_of(signs, transit_on(date(2026, 3, 4))).decade is None


def found_relations(signs: Signs, pillar: str) -> set[tuple[str, tuple[str, ...]]]:
    fortune = fortune_pillar(signs, "year", PILLAR_BY_HANJA[pillar])
    return {(relation.kind, relation.places) for relation in fortune.relations}


# By the tables of 합충형파해: 丙辛 join, 午午 punish themselves, 午未 join, 卯午 break.
def test_only_relations_with_what_comes_by_are_told() -> None:
    assert found_relations(OTHER, "丙午") == {
        ("stem_combination", ("hour", "year_luck")),
        ("punishment", ("year", "year_luck")),
        ("six_combination", ("hour", "year_luck")),
        ("break", ("month", "year_luck")),
        ("break", ("day", "year_luck")),
    }


# 卯 and 未 of birth with 亥 are the whole of 해묘미.
def test_what_comes_by_can_complete_a_combination_of_three() -> None:
    found = found_relations(OTHER, "丁亥")
    assert ("three_combination", ("month", "hour", "year_luck")) in found
    assert ("three_combination", ("day", "hour", "year_luck")) in found


# 공망표: of 己卯 they are 申 and 酉. 12신살표: for a 午 year 申 is 역마, 亥 겁살, 午 장성.
def test_void_and_spirits_are_counted_from_the_birth() -> None:
    fortunes = {
        hanja[1]: fortune_pillar(OTHER, "year", PILLAR_BY_HANJA[hanja])
        for hanja in ("戊申", "己酉", "丁亥", "丙午")
    }
    assert {sign: one.void for sign, one in fortunes.items()} == {
        "申": True, "酉": True, "亥": False, "午": False,
    }  # fmt: skip
    assert fortunes["申"].spirit.name == "역마살"
    assert fortunes["亥"].spirit.name == "겁살"
    assert fortunes["午"].spirit.name == "장성살"
    # 신살표: 天乙貴人 of 己 are 子 and 申, 文昌 is 酉.
    assert "천을귀인" in fortunes["申"].stars
    assert "문창귀인" in fortunes["酉"].stars


def test_spirits_follow_the_convention() -> None:
    by_day = replace(OTHER, conventions=replace(OTHER.conventions, twelve_spirits="day"))
    # For a 卯 day 申 is 겁살.
    fortune = fortune_pillar(by_day, "year", PILLAR_BY_HANJA["戊申"])
    assert fortune.spirit.name == "겁살"


def test_a_day_told_by_its_year_and_month_is_the_day_without_its_term() -> None:
    for day in (date(2026, 3, 4), date(2018, 2, 3), date(2018, 2, 4)):
        transit = transit_on(day)
        told = transit_with(day, transit.saju_year, transit.pillars.month)
        assert told == replace(transit, term=None)


@pytest.mark.parametrize("zone", ["Asia/Seoul", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_a_day_in_a_saju_year_is_in_it_everywhere(zone: str) -> None:
    for saju_year in range(1899, 2101):
        transit = transit_in(saju_year)
        assert transit.saju_year == saju_year
        assert transit_on(transit.date, zone).saju_year == saju_year
