"""From what a model wrote to a reading: the same for every dialect."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
from typing import Annotated

import orjson
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from shared.contracts.answers import ReadingText, Section, Usage
from shared.errors import AnswerTruncated, AnswerUnusable, AnswerWithheld
from workers.providers.protocol import ProviderAnswer

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Section(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    id: _Text
    title: _Text
    text: _Text


class _Reading(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    sections: Annotated[list[_Section], Field(min_length=1)]


_FORM = 'It is not one JSON object {"sections": [{"id": "…", "title": "…", "text": "…"}]}, all texts filled.'
_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}|.)")
_BRACKET = re.compile(r'[\[\]{}"]')
_DEPTH = 3
"""Brackets that are open at once in a reading: the object, its array, a section."""
_LONGEST_REPAIRED = 50_000
"""Characters: repairing is done in Python, while the process's other jobs wait."""


class Ending(Enum):
    """Why the model stopped writing, as far as it matters."""

    COMPLETE = "complete"
    TRUNCATED = "truncated"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Completion:
    """What a dialect reads in a whole answer: the model's text, and what is said of it."""

    text: str
    ending: Ending
    model: str
    usage: Usage = field(default_factory=Usage)


def provider_answer(completion: Completion) -> ProviderAnswer:
    """The reading of a whole answer.

    Raises:
        AnswerWithheld: a filter or the model itself did not let it be written.
        AnswerTruncated: it ran into the cap; not even a part of it is taken.
        AnswerUnusable: it is no reading.
    """
    match completion.ending:
        case Ending.WITHHELD:
            raise AnswerWithheld(code=HTTPStatus.OK, usage=completion.usage)
        case Ending.TRUNCATED:
            raise AnswerTruncated(code=HTTPStatus.OK, usage=completion.usage)
    return ProviderAnswer(
        reading=parse_reading(completion.text, completion.usage),
        model=completion.model,
        usage=completion.usage,
    )


def parse_reading(content: str, usage: Usage) -> ReadingText:
    """The reading in a model's answer: one JSON object of sections.

    What models do to JSON that is whole is mended: a code fence or a sentence around it, a comma too
    many, a line break within a text. What is cut off, or of another form, is not, and nothing that
    the model wrote is left out.

    Raises:
        AnswerUnusable: it is empty, no JSON, or not of the schema.
    """
    try:
        reading = _Reading.model_validate_json(content)
    except ValidationError:
        try:
            reading = _Reading.model_validate_json(_repaired(content))
        except (ValueError, RecursionError):  # a ValidationError is a ValueError
            # Not chained: its text would quote the model's answer.
            raise AnswerUnusable(usage=usage, content=content, fault=_FORM) from None
    return ReadingText(
        tuple(Section(section.id, section.title, section.text) for section in reading.sections)
    )


def _repaired(content: str) -> bytes:
    """The JSON object in a text, put right where it is whole; ValueError where it is not."""
    text = content[content.find("{") : content.rfind("}") + 1]
    if len(text) > _LONGEST_REPAIRED or not _is_whole(text):
        raise ValueError
    import json_repair  # noqa: PLC0415 - 1 MB that most workers never need

    try:
        repaired = orjson.dumps(json_repair.loads(text))
    except orjson.JSONEncodeError:  # half a surrogate pair
        raise ValueError from None
    if _written(text) != _written(repaired.decode()):
        raise ValueError  # something of it was left out
    return repaired


def _written(text: str) -> str:
    """What of a JSON text is more than its marks."""
    return "".join(sign for sign in _ESCAPE.sub("", text) if sign.isalnum())


def _is_whole(text: str) -> bool:
    """Whether the object that begins the text ends with it, so that nothing of it is cut off."""
    depth = 0
    for bracket in _BRACKET.finditer(_STRING.sub("", text)):
        ended_before = depth == 0 and bracket.start() > 0
        if ended_before or bracket[0] == '"':  # or a text is not ended
            return False
        depth += 1 if bracket[0] in "{[" else -1
        if not 0 <= depth <= _DEPTH:
            return False
    return depth == 0
