"""A row of the input: a question to be asked, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as defaulting
from typing import Any

MOST_SHOWN = 500
"""So many signs of a bad row are shown to whoever mends it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field: `kind` names the sentence, `facts` are its words.

    `field` is the column as its header spells it, empty where the whole row is meant.
    """

    field: str
    kind: str
    facts: Mapping[str, object] = defaulting(default_factory=dict)
    example: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `index` counts rows from 0, `line` the file's lines from 1, the header included."""

    index: int
    line: int
    id: Any
    """The caller's own, passed through; None: it has none."""
    question: Mapping[str, Any] | None
    """The request's body; None: faults say why there is none."""
    faults: tuple[Fault, ...] = ()
    text: str = ""
    """How a faulty row begins."""
    size_bytes: int = 0
    """Of the question as JSON; 0 while nobody has measured it."""
    columns: Mapping[str, str] = defaulting(default_factory=dict)
    """By which columns members of the body were filled, whose dotted names the gateway uses."""
