"""What a Korean word is read as wherever it stands, worked out once a word.

Most words are the same in every sentence: one that is no term, a verb's stem, a noun whose rule looks
at nothing but the word. Such a word is lexed by itself, and what came out is kept. What stands around
it may still make it another word; a reading says by what that shows, and the lexer then looks closer.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from saju.inspection.korean.fits import PLAIN_TAILS
from saju.inspection.korean.lexer import AND_SO, FACTS, HOMONYMS, MEETINGS, QUOTING, KoreanPieces
from saju.inspection.korean.vocabulary import candidates
from saju.inspection.korean.vocabulary.particles import tail_letters
from saju.inspection.pieces import NAMED_TWICE

_LONGEST = 12  # of hangul: longer words are few, and each would be kept
_OF_THE_WORD = frozenset(
    ("free", "swallow", "mark", "whole", "skip", "pillar", "seat", "places", "stem")
)
_BY_CONTEXT = frozenset(("시간이", "시간을", "알고", *MEETINGS, *HOMONYMS))
_EASILY = (" 쉬", " 쉽")
_LACKING = (" 없", " 있", " 부", " 모")  # after 상대에게
_UNITS = (*"年月日時-yYmMdDhH", " -", "  ", " y", " Y", " m", " M", " d", " D", " h", " H")
_LABELLING = (*"갑병무경임을정기신계에은는",)


class Reading(NamedTuple):
    """The tokens and marks of a word, counted from where it begins, and how many signs they take."""

    tokens: tuple[tuple[str, Any, int, int], ...]
    marks: tuple[tuple[str, int], ...]
    size: int
    unless: frozenset[str]  # one or two signs that may follow, where it is to be looked at closer
    explains: bool  # whether it may only explain the term before a bracket
    guarded: str  # h: it may be the 있다 of 할 수 있다, E: the 수


@lru_cache(maxsize=8192)
def reading_of(word: str) -> Reading | None:
    """How a run of hangul begins, None where that is for its neighbours to say."""
    if len(word) > _LONGEST:
        return None
    pieces, unless, guarded = KoreanPieces(word), set[str](), ""
    for row in candidates(word):
        name, (letter, value, rule) = row
        if not word.startswith(name):  # one of several words, as 할 수 있다
            unless.add(name[len(word) :][:2])
            continue
        rest = word[len(name) :]
        if name in _BY_CONTEXT or value == "see" or not (letter or rule == "skip"):
            return None
        if rule not in _OF_THE_WORD and not (rest and _is_of_the_word(name, rule, rest)):
            return None
        if rule == "stem" or pieces._fits(name, rule, letter, begins=True):  # noqa: SLF001 - read by itself
            pieces._korean((row,))  # noqa: SLF001 - as above
            unless.update(each[:2] for each in _closer_looks(rest, letter, rule, value))
            guarded = "h" if letter == "h" else "E" if name == "수" else guarded
            break
    else:
        pieces._unknown(word)  # noqa: SLF001 - as above
    return Reading(
        tuple((each.letter, each.value, each.start, each.end) for each in pieces.tokens),
        tuple((mark.kind, mark.at) for mark in pieces.marks),
        pieces.at,
        frozenset(unless),
        bool(pieces.tokens) and pieces.tokens[0].letter in NAMED_TWICE,
        guarded,
    )


def _is_of_the_word(name: str, rule: str, rest: str) -> bool:
    """Whether a rule that looks around looks at nothing but what is left of the word here."""
    if rule == "colloquial":
        letters = tail_letters(rest) or ()
        return rest != "의" and rest not in PLAIN_TAILS and letters[:1] != ("=",)
    if rule == "label":
        return not rest.startswith(_LABELLING)
    return rule in ("element", "place")


def _closer_looks(rest: str, letter: str, rule: str, value: Any) -> tuple[str, ...]:
    """What may follow a word and change what its ending does; rather too much than too little."""
    if rule == "stem":
        if rest == "기":
            return _EASILY
        if rest.endswith("다고"):
            return AND_SO
        return FACTS if rest.endswith(("는", "은", "을", "인")) else ()
    if rule == "mark":
        return _LACKING if value == "other" else ()
    if not rest:
        return _UNITS if letter == "P" else ("(",) if letter in tuple("GKX") else ()
    if rest.endswith("라고"):
        return AND_SO
    return QUOTING if rest.endswith("라") else ()
