"""The Korean and Chinese words that the lexer knows, as data, a module a subject.

A row is (word, letter, value, rule). Rules: `free` anywhere; `whole` only where a particle, a copula
or nothing follows; `stem` a verb's stem, whose ending is read after it; `swallow` the whole word,
which seems a term and is none; `skip` a word that says nothing here; the others are those of
`saju.inspection.korean.fits`.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from saju.inspection.korean.vocabulary import (
    fillers,
    marks,
    numbers,
    places,
    relations,
    signs,
    stars,
    terms,
    verbs,
)
from saju.inspection.korean.vocabulary.entry import Entry, Row
from saju.inspection.korean.vocabulary.particles import tail_letters

Rows = tuple[tuple[str, Entry], ...]


@cache
def korean_words() -> dict[str, Rows]:
    """The words by their first two signs, or by the only one; the longest first."""
    words: dict[str, Entry] = {}
    for name, letter, value, rule in _rows():
        words.setdefault(name, (letter, value, rule))
    by_signs: dict[str, list[tuple[str, Entry]]] = {}
    for name in sorted(words, key=len, reverse=True):
        by_signs.setdefault(name[:2], []).append((name, words[name]))
    return {
        signs: (*found, *(by_signs.get(signs[0], ()) if len(signs) > 1 else ()))
        for signs, found in by_signs.items()
    }


# Rules of single syllables, and with what a word may go on after one that is a term.
_OF_SYLLABLES = frozenset(("sign", "element", "relation", "stage", "label"))
_GOING_ON = frozenset(
    "갑을병정무기경신임계자축인묘진사오미유술해목화토금수충합형파원귀삼반방육공월년일시살하되한지궁"
)
_TERMS = frozenset("LTBMGHXQZCUSREAODN")
_HANGUL = re.compile("[가-힣]*")


@lru_cache(maxsize=16_384)  # words come again and again; most begin with no term at all
def candidates(word: str) -> Rows:
    """The rows that a run of hangul may begin with, the longest first."""
    return tuple(
        [
            row
            for row in _by_first_sign().get(word[0], ())
            if _may_begin(word, row[0]) and _may_end(word, row)
        ]
    )


@cache
def _by_first_sign() -> dict[str, list[tuple[str, Entry]]]:
    found: dict[str, dict[str, tuple[str, Entry]]] = {}
    for rows in korean_words().values():
        for row in rows:
            name = row[0]
            found.setdefault(name[0], {})[name] = row
    return {
        sign: sorted(words.values(), key=lambda row: len(row[0]), reverse=True)
        for sign, words in found.items()
    }


@lru_cache(maxsize=4096)
def begins_with_term(rest: str) -> bool:
    """Whether a term of two signs or more begins what is left of a word."""
    return any(
        len(name) > 1 and entry[0] in _TERMS and rest.startswith(name)
        for name, entry in candidates(rest)
    )


def _may_end(word: str, row: tuple[str, Entry]) -> bool:
    """Whether what follows a syllable can make a term of it: not 사람, 수영, 시원하다."""
    name, (_, _, rule) = row
    rest = word[len(name) :]
    if len(name) > 1 or rule not in _OF_SYLLABLES or not rest:
        return True
    if rest == "야":
        return False  # 해야, 자야
    return rest[0] in _GOING_ON or tail_letters(rest) is not None or begins_with_term(rest)


def _may_begin(word: str, name: str) -> bool:
    found = _HANGUL.match(name)
    run = name if found is None else found.group()
    return word.startswith(name) if run == name else run == word


def _rows() -> list[Row]:
    """All rows; of a word in two of them the first one counts."""
    return [
        *marks.rows_of_marks(),
        *fillers.rows_of_lookalikes(),
        *places.rows_of_places(),
        *signs.rows_of_signs(),
        *terms.rows_of_terms(),
        *stars.rows_of_stars(),
        *relations.rows_of_relations(),
        *verbs.rows_of_verbs(),
        *fillers.rows_of_fillers(),
        *numbers.rows_of_numbers(),
    ]
