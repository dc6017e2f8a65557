"""A claim found in a sentence, before anybody knows whether it holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from saju.inspection.natal import Natal

Kind = Literal[
    "pillar", "sign", "day_master", "element", "ten_god", "star", "luck", "animal", "relation",
    "strength", "structure", "void", "stage", "hidden_stem", "year", "stem_god",
]  # fmt: skip
# Whether it holds (None: schools differ or nobody can say), and what the chart has.
Answer = tuple[bool | None, str]


class Claim(NamedTuple):
    """What the tokens from `first` to `last` say; `denied`: that it is not so."""

    kind: Kind
    first: int
    last: int
    said: str
    test: Callable[[Natal], Answer]
    denied: bool = False
