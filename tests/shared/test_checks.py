"""What is checked of every reading."""

from __future__ import annotations

import pytest

from saju import Birth, chart_of
from shared.checks import check_reading
from shared.clock import SystemClock
from shared.contracts.answers import ReadingText, Section
from shared.contracts.question import Question
from shared.contracts.requests import Language
from shared.engine import engine_answer


def question(language: Language = "ko") -> Question:
    return Question(
        chart_of(Birth(1990, 3, 15, 14, 30)).signs, "saju_interpretation", language, "v"
    )


def failed(text: str, language: Language = "ko") -> list[str]:
    reading = ReadingText((Section("personality", "성격", text),))
    return [
        check.id for check in check_reading(reading, question(language)).checks if not check.passed
    ]


@pytest.mark.parametrize(
    "text", ["己卯 일주입니다.", "기묘(己卯) 일주입니다.", "일주는 기묘(己卯)입니다."]
)
def test_a_true_day_pillar_passes(text: str) -> None:
    assert failed(text) == []


@pytest.mark.parametrize(
    "text", ["己亥 일주입니다.", "기해(己亥) 일주입니다.", "일주는 기해(己亥)입니다."]
)
def test_a_wrong_day_pillar_fails(text: str) -> None:
    assert failed(text) == ["day_pillar"]


def test_another_language_than_asked_fails() -> None:
    assert failed("This is written in English only.") == ["language"]
    assert failed("이 글은 한국어로 쓰였습니다.", "en") == ["language"]


def test_sections_of_one_name_fail() -> None:
    section = Section("luck", "운", "좋은 흐름입니다.")
    validation = check_reading(ReadingText((section, section)), question())
    assert [check.id for check in validation.checks if not check.passed] == ["sections_distinct"]
    assert validation.score == pytest.approx(2 / 3, abs=0.001)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_engines_own_reading_passes_whole(language: Language) -> None:
    assert engine_answer(question(language), clock=SystemClock()).validation.score == 1.0
