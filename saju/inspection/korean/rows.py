"""Claims about pillars named in a row, or by their units, and about a pair that is no pillar."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from saju.inspection.claims.signs import PLACES, luck_row_claim, pillar_claim, sign_claim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.claim import Claim
    from saju.inspection.tokens import Sentence

_LONG_ROW = re.compile(r"(?:P[,&j;]){3,}P(?![yL])")
_NO_PAIR = re.compile(r"L[je=]?(S)R(?![CRD])")
_HOUR = 3
_OF_NOW = frozenset(("transit", "told", "suppose", "general", "if", "would"))


def luck_rows(sentence: Sentence) -> Iterator[Claim]:
    """戊戌→丁酉→丙申→乙未: the pillars through which luck goes, in their order."""
    shape, tokens = sentence.shape, sentence.tokens
    for match in _LONG_ROW.finditer(shape):
        found = [k for k in range(match.start(), match.end()) if shape[k] == "P"]
        row = [tokens[k].value for k in found]
        for nth, k in enumerate(found):
            yield luck_row_claim(k, nth, row)


def parted(sentence: Sentence) -> Iterator[Claim]:
    """을축월, 그리고 아침의 경진시: pillars of birth with words between, whose hour shows what they are."""
    shape, tokens = sentence.shape, sentence.tokens
    named = [k for k in range(len(shape) - 1) if shape.startswith("Py", k)]
    units = [tokens[k + 1].value for k in named]
    if any(mark.kind in _OF_NOW for mark in sentence.marks):
        return
    if units[-1] == _HOUR and units == sorted({*units}):
        for k, unit in zip(named, units, strict=True):
            yield pillar_claim(k, k + 1, tokens[k].value, PLACES[unit])


def without_pair(sentence: Sentence) -> Iterator[Claim]:
    """월주: 갑해(甲亥): a stem and a branch that make no pillar, each at its place."""
    shape, tokens = sentence.shape, sentence.tokens
    for match in _NO_PAIR.finditer(shape):
        stem, branch = match.start(1), match.start(1) + 1
        if tokens[stem].end == tokens[branch].start:
            place = tokens[match.start()].value
            yield sign_claim(match.start(), branch, tokens[stem], "T", place)
            yield sign_claim(match.start(), branch, tokens[branch], "B", place)
