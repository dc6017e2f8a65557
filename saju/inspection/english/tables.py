"""Tables: a row of pillars or signs under a row of years, months, days and hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saju.inspection.claims.amounts import amount_claim
from saju.inspection.claims.signs import pillar_claim, sign_claim
from saju.inspection.tokens import Token

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from saju.inspection.claim import Claim
    from saju.inspection.tokens import Sentence

_CELLS = frozenset("tLTB")
_FEWEST = 3
_HALVES = 2
_HALF = {"stem": "T", "heavenly stem": "T", "branch": "B", "earthly branch": "B"}


def before_each(sentences: Sequence[Sentence]) -> Iterator[Sentence | None]:
    """What each sentence follows: the last one that says anything; for a row of a table its head."""
    last: Sentence | None = None
    for sentence in sentences:
        yield last
        if not sentence.shape.strip(";.,"):
            if sentence.shape.startswith(";") and len(_halves_named(sentence)) == _HALVES:
                last = sentence
            continue
        if last is not None and _is_head(last) and sentence.shape.startswith(";"):
            continue
        last = sentence


def table_claims(sentence: Sentence, head: Sentence | None) -> Iterator[Claim]:
    """The claims of a row of a table under its head."""
    if head is None or not _is_head(head) or not sentence.shape.startswith(";"):
        return
    if halves := _halves_named(head):
        yield from _halves(sentence, halves)
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


def _halves_named(head: Sentence) -> dict[int, str]:
    """The columns of a head that are of stems (T) and of branches (B)."""
    return {
        column: half
        for column, cell in enumerate(_cells(head))
        for _, token in cell
        if (half := _HALF.get(head.text[token.start : token.end].lower()))
    }


def _halves(sentence: Sentence, halves: dict[int, str]) -> Iterator[Claim]:
    """The claims of a row that begins with its pillar, under a head of stems and branches."""
    cells = _cells(sentence)
    place = next((token.value for _, token in cells[0] if token.letter in _CELLS), None)
    if place is None:
        return
    for column, part in halves.items():
        for k, token in cells[column] if column < len(cells) else ():
            if token.letter in ("S" if part == "T" else "RA"):
                yield sign_claim(k, k, token, part, place)
            elif token.letter == "G" and (place, part) != ("day", "T"):
                at = Token(part, place, token.start, token.end)
                yield amount_claim(k, k + 1, token, "h", [at], denied=False)


def _cells(sentence: Sentence) -> list[list[tuple[int, Token]]]:
    """The tokens of each cell of a row, with where they stand."""
    cells: list[list[tuple[int, Token]]] = []
    for k, token in enumerate(sentence.tokens):
        if token.letter == ";" and sentence.text[token.start] == "|":
            cells.append([])
        elif cells:
            cells[-1].append((k, token))
    return cells


def _is_head(sentence: Sentence) -> bool:
    """Whether a line is the head of a table: | Hour | Day | Month | Year |, or | | Stem | Branch |."""
    shape = sentence.shape
    if not shape.startswith(";") or {*shape} & {*"PSRGXKE="}:
        return False
    if _CELLS.isdisjoint(shape) and len(_halves_named(sentence)) == _HALVES:
        return True
    places = [token.value for token in sentence.tokens if token.letter in _CELLS]
    return _FEWEST <= len(places) == len({*places})
