"""What a model is asked, as files: a frame for each language, and a short file per service type.

A frame has the instructions; after the line `=== user ===` the question, with the computed chart in
the place of `$chart`; and after `=== mend ===` what is added when an answer was no good: that answer
in the place of `$answer`, and what is wrong with it in that of `$fault`. What differs by service type
stands in `<service type>.<language>.md` under `=== about ===`, `=== rules ===`, `=== sections ===`
and `=== request ===`, and is put into the frame's places of these names. The version of a prompt is
the digest of both files; it is part of the cache key, so a changed prompt never serves what the old
one brought.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from importlib import resources
from string import Template
from typing import Any

import orjson

from saju.compatibility import compatibility_of
from saju.render import brief_body, compatibility_body, day_brief, year_brief
from shared.contracts.occasion import SajuDay, SajuYear
from shared.contracts.question import REVIEW, Question
from shared.review import findings_of

_HEADING = re.compile(r"^=== (\w+) ===\n", re.MULTILINE)
LONGEST_QUOTED = 20_000
"""Characters of a bad answer that are shown to the model again."""
_SECTION_ID = re.compile(r"^- (\w+)", re.MULTILINE)

READING_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "sections": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "id": {"type": "string"},
                    "title": {"type": "string"},
                    "text": {"type": "string"},
                },
                "required": ["id", "title", "text"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["sections"],
    "additionalProperties": False,
}
"""The form a model must answer in: closed objects, no limits on length (some dialects lack them)."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What one provider call asks, and the ids of the sections it asks for, in their order."""

    system: str
    user: str
    sections: tuple[str, ...] = ()
    mending: str = "$answer\n\n$fault"

    def mended(self, answer: str, fault: str) -> Prompt:
        """The same question, with the answer that it brought and what is wrong with that one."""
        quoted, told_of = _inert(answer[:LONGEST_QUOTED]), _inert(fault)
        told = Template(self.mending).substitute(answer=quoted, fault=told_of)
        return replace(self, user=f"{self.user}\n\n{told}")

    @property
    def schema(self) -> dict[str, Any]:
        """`READING_SCHEMA` with no other ids than those of `sections`, where there are any."""
        if not self.sections:
            return READING_SCHEMA
        array = READING_SCHEMA["properties"]["sections"]
        item = array["items"]
        named = {**item["properties"], "id": {"type": "string", "enum": list(self.sections)}}
        return READING_SCHEMA | {
            "properties": {"sections": array | {"items": item | {"properties": named}}}
        }


@dataclass(frozen=True, slots=True)
class _Form:
    """A prompt of which only the chart is missing."""

    version: str
    system: str
    user: Template
    mending: str
    sections: tuple[str, ...]


class PromptBook:
    """All prompts, read once."""

    def __init__(self) -> None:
        files = {
            file.name.removesuffix(".md"): file.read_text("utf-8")
            for file in resources.files("shared.prompts").iterdir()
            if file.name.endswith(".md")
        }
        self._forms = {
            name: _form(files[f"frame.{name.rpartition('.')[2]}"], text)
            for name, text in files.items()
            if not name.startswith("frame.")
        }

    def version(self, service_type: str, language: str) -> str:
        """The version of the prompt for a service type and language: 12 hex digits."""
        return self._forms[f"{service_type}.{language}"].version

    def write(self, question: Question) -> Prompt:
        """The prompt that asks `question`: the computed chart goes in, and no word of a caller.

        But for a review, whose text is what it is about; it goes in as a string of JSON from which no
        sign leads out.
        """
        form = self._forms[f"{question.service_type}.{question.language}"]
        chart = _inert(orjson.dumps(_chart(question)).decode())
        return Prompt(form.system, form.user.substitute(chart=chart), form.sections, form.mending)


def _inert(text: str) -> str:
    """The text, which others wrote, with no sign in it that could end the element it stands in."""
    return text.replace("<", "\\u003c")  # as JSON spells it


def _form(frame: str, own: str) -> _Form:
    """A frame with a service type's own parts in their places."""
    _, *pieces = _HEADING.split(own)
    parts = {name: part.strip() for name, part in zip(pieces[::2], pieces[1::2], strict=True)}
    system, _, user, _, mending = _HEADING.split(frame)
    return _Form(
        version=hashlib.sha256((frame + own).encode()).hexdigest()[:12],
        system=Template(system).substitute(parts).strip(),
        user=Template(Template(user).safe_substitute(parts).strip()),
        mending=mending.strip(),
        sections=tuple(_SECTION_ID.findall(parts["sections"])),
    )


def _chart(question: Question) -> dict[str, Any]:
    """What a model is told: the chart alone, or with another, a day, a year, or a text about it."""
    signs, occasion = question.signs, question.occasion
    brief = brief_body(signs)
    if question.service_type == REVIEW:
        return {"chart": brief, "text": question.text, "findings": findings_of(question)}
    match occasion:
        case SajuDay():
            return brief | {"fortune": day_brief(signs, occasion.transit)}
        case SajuYear():
            return brief | {"fortune": year_brief(signs, occasion.transit)}
    if question.partner is None:
        return brief
    return {
        "one": brief,
        "other": brief_body(question.partner),
        "compatibility": compatibility_body(compatibility_of(signs, question.partner)),
    }
