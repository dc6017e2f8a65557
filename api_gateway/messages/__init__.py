"""What problems say, in each language: the sentences stand in one TOML file a language, beside this.

`[titles]` go by status, `[problems]` by a problem's code, `[fields]` by what is wrong with a field.
`{words}` in braces are facts of the case. In Korean a fact may take its particle: `{year:은/는}`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from importlib import resources

import orjson

from saju.particles import Word
from shared.contracts.requests import Language
from shared.errors import FieldProblem

UNKNOWN = "unknown"
"""The sentence for what has none of its own; a test sees to it that nobody needs it."""


@dataclass(frozen=True, slots=True)
class Messages:
    """The sentences of one language."""

    language: Language
    titles: Mapping[str, str]
    problems: Mapping[str, str]
    fields: Mapping[str, str]
    example: str

    def title(self, status: int) -> str:
        """The status in words."""
        return self.titles.get(str(status)) or HTTPStatus(status).phrase

    def problem(self, kind: str, facts: Mapping[str, object]) -> str:
        """What has happened, one sentence or two."""
        return _filled(self.problems.get(kind, self.problems[UNKNOWN]), facts)

    def field(self, problem: FieldProblem) -> str:
        """What is wrong with a field, and what would be right."""
        template = self.fields.get(problem.kind, self.fields[UNKNOWN])
        message = _filled(template, problem.facts)
        if problem.example is None:
            return message
        example = orjson.dumps(problem.example).decode()
        return self.example.format(message=message, example=example)


@cache
def messages(language: Language) -> Messages:
    """The sentences of a language, read from its file once.

    Raises:
        KeyError, TypeError: the file lacks a part; a test reads both.
    """
    text = (resources.files(__name__) / f"{language}.toml").read_text("utf-8")
    return Messages(language, **tomllib.loads(text))


def _filled(template: str, facts: Mapping[str, object]) -> str:
    return template.format_map({name: Word(_spelled(fact)) for name, fact in facts.items()})


def _spelled(fact: object) -> str:
    return f"{fact:g}" if isinstance(fact, float) else str(fact)
