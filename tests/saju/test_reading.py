from __future__ import annotations

import random
from dataclasses import replace

import pytest

from saju.errors import UnknownReading
from saju.model import Conventions, Gender
from saju.pillars import Pillars, hour_stems, month_pillar_fits, year_pillar_of
from saju.reading import local_reading
from saju.sexagenary import BRANCHES, PILLAR_BY_HANJA, PILLARS, pillar_of
from saju.signs import Signs

SERVICE = "saju_interpretation"
SECTIONS = ("personality", "elements", "relations", "career", "wealth", "luck", "advice")
LEAST = {"ko": 600, "en": 900}
FRIGHTENING = ("죽", "단명", "불길", "흉", "파산", "이혼", "반드시", "die ", "doom", "disaster")


def some_signs(seed: int) -> Signs:
    draw = random.Random(seed)
    saju_year = draw.randint(1900, 2100)
    year, day, conventions = year_pillar_of(saju_year), draw.choice(PILLARS), Conventions()
    month = draw.choice([pillar for pillar in PILLARS if month_pillar_fits(pillar, year)])
    branch = draw.choice(BRANCHES)
    hour = pillar_of(hour_stems(day, branch, conventions)[0], branch.index)
    genders: tuple[Gender | None, ...] = ("male", "female", None)
    gender = draw.choice(genders)
    signs = Signs(
        Pillars(year, month, day, hour if draw.random() < 0.8 else None),
        saju_year,
        gender,
        draw.randint(1, 11) if gender else None,
        conventions,
    )
    assert Signs.from_payload(signs.to_payload()) == signs
    return signs


CHARTS = list({str(signs.pillars): signs for signs in map(some_signs, range(300))}.values())


def known() -> Signs:
    """1990-03-15 14:30, Seoul, male: 庚午 己卯 己卯 辛未, 대운 forward."""
    pillars = (PILLAR_BY_HANJA[hanja] for hanja in ("庚午", "己卯", "己卯", "辛未"))
    return Signs(Pillars(*pillars), 1990, "male", 7, Conventions())


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_chart_has_a_long_whole_and_calm_reading(language: str) -> None:
    for signs in CHARTS:
        reading = local_reading(signs, SERVICE, language)
        assert tuple(section.id for section in reading.sections) == SECTIONS
        assert all(section.title and section.text and section.facts for section in reading.sections)
        assert sum(len(section.text) for section in reading.sections) >= LEAST[language]
        assert "{" not in reading.text
        assert "}" not in reading.text
        assert not [word for word in FRIGHTENING if word in reading.text]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_pillar_of_the_chart_is_named(language: str) -> None:
    for signs in CHARTS:
        text = local_reading(signs, SERVICE, language).text
        assert [pillar.hanja for pillar in signs.pillars if pillar.hanja not in text] == []


@pytest.mark.parametrize("language", ["ko", "en"])
def test_different_charts_have_different_readings(language: str) -> None:
    assert len(CHARTS) > 290
    assert len({local_reading(signs, SERVICE, language).text for signs in CHARTS}) == len(CHARTS)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_same_chart_has_the_same_reading(language: str) -> None:
    first = local_reading(known(), SERVICE, language)
    assert local_reading(known(), SERVICE, language) == first


def test_korean_sentences_are_polite() -> None:
    for signs in CHARTS:
        for section in local_reading(signs, SERVICE, "ko").sections:
            sentences = section.text.removesuffix(".").split(". ")
            assert [
                line for line in sentences if not line.endswith(("니다", "시기 바랍니다"))
            ] == []


def test_the_facts_are_those_of_the_chart() -> None:
    sections = {section.id: section for section in local_reading(known(), SERVICE, "ko").sections}
    assert "day_master:己" in sections["personality"].facts
    assert "day_stage:병" in sections["personality"].facts  # 己 in 卯, 십이운성표
    assert "strong:土" in sections["elements"].facts
    assert "missing:水" in sections["elements"].facts
    assert "ten_god:month_branch=편관" in sections["career"].facts
    assert sections["luck"].facts == (
        "luck_direction:forward",
        "luck:庚辰@7",
        "luck:辛巳@17",
        "luck:壬午@27",
    )


def test_the_text_says_what_the_facts_say() -> None:
    text = local_reading(known(), SERVICE, "ko").text
    assert "일간은 기토(己土)입니다" in text
    assert "목(木) 2, 화(火) 1, 토(土) 3, 금(金) 2, 수(水) 0입니다" in text
    assert "만 7세부터 경진(庚辰), 만 17세부터 신사(辛巳), 만 27세부터 임오(壬午)" in text
    assert "연주 경오(庚午)는 천간이 상관" in text


def test_an_unknown_hour_is_said_and_nothing_is_told_of_it() -> None:
    signs = replace(known(), pillars=replace(known().pillars, hour=None))
    reading = local_reading(signs, SERVICE, "ko")
    assert "hour:unknown" in reading.sections[0].facts
    assert "태어난 시각을 알 수 없어" in reading.text
    assert "辛未" not in reading.text
    assert "The hour of birth is unknown" in local_reading(signs, SERVICE, "en").text


def test_without_gender_no_luck_pillar_is_told() -> None:
    luck = local_reading(replace(known(), gender=None, luck_start=None), SERVICE, "ko").sections[5]
    assert luck.facts == ("gender:unknown", "pillar:己卯")
    assert "성별을 알 수 없어" in luck.text
    assert "庚辰" not in luck.text


def test_luck_of_a_woman_born_in_a_yang_year_goes_backward() -> None:
    luck = local_reading(replace(known(), gender="female", luck_start=3), SERVICE, "ko").sections[5]
    assert luck.facts == ("luck_direction:backward", "luck:戊寅@3", "luck:丁丑@13", "luck:丙子@23")


@pytest.mark.parametrize(
    ("service_type", "language", "field"),
    [("saju_calculation", "ko", "service_type"), (SERVICE, "fr", "language")],
)
def test_what_the_engine_cannot_read_is_refused(
    service_type: str, language: str, field: str
) -> None:
    with pytest.raises(UnknownReading) as refused:
        local_reading(known(), service_type, language)
    assert refused.value.field == field
