"""The Korean and Chinese words that the lexer knows, as data, a module a subject.

A row is (word, letter, value, rule). Rules: `free` anywhere; `whole` only where a particle, a copula
or nothing follows; `stem` a verb's stem, whose ending is read after it; `swallow` the whole word,
which seems a term and is none; `skip` a word that says nothing here; the others are those of
`saju.inspection.korean.fits`.
"""

from __future__ import annotations

from functools import cache

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
