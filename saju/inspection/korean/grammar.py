"""All that a sentence of Korean claims."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from saju.inspection.claim import Claim
from saju.inspection.korean.hidden import hidden_claims
from saju.inspection.korean.items import item_claims
from saju.inspection.korean.luck import luck_claims
from saju.inspection.korean.phrases import phrased
from saju.inspection.korean.relations import relation_claims
from saju.inspection.korean.signs import sign_claims
from saju.inspection.korean.stages import stage_claims
from saju.inspection.korean.topics import topic_claims
from saju.inspection.korean.voids import void_claims
from saju.inspection.korean.whole import whole_claims
from saju.inspection.korean.years import year_claims

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.tokens import Sentence

# The letters without one of which a sentence claims nothing of that sort.
_OF_SIGNS, _OF_AMOUNTS, _OF_RELATIONS = map(frozenset, ("PMSTBA", "EFGHX", "CV"))
_OF_THE_WHOLE = frozenset("ZMQOKDS2R")
_OF_ANYTHING = frozenset("PMSTBAEFGHXCVIUZQOKD2Wp")


def korean_claims(sentence: Sentence, this_year: int | None) -> Iterator[Claim]:
    """The claims of a sentence; `this_year`: the year that it calls this one."""
    view, at = phrased(sentence)
    letters = frozenset(view.shape)
    if letters.isdisjoint(_OF_ANYTHING):
        return
    said = set()
    for claim in chain(_claims(view, letters, this_year), topic_claims(view)):
        if (claim.kind, claim.said) not in said:
            said.add((claim.kind, claim.said))
            yield _moved(claim, at)


def _claims(
    sentence: Sentence, letters: frozenset[str], this_year: int | None
) -> Iterator[Claim]:
    """`letters`: those that the sentence may have."""
    if not letters.isdisjoint(_OF_SIGNS):
        yield from sign_claims(sentence)
    if not letters.isdisjoint(_OF_AMOUNTS):
        yield from item_claims(sentence)
    if not letters.isdisjoint(_OF_RELATIONS):
        yield from relation_claims(sentence)
    if not letters.isdisjoint("IU") or letters.issuperset("JP"):
        yield from luck_claims(sentence)
    if not letters.isdisjoint(_OF_THE_WHOLE):
        yield from whole_claims(sentence)
        if "K" in letters:
            yield from stage_claims(sentence)
        if "O" in letters:
            yield from void_claims(sentence)
        if not letters.isdisjoint("D2") or letters.issuperset("SR") or letters.issuperset("SB"):
            yield from hidden_claims(sentence)
    if "G" in letters:
        yield from year_claims(sentence, this_year)


def _moved(claim: Claim, at: list[int] | None) -> Claim:
    """A claim at the tokens of the sentence that its view was made from."""
    if at is None:
        return claim
    last = len(at) - 1
    kind, first, final, said, test, denied = claim
    return Claim(kind, at[min(first, last)], at[min(final, last)], said, test, denied)
