"""From a model's text to a reading: the same for every dialect."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from shared.contracts.answers import ReadingText, Section, Usage
from shared.errors import AnswerUnusable

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Section(BaseModel):
    model_config = ConfigDict(strict=True)

    id: _Text
    title: _Text
    text: _Text


class _Reading(BaseModel):
    model_config = ConfigDict(strict=True)

    sections: Annotated[list[_Section], Field(min_length=1)]


_FORM = 'It is not one JSON object {"sections": [{"id": "…", "title": "…", "text": "…"}]}, all texts filled.'


def parse_reading(content: str, usage: Usage) -> ReadingText:
    """The reading in a model's answer: a JSON object of sections, also when it is fenced as code.

    Raises:
        AnswerUnusable: it is empty, no JSON, or not of the schema.
    """
    try:
        parsed = _Reading.model_validate_json(_unfenced(content))
    except ValidationError:
        # Not chained: its text would quote the model's answer.
        raise AnswerUnusable(usage=usage, content=content, fault=_FORM) from None
    return ReadingText(
        tuple(Section(section.id, section.title, section.text) for section in parsed.sections)
    )


def _unfenced(content: str) -> str:
    text = content.strip()
    if text.startswith("```") and text.endswith("```"):
        return text.strip("`").removeprefix("json")
    return text
