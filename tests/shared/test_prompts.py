"""What a model is asked for each service type, in both languages."""

from __future__ import annotations

import re
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any, get_args

import orjson
import pytest
from jsonschema import Draft202012Validator

from saju import Birth, Conventions, Signs, chart_of
from saju.reading import LANGUAGES, SERVICE_TYPES
from saju.reading.rules import plan
from shared import prompts
from shared.contracts.occasion import FORTUNES, occasion_of
from shared.contracts.question import REVIEW, Question
from shared.contracts.requests import Language, ServiceType
from shared.prompts import READING_SCHEMA, Prompt, PromptBook

SIGNS = Signs.from_payload(
    {
        "pillars": {"year": "庚午", "month": "己卯", "day": "己卯", "hour": None},
        "saju_year": 1990,
        "gender": None,
        "luck_start": None,
        "conventions": Conventions().to_payload(),
    }
)


EVERY = list(product(SERVICE_TYPES, ("ko", "en")))
PARTNER = chart_of(Birth(1992, 10, 24, 17)).signs
PARTS = ("about", "rules", "sections", "request")
FOLDER = Path(prompts.__file__).parent


def question(
    service_type: ServiceType, language: Language, day: date = date(2024, 2, 10)
) -> Question:
    return Question(
        SIGNS,
        service_type,
        language,
        "any",
        PARTNER if service_type == "compatibility" else None,
        occasion_of(service_type, day, "Asia/Seoul") if service_type in FORTUNES else None,
    )


def chart_in(prompt: Prompt) -> Any:
    found = re.search(r"<chart>\s*(\{.*\})\s*</chart>", prompt.user, re.DOTALL)
    assert found is not None
    return orjson.loads(found[1])


@pytest.mark.parametrize(("service_type", "language"), EVERY)
def test_the_prompt_holds_the_computed_chart_and_nothing_is_left_open(
    service_type: ServiceType, language: Language
) -> None:
    prompt = PromptBook().write(question(service_type, language))

    chart = chart_in(prompt)
    pillars = (chart["one"] if service_type == "compatibility" else chart)["pillars"]
    assert pillars["day"]["hanja"] == "己卯"
    assert pillars["hour"] is None
    assert ("fortune" in chart) == (service_type in FORTUNES)
    for part in (prompt.system, prompt.user):
        assert part
        assert "$" not in part
        assert "===" not in part


@pytest.mark.parametrize(("service_type", "language"), EVERY)
def test_the_instructions_name_the_form_and_hold_no_chart(
    service_type: ServiceType, language: Language
) -> None:
    prompt = PromptBook().write(question(service_type, language))

    assert '"sections"' in prompt.system
    assert "己卯" not in prompt.system
    for section in prompt.sections:
        assert f"\n- {section}" in prompt.system


@pytest.mark.parametrize(("service_type", "language"), EVERY)
def test_a_model_is_asked_for_the_sections_that_the_engine_writes(
    service_type: ServiceType, language: Language
) -> None:
    asked = PromptBook().write(question(service_type, language)).sections
    written = [section.id for section in plan()[service_type]]

    assert len(asked) >= 5
    assert [section for section in written if section in asked] == list(asked)


@pytest.mark.parametrize("service_type", SERVICE_TYPES)
def test_both_languages_ask_for_the_same_sections(service_type: ServiceType) -> None:
    book = PromptBook()
    korean = book.write(question(service_type, "ko")).sections
    english = book.write(question(service_type, "en")).sections
    assert korean == english


def test_a_model_is_told_of_the_day_or_of_the_year() -> None:
    day = chart_in(PromptBook().write(question("daily_fortune", "ko")))["fortune"]
    year = PromptBook().write(question("yearly_fortune", "ko"))

    # 2024-02-10, 설날: 甲辰년 丙寅월 甲辰일 (KASI 음양력).
    assert (day["date"], day["day"]["hanja"]) == ("2024-02-10", "甲辰")
    assert day["month"]["hanja"] == "丙寅"
    assert chart_in(year)["fortune"]["year"]["hanja"] == "甲辰"
    assert "2024-" not in year.user
    assert year == PromptBook().write(question("yearly_fortune", "ko", date(2024, 12, 31)))


def test_there_is_a_prompt_for_every_service_type_and_no_other() -> None:
    asked = [value for value in (*get_args(ServiceType), REVIEW) if value != "saju_calculation"]

    assert sorted(path.stem for path in FOLDER.glob("*.md")) == sorted(
        f"{name}.{language}" for name in (*asked, "frame") for language in LANGUAGES
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_in_one_file_is_not_said_again_in_another(language: str) -> None:
    rules = [
        line
        for path in FOLDER.glob(f"*.{language}.md")
        for line in path.read_text("utf-8").splitlines()
        if len(line) > 40
    ]
    assert len(rules) == len(set(rules)) > 20


@pytest.mark.parametrize(("service_type", "language"), EVERY)
def test_every_file_has_its_four_parts(service_type: str, language: str) -> None:
    text = (FOLDER / f"{service_type}.{language}.md").read_text("utf-8")

    assert tuple(re.findall(r"^=== (\w+) ===$", text, re.MULTILINE)) == PARTS


def test_a_version_is_the_contents_of_both_files() -> None:
    frame = (FOLDER / "frame.en.md").read_text("utf-8")
    own = (FOLDER / "career.en.md").read_text("utf-8")
    version = PromptBook().version("career", "en")

    assert re.fullmatch(r"[0-9a-f]{12}", version)
    assert prompts._form(frame, own).version == version
    assert prompts._form(frame.replace("polite", "kind"), own).version != version
    assert prompts._form(frame, own.replace("work", "works")).version != version


def test_no_two_prompts_have_one_version() -> None:
    book = PromptBook()

    assert len({book.version(*each) for each in EVERY}) == len(EVERY)


def objects(schema: dict[str, Any]) -> list[dict[str, Any]]:
    inner = [
        *schema.get("properties", {}).values(),
        *([schema["items"]] if "items" in schema else []),
    ]
    found = [schema] if schema["type"] == "object" else []
    return found + [one for part in inner for one in objects(part)]


@pytest.mark.parametrize(
    "schema", [READING_SCHEMA, Prompt("", "").schema, Prompt("", "", ("luck", "advice")).schema]
)
def test_every_object_of_the_schema_is_closed_and_whole(schema: dict[str, Any]) -> None:
    # OpenAI, "Structured outputs": all fields required, additionalProperties false.
    all_objects = objects(schema)

    assert len(all_objects) == 2
    for one in all_objects:
        assert one["additionalProperties"] is False
        assert sorted(one["required"]) == sorted(one["properties"])


def test_the_schema_allows_the_asked_sections_alone() -> None:
    schema = Prompt("", "", ("luck", "advice")).schema
    validator = Draft202012Validator(schema)

    def answer(*ids: str) -> dict[str, Any]:
        return {"sections": [{"id": name, "title": "t", "text": "t"} for name in ids]}

    assert validator.is_valid(answer("luck", "advice"))
    assert not validator.is_valid(answer("luck", "weather"))
    assert Draft202012Validator(READING_SCHEMA).is_valid(answer("weather"))
