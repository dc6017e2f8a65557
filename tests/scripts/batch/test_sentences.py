"""What the command says, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import scripts.batch
from scripts.batch.rows.row import Fault
from scripts.batch.sentences import LANGUAGES, sentences
from shared.settings import spoken_language

FOLDER = Path(scripts.batch.__file__).parent
_WORDS = re.compile(r"\{(\w+)\}")


def test_both_languages_say_the_same_things_with_the_same_words() -> None:
    korean, english = (sentences(language).templates for language in LANGUAGES)
    assert korean.keys() == english.keys()
    for kind, text in korean.items():
        assert set(_WORDS.findall(text)) == set(_WORDS.findall(english[kind])), kind


def test_every_sentence_is_said_somewhere() -> None:
    source = "".join(path.read_text("utf-8") for path in FOLDER.rglob("*.py"))
    built = {f"{prefix}{name}{suffix}" for name in ("away", "makeshift")
             for prefix, suffix in (("", ""), ("", "_over"), ("stopped_", ""))}  # fmt: skip
    unsaid = {kind for kind in sentences("en").templates if f'"{kind}"' not in source}
    assert unsaid <= built


@pytest.mark.parametrize("language", LANGUAGES)
def test_facts_are_spelled_for_people(language: str) -> None:
    said = sentences(language)
    assert "1,234" in said.of("empty_lines", count=1234)
    assert "year, day" in said.of("columns_missing_some", missing=["year", "day"], header="x")
    fault = Fault("", "nul_byte", {"at": 3})
    assert said.of("nul_byte", at=3) in said.of("header_unreadable", fault=fault)


def test_a_fault_is_told_with_its_field_and_an_example() -> None:
    fault = Fault("성별", "not_among", {"value": "고양이"}, "남성, male")
    assert sentences("ko").fault(fault) == {
        "field": "성별",
        "problem": "‘고양이’ – 모르는 말입니다",
        "example": "남성, male",
    }


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LC_MESSAGES": "ko_KR", "LANG": "C"}, "ko"),
        ({"LC_ALL": "", "LANG": "ko"}, "ko"),
        ({}, "en"),
    ],
)
def test_the_locale_tells_the_language(environ: dict[str, str], language: str) -> None:
    assert spoken_language(environ) == language
