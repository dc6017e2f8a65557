"""Expected facts of 庚午 己卯 己卯 辛未 are those that 만세력 print over and under its pillars."""

from __future__ import annotations

from dataclasses import replace

import pytest

from saju.chart import chart_of
from saju.model import Birth, Conventions
from saju.pillars import Pillars
from saju.reading import facts_of
from saju.reading.facts import Age, Facts, Term
from saju.reading.vocabulary import ALWAYS, vocabulary
from saju.sexagenary import PILLAR_BY_HANJA, Pillar
from saju.signs import Signs
from saju.transits import transit_on
from tests.saju.reading.charts import DRAWN, SOME_DAY, known, some_day

# Facts that words rest on and no rule asks for: whole pillars that come by, ages and numbers.
RESTED_ON = {
    *("year_now", "month_now", "today_now", "luck", "count", "compat_score"),
    *("one_day", "other_day", "one_master", "other_master"),
    *(f"{name}_{place}" for name in ("one", "other") for place in ("year", "month", "hour")),
    "always",
}


@pytest.mark.parametrize(
    "fact",
    [
        "day_master:己",
        "polarity:yin",
        "day_pillar:己卯",
        "year_branch:午",
        "hour_branch:未",
        "hour:known",
        "gender:male",
        "season:spring",
        "month_to_me:ruling",  # wood rules earth
        "ten_god:year_stem=상관",
        "ten_god:month_stem=비견",
        "ten_god:hour_stem=식신",
        "ten_god:month_branch=편관",
        "ten_god:year_branch=편인",
        "has:식신",
        "group:관성=some",
        "group:재성=none",
        "group:인성=few",
        "stage:day=병",
        "stage:month=병",
        "stage:year=건록",
        "stage:hour=관대",
        "element:earth=many",
        "element:water=missing",
        "element:fire=few",
        "elements:incomplete",
        "structure:편관격",
        "season_holds:no",
        "star:도화살",
        "relation:six_combination@year+hour",
        "relation:half_combination@month+hour",
        "luck_direction:forward",
        "luck_god:1=상관",  # 庚辰
        "date:unknown",
        "people:one",
    ],
)
def test_a_fact_of_the_known_chart_holds(fact: str) -> None:
    assert fact in facts_of(known()).held


def test_a_day_adds_the_decade_the_year_the_month_and_the_day() -> None:
    held = facts_of(known(), transit_on(SOME_DAY)).held
    assert "date:unknown" not in held
    # 2026 is 丙午, July 1st is of 甲午 and 丙辰; at 36 the decade is 壬午 from 27.
    expected = {
        *("date:known", "year_now:丙午", "month_now:甲午", "luck:壬午@27", "now:running"),
        *("year_god:정인", "year_branch_god:편인", "month_god:정관", "now_god:정재"),
        *("now_stage:건록", "next_god:편재", "year_stage:건록"),
    }
    assert held.keys() >= expected


def test_before_the_first_decade_only_the_next_one_is_told() -> None:
    held = facts_of(replace(known(), saju_year=2022), transit_on(SOME_DAY)).held
    assert {"now:before", "next_god:상관", "luck:庚辰@7"} <= held.keys()
    assert not [fact for fact in held if fact.startswith("now_")]


def test_after_the_tenth_decade_none_is_told_as_running() -> None:
    for year, running in ((2096, True), (2097, False)):  # 己丑 from 97 to 106
        held = facts_of(known(), transit_on(SOME_DAY.replace(year=year))).held
        assert ("now:running" in held) == running
        assert bool([fact for fact in held if fact.startswith("now_god")]) == running


def test_without_gender_there_is_no_luck_and_without_hour_nothing_of_it() -> None:
    signs = replace(known(), gender=None, luck_start=None)
    signs = replace(signs, pillars=replace(signs.pillars, hour=None))
    facts = facts_of(signs, transit_on(SOME_DAY))
    assert {"gender:unknown", "hour:unknown"} <= facts.held.keys()
    assert not [fact for fact in facts.held if fact.startswith(("luck", "now", "next"))]
    assert not [fact for fact in facts.held if "hour" in fact and fact != "hour:unknown"]
    assert not [word for word in facts.words if "hour" in word or "luck" in word]


def test_an_unknown_hour_leaves_the_ages_of_luck_and_the_running_decade_open() -> None:
    chart = chart_of(Birth(1975, 7, 8, gender="female"))  # 소서 at 02:59
    assert chart.moment.luck_start_range == (1, 10)
    facts = facts_of(chart.signs, transit_on(SOME_DAY), moment=chart.moment)
    assert facts.words["luck_age_2"][1] == Age(11, 20)
    assert "luck_ages:open" in facts.held
    assert not [fact for fact in facts.held if fact.startswith(("now", "next", "luck_useful"))]


def test_an_unknown_hour_leaves_two_ages_of_the_running_decade_and_the_next() -> None:
    chart = chart_of(Birth(1980, 4, 19, gender="male"))
    assert chart.moment.luck_start_range == (5, 6)
    facts = facts_of(chart.signs, transit_on(SOME_DAY), moment=chart.moment)
    assert facts.words["now_age"][1] == Age(45, 46)
    assert facts.words["next_age"][1] == Age(55, 56)
    assert "luck_ages:open" not in facts_of(known()).held


@pytest.mark.parametrize(
    ("year", "told"),
    [
        (1993, ("coming", "辛巳", 17)),
        (1998, ("next", "辛巳", 17)),
        (2026, ("now", "壬午", 27)),
        (2034, ("coming", "丙戌", 67)),  # 癸未 and the two after it bring no fire
        (2060, ("now", "丙戌", 67)),
        (2080, None),
    ],
)
def test_on_a_day_the_useful_decade_is_the_running_or_a_later_one(
    year: int, told: tuple[str, str, int] | None
) -> None:
    # Fire is the useful element of 己 in 卯.
    assert useful_decade(facts_of(known(), transit_on(SOME_DAY.replace(year=year)))) == told


def test_a_useful_decade_beyond_the_age_of_eighty_is_not_looked_forward_to() -> None:
    # Wood is the useful element; after 乙卯 none brings it before 甲子 at 95.
    chart = chart_of(Birth(1968, 2, 19, gender="male"))
    assert useful_decade(facts_of(chart.signs)) == ("first", "乙卯", 5)
    assert useful_decade(facts_of(chart.signs, transit_on(SOME_DAY), moment=chart.moment)) is None


def test_without_a_day_the_useful_decade_is_the_first() -> None:
    assert useful_decade(facts_of(known())) == ("first", "辛巳", 17)


def useful_decade(facts: Facts) -> tuple[str, str, int] | None:
    told = [fact for fact in facts.held if fact.startswith("luck_useful:")]
    if not told:
        return None
    (fact,) = told
    words = facts.held[fact]
    pillar, age = words["luck_useful"], words["luck_useful_age"]
    assert isinstance(pillar, Pillar)
    assert isinstance(age, Age)
    return fact.removeprefix("luck_useful:"), pillar.hanja, age.least


def test_a_scarce_element_is_wanted_unless_it_harms() -> None:
    held = facts_of(known()).held
    # Water is missing and controls the useful fire; fire has one sign.
    assert "element:water=missing" in held
    assert [fact for fact in held if fact.startswith("wanted:")] == ["wanted:fire=few"]


def test_a_place_where_two_branches_combine_and_are_at_odds_is_mixed() -> None:
    facts = facts_of(on("己巳"), partner=on("甲申"))
    assert [fact for fact in facts.held if fact.startswith("compat_mixed:")] == ["compat_mixed:day"]
    words = facts.held["compat_mixed:day"]
    assert words["relation_good"] == (Term("relation_six_combination", "사신합"),)
    assert words["relation_hard"] == (
        Term("relation_punishment", "사신형"),
        Term("relation_break", "사신파"),
    )


def on(day: str) -> Signs:
    """The known chart with another day and no hour."""
    pillars = replace(known().pillars, day=PILLAR_BY_HANJA[day], hour=None)
    return replace(known(), pillars=pillars)


def test_two_charts_are_held_against_each_other() -> None:
    pillars = (PILLAR_BY_HANJA[hanja] for hanja in ("壬申", "戊申", "甲戌", "己巳"))
    held = facts_of(known(), partner=Signs(Pillars(*pillars), 1992, None, None, Conventions())).held
    # 甲 is the 정관 of 己 and 己 the 정재 of 甲, and they combine; 卯 and 戌 do, too.
    expected = {
        *("people:two", "bond:ruling", "one_god:정관", "other_god:정재", "compat_hours:known"),
        *("compat_relation:stem_combination@day", "compat_relation:six_combination@day"),
        "compat:day_master=high",
    }
    assert held.keys() >= expected


def test_every_fact_is_in_the_vocabulary_and_brings_the_words_that_this_promises() -> None:
    known_facts = vocabulary()
    for number, signs in enumerate(DRAWN):
        transit = transit_on(some_day(number)) if number % 3 else None
        facts = facts_of(signs, transit, DRAWN[number - 1] if number % 2 else None)
        assert facts.words.keys() >= ALWAYS
        for fact, own in facts.held.items():
            assert fact in known_facts or fact.partition(":")[0] in RESTED_ON
            assert known_facts.get(fact, frozenset()) <= facts.words.keys() | own.keys()
        assert all(
            rested in facts.held for rested_on, _ in facts.words.values() for rested in rested_on
        )
