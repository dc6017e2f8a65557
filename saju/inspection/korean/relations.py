"""Claims about combinations and clashes (합충형파해·원진·귀문), by signs, by places or at large."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from saju.inspection.claim import Claim
from saju.inspection.claims.relations import (
    any_relation_claim,
    places_related_claim,
    signs_related_claim,
)
from saju.inspection.tokens import Token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.tokens import Sentence

_PLACED = r"(?:[TBLM]e?(?:[RSA])?)"
_KOREAN = re.compile(
    rf"(?:(?<![RS])(?<![RS][j&,])([RS][&j,]*[RS](?:[&j,]*R)?)|({_PLACED}[&,j]{{1,2}}{_PLACED})|([TBL]))?[jeio,]{{0,3}}\.?(C)([joi=]{{0,2}})\.?(h|l)?d?(n*)"
)
_WITH_PLACE = re.compile(r"(?:^|[^&TBLA])[TBL][SR]?[&.]j?$|A[&,]Aj$")
_WITH_TWO = re.compile(r"(?<!&)[TBL][&,][TBL]j[.;]*$")
_NAMED = re.compile(r"V[jo=]{0,2}(?:\.?[hl]d?n*|n)?")
_ENGLISH = re.compile(
    r"[hln=]*C[e=hi]*[RA][&,]*[RA](?:[&,]*[RA])?"
    r"|[RA][&,=]*[RA](?:[&,=]*[RA])?[=hi]*n*\.?C"
    r"|[BT][RSA]?&[BT][RSA]?[=hi.]*n*\.?C|[RA]C[h&]?[RA]|n*[hl]*C[e=hi]*[BT]&[BT]"
    r"|n*[hl]+C(?![eCRA=])"
)


def relation_claims(sentence: Sentence, *, loose: bool = False) -> Iterator[Claim]:
    """The claims of a sentence about relations between pillars."""
    for match in _NAMED.finditer(sentence.shape):
        if _WITH_PLACE.search(sentence.shape, 0, match.start()):
            continue
        kind, indices = sentence.tokens[match.start()].value
        signs = [Token("S", index, 0, 0) for index in indices]
        denied = sum(map(match.group().count, "ln")) % 2 == 1
        yield signs_related_claim(match.start(), match.end() - 1, kind, signs, denied=denied)
    if "C" not in sentence.shape:
        return
    finder = _english if sentence.english else _korean
    pattern = _ENGLISH if sentence.english else _KOREAN
    for match in pattern.finditer(sentence.shape):
        if match[1] or match[2] or not loose:
            yield from finder(sentence, match)


def _korean(sentence: Sentence, match: re.Match[str]) -> Iterator[Claim]:
    tokens = sentence.tokens
    shape = sentence.shape
    kind = tokens[match.start(4)].value
    denied = (match[6] == "l") != (len(match[7]) % 2 == 1)
    first, last = match.start(), match.end() - 1
    if any(token.value == "x" for token in tokens[match.start() : match.end()]):
        return
    if match[1]:
        if _WITH_PLACE.search(shape, 0, match.start(1)):
            return  # 연지와 자오충: with a sign from elsewhere
        signs = [token for token in tokens[match.start(1) : match.end(1)] if token.letter in "RS"]
        if len(signs) > 2 and _WITH_TWO.search(shape, 0, match.start(1)):
            return  # 연지와 일지까지 해자축 방합
        yield signs_related_claim(first, last, kind, signs, denied=denied)
    elif match[2]:
        places = [
            Token("T", "day", *token[2:]) if token.letter == "M" else token
            for token in tokens[match.start(2) : match.end(2)]
            if token.letter in "TBLM"
        ]
        yield places_related_claim(first, last, kind, places, denied=denied)
    elif match[6]:
        place = tokens[match.start(3)] if match[3] else None
        yield any_relation_claim(first, last, kind, place, denied=denied)


def _english(sentence: Sentence, match: re.Match[str]) -> Iterator[Claim]:
    tokens = sentence.tokens
    inside = tokens[match.start() : match.end()]
    kind = next(token.value for token in inside if token.letter == "C")
    letters = match.group()
    odd = sum(letters.count(letter) for letter in "nl") % 2 == 1
    first, last = match.start(), match.end() - 1
    places = [token for token in inside if token.letter in "BT"]
    signs = [token for token in inside if token.letter in "RA"]
    if places and len(places) != len(signs):
        signs = []
    if len(signs) > 1:
        yield signs_related_claim(first, last, kind, signs, denied=odd)
    elif len(places) > 1:
        yield places_related_claim(first, last, kind, places, denied=odd)
    else:
        yield any_relation_claim(first, last, kind, None, denied=odd)


