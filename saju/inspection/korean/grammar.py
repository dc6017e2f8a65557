"""All that sentences of Korean claim."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from saju.inspection.claim import Claim
from saju.inspection.korean.animals import animal_claims
from saju.inspection.korean.hidden import hidden_claims
from saju.inspection.korean.items import item_claims
from saju.inspection.korean.luck import luck_claims
from saju.inspection.korean.phrases import phrased
from saju.inspection.korean.relations import relation_claims
from saju.inspection.korean.signs import sign_claims
from saju.inspection.korean.stages import stage_claims
from saju.inspection.korean.support import support_claims
from saju.inspection.korean.topics import topic_claims
from saju.inspection.korean.voids import void_claims, void_claims_after
from saju.inspection.korean.whole import whole_claims
from saju.inspection.korean.years import told_year, year_claims

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
    (support_claims, "g", ()),
    (stage_claims, "K", ()),
    (void_claims, "O", ()),
    (hidden_claims, "D2", ("SRi", "SBi", "SRh", "SBh", "SR,", "SB,", "SR&", "SB&")),
)


_OF_VOIDS = [finder for finder, _, _ in _FINDERS].index(void_claims)
_new = tuple.__new__  # half the time of the constructor of a named tuple
_View: TypeAlias = "tuple[Sentence, list[int] | None]"
_LONGEST_HEADING = 6
_OF_TOPICS = frozenset("STBXPWpM")


def korean_claims(sentences: list[Sentence], this_year: int | None) -> list[list[Claim]]:
    """The claims of each sentence; `this_year`: the year that they call this one.

    Each finder looks at all sentences before the next one does: that is a fifth faster.
    """
    views = [phrased(sentence) for sentence in sentences]
    found: list[list[Claim]] = [[] for _ in views]
    of_finders: tuple[list[int], ...] = tuple([] for _ in (*_FINDERS, year_claims, topic_claims))
    for k, (view, _) in enumerate(views):
        for n in _finders_for(frozenset(view.shape)):
            of_finders[n].append(k)
    for (finder, _, _), at in zip(_FINDERS, of_finders, strict=False):
        for k in at:
            found[k] += finder(views[k][0])
    *_, of_years, of_topics = of_finders
    for k in of_years:
        told = told_year(views[k - 1][0]) if k and _goes_on(sentences, k) else None
        found[k] += year_claims(views[k][0], this_year, told)
    for k in of_topics:
        found[k] += topic_claims(views[k][0])
    for k in of_finders[_OF_VOIDS]:
        after = views[k + 1 : k + 2]
        if after and "O" not in after[0][0].shape and not sentences[k + 1].starts_paragraph:
            found[k + 1] += void_claims_after(after[0][0])
    return [
        _told(claims, view, sentence) if claims else claims
        for claims, view, sentence in zip(found, views, sentences, strict=True)
    ]


def _goes_on(sentences: list[Sentence], k: int) -> bool:
    """Whether a sentence may speak of what the one before it names: a heading, or one beside it."""
    before = sentences[k - 1]
    return not sentences[k].starts_paragraph or (
        len(before.tokens) < _LONGEST_HEADING and "=" not in before.shape
    )


def _told(found: list[Claim], view: _View, sentence: Sentence) -> list[Claim]:
    """The claims, each once, by the tokens of the sentence itself."""
    at = view[1]
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
def _finders_for(letters: frozenset[str]) -> tuple[int, ...]:
    """The finders that may find something among letters, by their place in the row of all."""
    found = [
        n
        for n, (_, any_of, all_of) in enumerate(_FINDERS)
        if not letters.isdisjoint(any_of) or any(letters.issuperset(group) for group in all_of)
    ]
    if "G" in letters:
        found.append(len(_FINDERS))
    if not letters.isdisjoint(_OF_TOPICS):
        found.append(len(_FINDERS) + 1)
    return tuple(found)
