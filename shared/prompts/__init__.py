"""What a model is asked, as files: one per service type and language.

A file's first part is the instructions, its second (after the line `=== user ===`) the question,
with the computed chart in the place of `$chart`. The version of a prompt is its content's digest;
it is part of the cache key, so a changed prompt never serves what the old one brought.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib import resources
from string import Template
from typing import Any

import orjson

from saju.compatibility import compatibility_of
from saju.render import brief_body, compatibility_body
from shared.contracts.question import Question

_SEPARATOR = "=== user ===\n"

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
    """What one provider call asks."""

    system: str
    user: str


class PromptBook:
    """All prompts, read once."""

    def __init__(self) -> None:
        self._files = {
            file.name.removesuffix(".md"): file.read_text("utf-8")
            for file in resources.files("shared.prompts").iterdir()
            if file.name.endswith(".md")
        }

    def version(self, service_type: str, language: str) -> str:
        """The version of the prompt for a service type and language: 12 hex digits."""
        text = self._files[f"{service_type}.{language}"]
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def write(self, question: Question) -> Prompt:
        """The prompt that asks `question`. Only the computed chart goes in, no word of a caller."""
        text = self._files[f"{question.service_type}.{question.language}"]
        system, _, user = text.partition(_SEPARATOR)
        chart = orjson.dumps(_chart(question)).decode()
        return Prompt(system=system.strip(), user=Template(user).substitute(chart=chart).strip())


def _chart(question: Question) -> dict[str, Any]:
    """What a model is told of the chart, or of both and what is between them."""
    brief = brief_body(question.signs)
    if question.partner is None:
        return brief
    return {
        "one": brief,
        "other": brief_body(question.partner),
        "compatibility": compatibility_body(compatibility_of(question.signs, question.partner)),
    }
