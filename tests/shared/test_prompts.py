from __future__ import annotations

import re
from typing import Any

import orjson
import pytest

from saju import Conventions, Signs
from shared.contracts.question import Question
from shared.contracts.requests import Language
from shared.prompts import READING_SCHEMA, PromptBook

SIGNS = Signs.from_payload(
    {
        "pillars": {"year": "庚午", "month": "己卯", "day": "己卯", "hour": None},
        "saju_year": 1990,
        "gender": None,
        "luck_start": None,
        "conventions": Conventions().to_payload(),
    }
)


def question(language: Language) -> Question:
    return Question(SIGNS, "saju_interpretation", language, "any")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_prompt_holds_the_computed_chart_and_nothing_is_left_open(language: Language) -> None:
    prompt = PromptBook().write(question(language))

    found = re.search(r"<chart>\s*(\{.*\})\s*</chart>", prompt.user, re.DOTALL)
    assert found is not None
    pillars = orjson.loads(found[1])["pillars"]
    assert pillars["day"]["hanja"] == "己卯"
    assert pillars["hour"] is None
    for part in (prompt.system, prompt.user):
        assert part
        assert "$" not in part
        assert "===" not in part


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_instructions_name_the_form_and_hold_no_chart(language: Language) -> None:
    system = PromptBook().write(question(language)).system

    assert '"sections"' in system
    assert "己卯" not in system


def test_a_version_is_the_contents_and_differs_by_language() -> None:
    korean = PromptBook().version("saju_interpretation", "ko")
    english = PromptBook().version("saju_interpretation", "en")

    assert korean != english
    assert re.fullmatch(r"[0-9a-f]{12}", korean)
    assert PromptBook().version("saju_interpretation", "ko") == korean


def objects(schema: dict[str, Any]) -> list[dict[str, Any]]:
    inner = [
        *schema.get("properties", {}).values(),
        *([schema["items"]] if "items" in schema else []),
    ]
    found = [schema] if schema["type"] == "object" else []
    return found + [one for part in inner for one in objects(part)]


def test_every_object_of_the_schema_is_closed_and_whole() -> None:
    # OpenAI, "Structured outputs": all fields required, additionalProperties false.
    all_objects = objects(READING_SCHEMA)

    assert len(all_objects) == 2
    for one in all_objects:
        assert one["additionalProperties"] is False
        assert sorted(one["required"]) == sorted(one["properties"])
