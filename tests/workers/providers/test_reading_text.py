"""What is a reading among all that models write."""

from __future__ import annotations

import json

import pytest

from shared.contracts.answers import Usage
from shared.errors import AnswerUnusable
from workers.providers.answer import parse_reading

ONE = '{"id": "a", "title": "성격", "text": "차분합니다."}'
TWO = '{"id": "b", "title": "일", "text": "꾸준합니다."}'
READING = f'{{"sections": [{ONE}, {TWO}]}}'
TEXT = "성격\n차분합니다.\n\n일\n꾸준합니다."


@pytest.mark.parametrize(
    "content",
    [
        READING,
        f"  {READING}\n",
        f"```json\n{READING}\n```",
        f"```\n{READING}\n```",
        f"Here is the reading:\n\n```json\n{READING}\n```\nI hope it helps.",
        f"\ufeff{READING}",
        READING.replace("]", ",]"),
        READING.replace('."}', '.",}'),
        READING.replace("}, {", "} {"),
        READING.replace('"id"', "id"),
        f"[{READING}]",
    ],
)
def test_what_models_do_to_json_that_is_whole_is_mended(content: str) -> None:
    assert parse_reading(content, Usage()).response == TEXT


@pytest.mark.parametrize(
    "text",
    ["차분하고\n\n조용합니다.", "\t차분합니다.", '그는 "차분합니다"라고 한다.', "차분 } 조용"],
)
def test_what_stands_unescaped_in_a_text_stays_there(text: str) -> None:
    reading = parse_reading(READING.replace("차분합니다.", text).replace("]", ",]"), Usage())

    assert reading.sections[0].text == text.strip()


@pytest.mark.parametrize("at", range(1, len(READING) - 1))
def test_nothing_that_is_cut_off_becomes_a_reading(at: int) -> None:
    for content in (READING[:at], f"```json\n{READING[:at]}\n```", READING[:at] + "…}"):
        with pytest.raises(AnswerUnusable):
            parse_reading(content, Usage())


@pytest.mark.parametrize(
    "content",
    [
        "",
        "차분합니다.",
        "[]",
        "{}",
        "null",
        f"{READING}{READING}",
        f"{READING} or {READING}",
        '{"sections": []}',
        '{"sections": [{"id": "a", "title": "t", "text": " "}]}',
        '{"sections": [{"id": "a", "title": "t"}]}',
        '{"sections": [{"id": 1, "title": "t", "text": "x"}]}',
        '{"sections": [{"id": "a", "title": "t", "text": null}]}',
        '{"sections": [{"id": "a", "title": "t", "text": "x", "more": "y"}]}',
        '{"sections": [{"id": "a", "title": "t", "text": ["x"]}]}',
        '{"sections": [{"id": "a", "title": "t", "text": "\\ud800"}]}',
        '{"sections": {"id": "a", "title": "t", "text": "x"}}',
        json.dumps({"sections": "a"}),
        json.dumps(READING),
        '{"sections": [{"id": "a", "title": "t", "text": "x" "more": "y"}]}',
        '{"sections": [{"id": "a", "title": "t", "text": "x", "y"}]}',
        '{"sections": [{"id": "a", "title": "t", "text": "x"}], "y"}',
        '{"sections": [{"id": "a", "title": "t", "text": "x"} and more]}',
        "{" * 30_000,
        "[" * 30_000,
        '{"sections": [' * 10_000 + "]}" * 10_000,
        '"' * 30_001,
        READING.replace("차분합니다.", "\n" * 60_000),
    ],
    ids=lambda content: f"{len(content)} {content[-60:]}",
)
def test_what_has_not_the_form_is_unusable_and_not_quoted(content: str) -> None:
    with pytest.raises(AnswerUnusable) as caught:
        parse_reading(content, Usage(7, 8))

    assert str(caught.value) == "unusable"
    assert caught.value.__cause__ is None
    assert caught.value.content == content
    assert caught.value.usage == Usage(7, 8)
    assert "sections" in caught.value.fault
