"""All that a sentence of Korean claims."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from saju.inspection.claim import Claim
from saju.inspection.korean.animals import animal_claims
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
    from saju.inspection.tokens import Sentence

_Finder = Callable[["Sentence"], Iterable[Claim]]

# Each finder, and the letters of which a sentence needs one, or all of a group, to claim anything of
# its sort. They look in this order; of two claims that say the same the first one counts.
_FINDERS: tuple[tuple[_Finder, str, tuple[str, ...]], ...] = (
    (sign_claims, "PMSTB", ()),
    (animal_claims, "A", ()),
    (item_claims, "EFGHX", ()),
    (relation_claims, "CV", ()),
    (luck_claims, "IU", ("JP",)),
    (whole_claims, "ZMQ", ()),
    (stage_claims, "K", ()),
    (void_claims, "O", ()),
    (hidden_claims, "D2", ("SRi", "SBi", "SRh", "SBh")),
)


_new = tuple.__new__  # half the time of the constructor of a named tuple


def korean_claims(sentence: Sentence, this_year: int | None) -> list[Claim]:
    """The claims of a sentence; `this_year`: the year that it calls this one."""
    view, at = phrased(sentence)
    letters = frozenset(view.shape)
    found: list[Claim] = []
    for finder in _finders_for(letters):
        found += finder(view)
    if "G" in letters:
        found += year_claims(view, this_year)
    if not letters.isdisjoint("STBXPWp"):
        found += topic_claims(view)
    if not found:
        return found
    last = len(sentence.tokens if at is None else at) - 1
    told: dict[tuple[str, str], Claim] = {}
    for claim in reversed(found):
        kind, first, final, said, test, denied = claim
        if at is not None or final > last:
            first, final = min(first, last), min(final, last)
            if at is not None:
                first, final = at[first], at[final]
            claim = _new(Claim, (kind, first, final, said, test, denied))  # noqa: PLW2901 - moved
        told[kind, said] = claim
    return list(told.values())


@lru_cache(maxsize=4096)  # sentences are many, but of few sets of letters
def _finders_for(letters: frozenset[str]) -> tuple[_Finder, ...]:
    return tuple(
        finder
        for finder, any_of, all_of in _FINDERS
        if not letters.isdisjoint(any_of) or any(letters.issuperset(group) for group in all_of)
    )
