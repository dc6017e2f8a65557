"""What the command says, in Korean or English: the sentences stand in one TOML file a language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from scripts.batch.rows.row import Fault

LANGUAGES = ("ko", "en")


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of one language, by name; words in braces are facts."""

    language: str
    templates: Mapping[str, str]

    def of(self, kind: str, **facts: object) -> str:
        """The sentence, with its facts; raises KeyError for one that there is not."""
        words = {name: self._spelled(fact) for name, fact in facts.items()}
        return self.templates[kind].format_map(words)

    def fault(self, fault: Fault) -> dict[str, Any]:
        """What is wrong with a field, for the file of bad rows."""
        told = {"field": fault.field, "problem": self.of(fault.kind, **fault.facts)}
        return told if fault.example is None else {**told, "example": fault.example}

    def _spelled(self, fact: object) -> str:
        if isinstance(fact, Fault):
            return self.of(fact.kind, **fact.facts)
        if isinstance(fact, int) and not isinstance(fact, bool):
            return f"{fact:,}"
        return ", ".join(map(str, fact)) if isinstance(fact, (list, tuple)) else str(fact)


@cache
def sentences(language: str) -> Sentences:
    """Those of a language, read once."""
    file = resources.files("scripts.batch") / "messages" / f"{language}.toml"
    parts = tomllib.loads(file.read_text("utf-8"))
    return Sentences(
        language, {name: text for part in parts.values() for name, text in part.items()}
    )
