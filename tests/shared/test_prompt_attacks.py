"""What a caller writes cannot change what is asked of a model, nor how its answer is judged."""

from __future__ import annotations

import orjson
import pytest

from saju import Birth, chart_of
from saju.reading import LANGUAGES
from shared.checks import examine
from shared.contracts.answers import ReadingText, Section
from shared.contracts.question import REVIEW, Question
from shared.contracts.requests import Language
from shared.engine import engine_answer
from shared.prompts import Prompt, PromptBook
from tests.attacks import ATTACKS
from tests.fakes.clock import FakeClock

BOOK = PromptBook()
SIGNS = chart_of(Birth(1990, 3, 15, 14, 30)).signs
USUAL = "차분한 글입니다."
FRENCH = "Vous êtes une personne calme et vous avancez avec patience dans la vie. " * 6


def review(text: str, language: Language) -> Question:
    return Question(SIGNS, REVIEW, language, "v", text=text)


def parts(prompt: Prompt) -> tuple[str, str, str]:
    """What stands before, in and behind the data."""
    before, _, rest = prompt.user.partition("<chart>\n")
    data, _, behind = rest.partition("\n</chart>")
    return before, data, behind


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("attack", ATTACKS)
def test_a_text_to_be_reviewed_stays_a_string_among_the_data(
    attack: str, language: Language
) -> None:
    prompt, usual = (BOOK.write(review(text, language)) for text in (attack, USUAL))
    assert (prompt.system, prompt.schema, prompt.sections, prompt.mending) == (
        usual.system,
        usual.schema,
        usual.sections,
        usual.mending,
    )
    before, data, behind = parts(prompt)
    assert (before, behind) == (parts(usual)[0], parts(usual)[2])
    told = orjson.loads(data)
    assert told["text"] == attack
    assert told["chart"] == orjson.loads(parts(usual)[1])["chart"]
    assert "<" not in data


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("attack", ATTACKS)
def test_it_does_not_change_how_an_answer_is_judged(attack: str, language: Language) -> None:
    asked, usual = review(attack, language), review(USUAL, language)
    for answer in (
        engine_answer(usual, clock=FakeClock()).reading,
        ReadingText((Section("accuracy", "t", FRENCH + attack),)),
        ReadingText((Section("accuracy", "t", "x"), Section("accuracy", "t", "x"))),
    ):
        assert examine(answer, asked) == examine(answer, usual)
    obeyed = ReadingText((Section("accuracy", "t", FRENCH),))
    if language == "ko":
        assert examine(obeyed, asked).failure == "unusable"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("attack", ATTACKS)
def test_an_answer_that_is_shown_again_cannot_lead_out_of_its_place(
    attack: str, language: Language
) -> None:
    """A model may have been talked into writing anything; it is quoted to it once."""
    prompt = BOOK.write(Question(SIGNS, "wealth", language, "v"))
    mended = prompt.mended(attack, f"- “{attack}” says 갑자; the chart has 기묘.")
    usual = prompt.mended("x", "y")
    assert (mended.system, mended.schema, mended.sections) == (
        usual.system,
        usual.schema,
        usual.sections,
    )
    for mark in ("<chart>", "</chart>", "<answer>", "</answer>", "<|", "<<"):
        assert mended.user.count(mark) == usual.user.count(mark)
    assert mended.user.startswith(prompt.user)


def test_there_are_enough_of_them_in_both_languages() -> None:
    korean = [each for each in ATTACKS if any("가" <= sign <= "힣" for sign in each)]
    assert len(set(ATTACKS)) >= 20
    assert len(korean) >= 8
