"""Tables: a row of pillars or signs under a row of years, months, days and hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saju.inspection.claims.signs import pillar_claim, sign_claim

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from saju.inspection.claim import Claim
    from saju.inspection.tokens import Sentence

_CELLS = frozenset("tLTB")
_FEWEST = 3


def before_each(sentences: Sequence[Sentence]) -> Iterator[Sentence | None]:
    """What each sentence follows: the last one that says anything; for a row of a table its head."""
    last: Sentence | None = None
    for sentence in sentences:
        yield last
        if not sentence.shape.strip(";.,"):
            continue
        if last is not None and _is_head(last) and sentence.shape.startswith(";"):
            continue
        last = sentence


def table_claims(sentence: Sentence, head: Sentence | None) -> Iterator[Claim]:
    """The claims of a row of a table under its head."""
    if head is None or not _is_head(head) or not sentence.shape.startswith(";"):
        return
    places = [token.value for token in head.tokens if token.letter in _CELLS]
    for letters, part in (("P", "L"), ("S", "T"), ("RA", "B")):
        cells = [k for k, token in enumerate(sentence.tokens) if token.letter in letters]
        if len(cells) != len(places):
            continue
        for place, k in zip(places, cells, strict=True):
            token = sentence.tokens[k]
            if part == "L":
                yield pillar_claim(k, k, token.value, place)
            else:
                yield sign_claim(k, k, token, part, place)


def _is_head(sentence: Sentence) -> bool:
    """Whether a line is the head of a table: | Hour | Day | Month | Year |."""
    shape = sentence.shape
    if not shape.startswith(";") or {*shape} & {*"PSRGXKE="}:
        return False
    places = [token.value for token in sentence.tokens if token.letter in _CELLS]
    return _FEWEST <= len(places) == len({*places})
