"""What a Korean word is read as wherever it stands, worked out once a word.

Most words are the same in every sentence: one that is no term, a verb's stem, a noun whose rule looks
at nothing but the word. Such a word is lexed by itself, and what came out is kept. What stands around
it may still make it another word; a reading says by what that shows, and the lexer then looks closer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from saju.inspection.english.lexer import ELEMENTS_ROMAN
from saju.inspection.korean.endings import AND_SO, BELIEVED, CONTRASTED, FACTS, TO_COME, WHEN
from saju.inspection.korean.fits import PLAIN_TAILS
from saju.inspection.korean.lexer import HOMONYMS, MEETINGS, QUOTING, KoreanPieces
from saju.inspection.korean.vocabulary import candidates
from saju.inspection.korean.vocabulary.particles import tail_letters
from saju.inspection.pieces import NAMED_TWICE
from saju.inspection.tokens import Token

LONGEST = 13  # longer words are few, and each would be kept
_PLAIN = re.compile("(?:([가-힣]{1,12})|([a-z]{1,12}))([.,]?)")
_OF_THE_WORD = frozenset(
    ("free", "swallow", "mark", "whole", "skip", "pillar", "seat", "places", "stem")
)
_BY_CONTEXT = frozenset(("시간이", "시간을", "알고", *MEETINGS, *HOMONYMS))
_UNITS = " -yYmMdDhH"  # of a pillar: year, month
_LACKING = "없있부모"  # after 상대에게
_EASILY = "쉬쉽"
_FACTS, _AND_SO, _CONTRASTED, _QUOTING, _WHEN, _BELIEVED = (
    {each[1] for each in words} for words in (FACTS, AND_SO, CONTRASTED, QUOTING, WHEN, BELIEVED)
)
_DENYING = "않못아말"  # after 편관이지
_LABELLING = (*"갑병무경임을정기신계에은는",)


class Reading(NamedTuple):
    """The tokens and marks of a word, counted from where it begins, and how many signs they take."""

    tokens: tuple[tuple[str, Any, int, int], ...]
    marks: tuple[tuple[str, int], ...]
    size: int
    unless: frozenset[
        str
    ]  # with what the next word begins where this one is to be looked at closer
    doubtful: str  # h: may be the 있다 of 할 수 있다, E: the 수, P: may explain a term, a: is Latin
    ends: bool  # whether a sentence ends here


@lru_cache(maxsize=8192)
def reading_of(word: str) -> Reading | None:
    """How what stands between blanks is read, None where that is for its neighbours to say."""
    found = _PLAIN.fullmatch(word)
    if found is None:
        return None
    pieces = KoreanPieces(word)
    if found[1] is None:
        if found[2] in pieces.english or found[2] in ELEMENTS_ROMAN:
            return None
        pieces.at = len(found[2])
        pieces.tokens.append(Token(".", None, 0, pieces.at))
        unless, doubtful = frozenset[str](), "a"
    elif (read := _read(pieces, found[1])) is not None:
        unless, doubtful = read
    else:
        return None
    whole = pieces.at == len(word) - len(found[3])
    if whole and found[3] == ",":
        pieces.tokens.append(Token(",", None, pieces.at, pieces.at + 1))
    if whole:
        pieces.at = len(word)
    return Reading(
        tuple((each.letter, each.value, each.start, each.end) for each in pieces.tokens),
        tuple((mark.kind, mark.at) for mark in pieces.marks),
        pieces.at,
        unless,
        doubtful,
        whole and found[3] == ".",
    )


def _read(pieces: KoreanPieces, word: str) -> tuple[frozenset[str], str] | None:
    """Reads a word; before what it is another one, and of what kind it may be another."""
    text, unless = pieces.text, set[str]()
    for row in candidates(word):
        name, (letter, value, rule) = row
        if not word.startswith(name):  # one of several words, as 할 수 있다
            if name == text + " ":
                return None
            if name.startswith(text + " "):
                unless.add(name[len(text) + 1])
            continue
        rest = word[len(name) :]
        if (
            name in _BY_CONTEXT
            or value in ("see", "opened", "seat")
            or not (letter or rule == "skip")
        ):
            return None
        if rule not in _OF_THE_WORD and not (rest and _is_of_the_word(rule, rest)):
            return None
        if rule == "stem" or pieces._fits(name, rule, letter, begins=True):  # noqa: SLF001 - read by itself
            pieces._korean((row,))  # noqa: SLF001 - as above
            if word == text:
                unless.update(_closer_looks(rest, letter, rule, value))
            if letter == "h" or name == "수":
                return frozenset(unless), letter
            explains = bool(pieces.tokens) and pieces.tokens[0].letter in NAMED_TWICE
            return frozenset(unless), "P" if explains else ""
    pieces._unknown(word)  # noqa: SLF001 - as above
    return frozenset(unless), ""


def _is_of_the_word(rule: str, rest: str) -> bool:
    """Whether a rule that looks around looks at nothing but what is left of the word here."""
    if rule == "colloquial":
        letters = tail_letters(rest) or ()
        return rest != "의" and rest not in PLAIN_TAILS and letters[:1] != ("=",)
    if rule == "label":
        return not rest.startswith(_LABELLING)
    if rule == "short":
        return rest not in PLAIN_TAILS
    return rule == "element" or (rule == "place" and rest != "으로")


def _closer_looks(rest: str, letter: str, rule: str, value: Any) -> Iterable[str]:  # noqa: PLR0911 - one branch a form of words
    """With what the next word begins that changes an ending's doing; rather too much than too little."""
    if rule == "stem":
        if rest.endswith("다고"):
            return _AND_SO | _CONTRASTED
        if rest.endswith("질"):
            return _DENYING
        if rest.endswith(TO_COME):
            return _FACTS | _WHEN
        return (_FACTS if rest.endswith(("는", "은", "인")) else {*_EASILY}) | _BELIEVED
    if rule == "mark":
        return _LACKING if value == "other" else ()
    if not rest:
        return _UNITS if letter == "P" else ()
    if rest.endswith("라고"):
        return _AND_SO | _CONTRASTED
    if rest in ("이지", "지"):
        return _DENYING
    return _QUOTING if rest.endswith("라") else ()
