"""Claims about luck pillars (대운): which, from which age or year, and in which direction.

Ages are taken as 만 or as 세는나이, for people write both; a year may be either's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from saju.inspection.claim import Claim
from saju.inspection.claims.luck import (
    direction_claim,
    luck_at_claim,
    luck_god_claim,
    luck_pillar_claim,
    luck_start_claim,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.tokens import Sentence

_WHEN_FIRST_KOREAN = re.compile(
    r"([JY])([uijeo=.d@]{0,5})(?:J[iuj.]{0,3})?(?:U[j=e])?(P)(?![jie=.]{0,3}J)"
)
_WHEN_FIRST = re.compile(r"([JY])([uijeo=.,d@]{0,5})(?:J[iuj.]{0,3})?(?:U[j=e])?(P)")
_WHEN_LAST = re.compile(r"(P)U?[uijeb=.h@]{0,5}([JY])(u?)")
_GODS = re.compile(r"PU?[ei]{0,2}[RS]?j?([.e]{0,2})(G)(?=[j=,o;]|$)")
_FIRST = re.compile(r"1U[^PL;b]{0,9}(P)|U[je]?1[^PL;]{0,4}(P)")
_ALONE = re.compile(r"(P)j?=?U|U[je=]*(P)")
_START = re.compile(r"U[jie=.h]{0,3}([JN])|(J)[uied.]{1,3}U")
_DIRECTION = re.compile(r"(I)[jio=]?\.?(n*)")


def luck_claims(sentence: Sentence) -> Iterator[Claim]:  # noqa: C901, PLR0912 - one branch a form of words
    """The claims of a sentence about luck pillars."""
    shape, tokens = sentence.shape, sentence.tokens
    if "I" in shape and ("U" in shape or "$" in shape or not sentence.english):
        for match in _DIRECTION.finditer(shape):
            token = tokens[match.start()]
            denied = len(match[2]) % 2 == 1
            yield direction_claim(match.start(), match.end() - 1, token.value, denied=denied)
    if "U" not in shape and not _ages_a_pillar(shape):
        return
    seen: set[int] = set()
    for match in _FIRST.finditer(shape):
        k = match.start(1) if match[1] else match.start(2)
        seen.add(k)
        yield luck_pillar_claim(match.start(), k, tokens[k].value, first_only=True)
    for match in _GODS.finditer(shape):
        k = match.start(2)
        yield luck_god_claim(match.start(), k, tokens[match.start()].value, tokens[k].value)
    for match in (_WHEN_FIRST if sentence.english else _WHEN_FIRST_KOREAN).finditer(shape):
        k = match.start(3)
        seen.update((k, match.start()))
        when = tokens[match.start()]
        starts = "u" in match[2] or shape[k:].startswith(("PUju", "PUu"))
        yield luck_at_claim(
            match.start(), k, when.letter, when.value, tokens[k].value, starts=starts
        )
    for match in _WHEN_LAST.finditer(shape):
        k = match.start()
        if not seen & {k, match.start(2)}:
            seen.add(k)
            when = tokens[match.start(2)]
            starts = "u" in match.group()
            yield luck_at_claim(
                k, match.end() - 1, when.letter, when.value, tokens[k].value, starts=starts
            )
    for match in _ALONE.finditer(shape):
        k = match.start(1) if match[1] else match.start(2)
        if k not in seen and shape[k + 1 : k + 2] != "y":
            yield luck_pillar_claim(match.start(), match.end() - 1, tokens[k].value)
    if "P" not in shape:
        for match in _START.finditer(shape):
            k = match.start(1) if match[1] else match.start(2)
            around = shape[match.start() : match.end() + 3]
            starts = "u" in around or "i" in around or tokens[match.start()].value == "number"
            if starts and isinstance(tokens[k].value, int):
                yield luck_start_claim(match.start(), match.end() - 1, tokens[k].value)


def _ages_a_pillar(shape: str) -> bool:
    """Whether one pillar and an age stand together, with no place of birth: by thirty in 癸亥."""
    return "J" in shape and shape.count("P") == 1 and not {*"Ly"} & {*shape}
