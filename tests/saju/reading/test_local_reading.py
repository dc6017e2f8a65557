from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise, product

import pytest

from saju.chart import chart_of
from saju.errors import UnknownReading
from saju.model import Birth
from saju.reading import LANGUAGES, SERVICE_TYPES, Reading, local_reading
from saju.sexagenary import PILLAR_BY_HANJA
from saju.signs import Signs
from saju.transits import transit_in, transit_on
from tests.saju.reading.charts import DRAWN, SOME_DAY, known, some_day

INTERPRETATION, COMPATIBILITY = "saju_interpretation", "compatibility"
LEAST = {"ko": 600, "en": 900}
LEAST_OF_ALL = {"ko": 1500, "en": 2250}
FRIGHTENING = (
    "죽음",
    "단명",
    "불길한",
    "흉한",
    "파산",
    "이혼",
    "반드시",
    "die ",
    "doom",
    "disaster",
)
POLITE = ("니다.", "시오.", "세요.", "까요?")
EVERY = list(product(SERVICE_TYPES, LANGUAGES))


def read(signs: Signs, service: str, language: str = "ko", day: int | None = None) -> Reading:
    return local_reading(
        signs,
        service,
        language,
        partner=known() if service == COMPATIBILITY else None,
        transit=None if day is None else transit_on(some_day(day)),
    )


@pytest.mark.parametrize(("service", "language"), EVERY)
def test_every_chart_has_a_long_whole_and_calm_reading(service: str, language: str) -> None:
    least = LEAST_OF_ALL if service == INTERPRETATION else LEAST
    for number, signs in enumerate(DRAWN):
        for day in (None, number):
            reading = read(signs, service, language, day)
            text = reading.text
            assert sum(len(section.text) for section in reading.sections) >= least[language]
            assert "{" not in text
            assert "}" not in text
            assert "  " not in text
            assert not [word for word in FRIGHTENING if word in text]


@pytest.mark.parametrize(("service", "language"), EVERY)
def test_sections_have_titles_and_sentences_facts_and_none_is_said_twice(
    service: str, language: str
) -> None:
    for number, signs in enumerate(DRAWN):
        sections = read(signs, service, language, number).sections
        ids = [section.id for section in sections]
        sentences = [sentence for section in sections for sentence in section.sentences]
        texts = [sentence.text for sentence in sentences]
        assert len(set(ids)) == len(ids)
        assert len(set(texts)) == len(texts)
        assert all(section.title and section.text for section in sections)
        assert all(sentence.facts for sentence in sentences)


@pytest.mark.parametrize(("service", "language"), EVERY)
def test_different_charts_have_different_readings(service: str, language: str) -> None:
    assert len(DRAWN) > 290
    assert len({read(signs, service, language).text for signs in DRAWN}) == len(DRAWN)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_pillar_of_the_chart_is_named(language: str) -> None:
    for signs in DRAWN:
        text = read(signs, INTERPRETATION, language).text
        assert [pillar.hanja for pillar in signs.pillars if pillar.hanja not in text] == []


@pytest.mark.parametrize("service", SERVICE_TYPES)
def test_korean_sentences_are_polite(service: str) -> None:
    for signs in DRAWN:
        for section in read(signs, service).sections:
            assert [each.text for each in section.sentences if not each.text.endswith(POLITE)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_charts_share_few_sentences(language: str) -> None:
    said = [
        {each.text for section in read(signs, INTERPRETATION, language).sections
         for each in section.sentences}
        for signs in DRAWN
    ]  # fmt: skip
    overlaps = sorted(len(one & other) / len(one | other) for one, other in pairwise(said))
    assert overlaps[len(overlaps) // 2] < 0.3


def test_the_text_says_what_the_facts_say() -> None:
    text = read(known(), INTERPRETATION).text
    assert "경오(庚午)" in text
    assert "기토(己土)" in text
    assert "만 7세" in text
    assert "경진(庚辰)" in text


def test_an_unknown_hour_is_said_and_nothing_is_told_of_it() -> None:
    signs = replace(known(), pillars=replace(known().pillars, hour=None))
    reading = read(signs, INTERPRETATION)
    assert "hour:unknown" in reading.sections[0].facts
    assert "辛未" not in reading.text
    assert "hour" in read(signs, INTERPRETATION, "en").text


@pytest.mark.parametrize(
    ("day", "language", "said"),
    [
        (5, "ko", "태어난 시에 따라 만 1세에서 10세 사이의 어느 해"),
        (5, "en", "an age between 1 and 10 that depends on the hour"),
        (7, "ko", "만 9세나 10세"),
        (7, "en", "the age of 9 or 10"),
        (8, "ko", "만 9세"),
        (8, "en", "the age of 9"),
    ],
)
def test_the_ages_that_an_unknown_hour_allows_are_said(day: int, language: str, said: str) -> None:
    chart = chart_of(Birth(1980, 4, day, gender="male"))  # 청명 in the morning of the fifth
    for service in (INTERPRETATION, "career", "wealth", "love", "health", "yearly_fortune"):
        text = local_reading(chart.signs, service, language, moment=chart.moment).text
        assert not re.search(r"\d[~–]\d", text)
        if service in (INTERPRETATION, "yearly_fortune"):
            assert said in text


def test_an_element_that_harms_is_not_praised_for_being_rare() -> None:
    # Of the known chart water, which is missing, harms the useful fire.
    advice = next(
        section for section in read(known(), INTERPRETATION).sections if section.id == "advice"
    )
    assert "wanted:fire=few" in advice.facts
    assert "수(水)" not in advice.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_climate_asks_for_is_told_once_in_a_reading_of_health(language: str) -> None:
    for signs in DRAWN:
        sections = read(signs, "health", language).sections
        facts = [each.facts for section in sections for each in section.sentences]
        (climate,) = {fact for of in facts for fact in of if fact.startswith("climate:")}
        element = climate.removeprefix("climate:")
        alike = {
            climate,
            f"scarce_apart:{element}=missing",
            f"scarce_apart:{element}=few",
            f"useful_apart:{element}",
        }
        assert len([of for of in facts if alike.intersection(of)]) == 1


def test_of_branches_that_combine_and_are_at_odds_both_are_told_once() -> None:
    one, other = (
        replace(known(), pillars=replace(known().pillars, day=PILLAR_BY_HANJA[day]))
        for day in ("己巳", "甲申")
    )
    reading = local_reading(one, COMPATIBILITY, "ko", partner=other)
    told = [
        sentence.text
        for section in reading.sections
        for sentence in section.sentences
        if "사신" in sentence.text
    ]
    assert len(told) == 1
    assert [name for name in ("사신합", "사신형", "사신파") if name not in told[0]] == []


def test_without_gender_no_luck_pillar_is_told() -> None:
    signs = replace(known(), gender=None, luck_start=None)
    luck = next(section for section in read(signs, INTERPRETATION).sections if section.id == "luck")
    assert "gender:unknown" in luck.facts
    assert "庚辰" not in luck.text


def test_luck_of_a_woman_born_in_a_yang_year_goes_backward() -> None:
    reading = read(replace(known(), gender="female", luck_start=3), INTERPRETATION)
    luck = next(section for section in reading.sections if section.id == "luck")
    assert {"luck_direction:backward", "luck:戊寅@3", "luck:丁丑@13"} <= set(luck.facts)


@pytest.mark.parametrize("service", ["daily_fortune", "yearly_fortune", INTERPRETATION])
def test_a_date_is_told_of_when_it_is_known(service: str) -> None:
    dated = local_reading(known(), service, "ko", transit=transit_on(SOME_DAY)).text
    assert "2026" in dated
    assert dated != read(known(), service).text
    assert "2026" not in read(known(), service).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_year_is_told_alike_on_all_its_days(language: str) -> None:
    # From 입춘 of 2026 to the day before that of 2027, by Korean noons.
    first, last = date(2026, 2, 4), date(2027, 2, 3)
    days = [*map(date.fromordinal, range(first.toordinal(), last.toordinal(), 7)), last]
    for signs in (known(), *DRAWN[:10]):
        told = {
            local_reading(signs, "yearly_fortune", language, transit=transit).text
            for transit in (*map(transit_on, days), transit_in(2026))
        }
        assert len(told) == 1
    before, after = (transit_on(day) for day in (date(2026, 2, 3), date(2027, 2, 4)))
    texts = {
        local_reading(known(), "yearly_fortune", language, transit=transit).text
        for transit in (before, transit_in(2026), after)
    }
    assert len(texts) == 3


@pytest.mark.parametrize(
    ("service_type", "language", "field"),
    [
        ("saju_calculation", "ko", "service_type"),
        (INTERPRETATION, "fr", "language"),
        (COMPATIBILITY, "ko", "partner"),
    ],
)
def test_what_the_engine_cannot_read_is_refused(
    service_type: str, language: str, field: str
) -> None:
    with pytest.raises(UnknownReading) as refused:
        local_reading(known(), service_type, language)
    assert refused.value.field == field
