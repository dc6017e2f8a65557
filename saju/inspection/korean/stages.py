"""Claims about the twelve stages (12운성): of the day master at a place, or of a stem in a branch."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from saju.inspection.claims.whole import stage_claim, stem_stage_claim
from saju.inspection.korean.reach import Places, fate_of, place_before
from saju.sexagenary import BRANCHES, STEMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.claim import Claim
    from saju.inspection.tokens import Sentence, Token

_AFTER = re.compile(r"(?:j|[ie=]h?d?|hd)([BR])")
_MONTHS = ("year", "month", "day", "hour")


def stage_claims(sentence: Sentence) -> Iterator[Claim]:
    """The claims of a sentence about stages."""
    shape, tokens = sentence.shape, sentence.tokens
    for k, letter in enumerate(shape):
        if letter != "K":
            continue
        fate = fate_of(shape, k)
        denied = fate.denied != (fate.verb == "l")
        places = place_before(sentence, k, nominal=True, signs=True)
        if places is None:
            after = _AFTER.match(shape, k + 1)
            if after is None or (after[1] == "R" and after.group()[0] != "j"):
                continue
            place = tokens[after.start(1)]
            yield stage_claim(k, after.end() - 1, place, tokens[k].value, denied=denied)
            continue
        yield from _at(sentence, places, k, denied=denied)


def _at(sentence: Sentence, places: Places, k: int, *, denied: bool) -> Iterator[Claim]:
    shape, tokens = sentence.shape, sentence.tokens
    stage = tokens[k].value
    stem = _stem_of(sentence, places)
    for place in places.tokens:
        if place.letter == "R" and shape[places.at + 1 : places.at + 2] == "y":
            month = _MONTHS[tokens[places.at + 1].value]
            yield stage_claim(
                places.at, k, place._replace(letter="B", value=month), stage, denied=denied
            )
        elif place.letter == "R" and stem is not None:
            if not denied:
                branch = BRANCHES[place.value]
                yield stem_stage_claim(places.at, k, STEMS[stem.value], branch, stage)
        elif place.letter in "BLR":
            yield stage_claim(min(places.at, k), k, place, stage, denied=denied)


def _stem_of(sentence: Sentence, places: Places) -> Token | None:
    """The stem that is said to be at the stage, where one is named: 갑목이 寅에서는 건록."""
    shape = sentence.shape
    owner = shape.find("Se", places.at, places.at + 6)
    if owner >= 0:
        return sentence.tokens[owner]  # 인목은 병화의 장생지
    begin = shape.rfind(";", 0, places.at) + 1
    for j in range(places.at - 1, begin - 1, -1):
        if shape[j] == "S" and shape[j + 1] in "je=":
            return sentence.tokens[j]
    return None
