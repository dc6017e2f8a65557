"""What is checked of every reading."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from saju import Birth, chart_of
from saju.reading import SERVICE_TYPES
from shared.checks import LONGEST_READING, Examination, examine
from shared.clock import SystemClock
from shared.contracts.answers import ReadingText, Section, Validation
from shared.contracts.occasion import FORTUNES, occasion_of
from shared.contracts.question import Question
from shared.contracts.requests import Language, ServiceType
from shared.engine import engine_answer


def question(language: Language = "ko") -> Question:
    return Question(
        chart_of(Birth(1990, 3, 15, 14, 30)).signs, "saju_interpretation", language, "v"
    )


def checked(reading: ReadingText, asked: Question) -> Validation:
    return examine(reading, asked).validation


def failed(text: str, language: Language = "ko") -> list[str]:
    reading = ReadingText((Section("personality", "성격", text),))
    return [check.id for check in checked(reading, question(language)).checks if not check.passed]


@pytest.mark.parametrize(
    "text", ["己卯 일주입니다.", "기묘(己卯) 일주입니다.", "일주는 기묘(己卯)입니다."]
)
def test_a_true_day_pillar_passes(text: str) -> None:
    assert failed(text) == []


@pytest.mark.parametrize(
    "text", ["己亥 일주입니다.", "기해(己亥) 일주입니다.", "일주는 기해(己亥)입니다."]
)
def test_a_wrong_day_pillar_fails(text: str) -> None:
    assert failed(text) == ["chart"]


def test_another_language_than_asked_fails() -> None:
    assert failed("This is written in English only.") == ["language"]
    assert failed("이 글은 한국어로 쓰였습니다.", "en") == ["language"]


def test_sections_of_one_name_fail() -> None:
    section = Section("luck", "운", "좋은 흐름입니다.")
    validation = checked(ReadingText((section, section)), question())
    assert [check.id for check in validation.checks if not check.passed] == ["sections_distinct"]
    assert validation.score == 0.5  # of the two checks; it says nothing of the chart


def test_a_day_has_a_day_pillar_too() -> None:
    # 2024-02-10, 설날, is a day of 甲辰 (KASI 음양력).
    text = ReadingText((Section("today", "The day", "The day pillar 甲辰 meets 己卯 day pillar."),))
    asked = fortune("daily_fortune", "en")
    assert checked(text, asked).score == 1.0
    [wrong] = [check for check in checked(text, question("en")).checks if not check.passed]
    assert wrong.id == "chart"


def fortune(service_type: ServiceType, language: Language) -> Question:
    occasion = occasion_of(service_type, date(2024, 2, 10), "Asia/Seoul")
    return replace(question(language), service_type=service_type, occasion=occasion)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("service_type", SERVICE_TYPES)
def test_the_engines_own_reading_passes_whole(
    service_type: ServiceType, language: Language
) -> None:
    asked = replace(question(language), service_type=service_type)
    if service_type == "compatibility":
        asked = replace(asked, partner=chart_of(Birth(1992, 10, 24, 17)).signs)
    if service_type in FORTUNES:
        asked = fortune(service_type, language)
    assert engine_answer(asked, clock=SystemClock()).validation.score == 1.0


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_engine_tells_of_the_occasion(language: Language) -> None:
    for service_type in ("daily_fortune", "yearly_fortune"):
        answer = engine_answer(fortune(service_type, language), clock=SystemClock())
        assert "甲辰" in answer.reading.response
        assert "2024" in answer.reading.response


def judged(text: str, language: Language = "ko") -> Examination:
    return examine(ReadingText((Section("a", "글", text),)), question(language))


@pytest.mark.parametrize(
    "text",
    [
        "일간이 경금이라 결단이 빠릅니다.",
        "연주는 신미입니다.",
        "일주 갑자의 기운이 강합니다. 일간 기토는 논밭의 흙과 같습니다. 연주는 경오입니다.",
    ],
)
def test_a_wrong_pillar_or_day_master_contradicts_the_chart(text: str) -> None:
    examination = judged(text)
    assert examination.failure == "contradicts_chart"
    assert "contradict" in examination.fault
    assert examination.validation.score < 1


def test_one_wrong_word_among_many_right_ones_is_marked_and_let_pass() -> None:
    # 己卯 day of 庚午 year: its 공망 is 申酉, not 子丑; what else is said here holds.
    text = (
        "연주는 경오입니다. 월주는 기묘입니다. 일주는 기묘입니다. 시주는 신미입니다. "
        "일간은 기토입니다. 말띠입니다. 년간은 경금입니다. 월지는 묘목입니다. 공망은 자축입니다."
    )
    examination = judged(text)
    assert examination.failure is None
    assert examination.validation.score < 1
    [chart] = [check for check in examination.validation.checks if check.id == "chart"]
    assert not chart.passed


def test_a_long_text_in_another_language_is_unusable() -> None:
    assert judged("You are calm and warm. " * 20).failure == "unusable"
    assert judged("You are calm.").failure is None
    assert judged("차분하고 따뜻합니다. " * 30, "en").failure == "unusable"


def test_a_book_is_no_reading() -> None:
    assert judged("차분합니다. " * LONGEST_READING).failure == "unusable"


def test_bare_signs_are_held_against_nothing() -> None:
    # The pillars stand in their order; the last is the hour's and not the day's.
    text = "Let 庚午 己卯 己卯 辛未 be a mirror for a quiet look at yourself."
    assert judged(text, "en") == judged("Let it be a mirror.", "en")


def test_one_wrong_claim_is_let_pass_among_right_ones_and_not_alone() -> None:
    wrong = "쥐띠입니다. "
    assert judged(wrong).failure == "contradicts_chart"
    assert judged(wrong + "연주는 경오입니다. 일간은 기토입니다.").failure is None


def fortunes(service_type: ServiceType, language: Language, text: str) -> Examination:
    reading = ReadingText((Section("a", "글", text),))
    return examine(reading, fortune(service_type, language))


@pytest.mark.parametrize(
    ("service_type", "language", "text"),
    [
        # 2024-02-10 is a day of 甲辰 in the month 丙寅 of the year 甲辰.
        ("daily_fortune", "ko", "갑진일의 갑목이 일간 기토와 합합니다. 진토가 유금을 부릅니다."),
        (
            "daily_fortune",
            "en",
            "The day stem 甲 combines with your Ji. A Wood Dragon day favours rest.",
        ),
        (
            "yearly_fortune",
            "ko",
            "10월 갑술월에는 술토가 묘목과 합합니다. 병자월에는 자수가 오화를 충합니다.",
        ),
        ("yearly_fortune", "en", "In December, the 丙子 month, the Rat clashes with the Horse."),
    ],
)
def test_what_a_day_or_a_year_brings_is_not_held_against_the_birth(
    service_type: ServiceType, language: Language, text: str
) -> None:
    assert fortunes(service_type, language, text).failure is None


def test_a_wrong_pillar_of_birth_is_found_in_a_fortune_too() -> None:
    examination = fortunes("daily_fortune", "ko", "일주가 기해인 당신에게 갑진일은 바쁜 날입니다.")
    assert examination.failure == "contradicts_chart"


@pytest.mark.parametrize(
    "text",
    [
        "배우자로는 갑목 일간이 좋은 인연입니다.",
        "같은 기토 일간이라도 기축 일주는 더 무겁습니다.",
        "일간이 생하는 것은 금입니다.",
        "양띠, 호랑이띠와 잘 어울린다고 합니다.",
        "점수로는 목이 42.3으로 가장 크고, 토 29.1, 금 18.2, 화 10.5입니다.",
    ],
)
def test_others_and_points_are_not_held_against_the_birth(text: str) -> None:
    assert judged(text).failure is None


def test_of_two_people_either_may_be_meant() -> None:
    asked = replace(
        question(),
        service_type="compatibility",
        partner=chart_of(Birth(1992, 10, 24, 17)).signs,  # 癸酉 day, by every 만세력
    )
    text = "월지 묘와 술은 육합이라 서로 끌립니다. 그는 기토 일간, 그녀는 계수 일간입니다."
    assert examine(ReadingText((Section("a", "글", text),)), asked).failure is None
