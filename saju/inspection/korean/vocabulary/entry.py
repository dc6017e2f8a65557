"""What a word is to the lexer, and how lists of words are written as data."""

from __future__ import annotations

from typing import Any

Entry = tuple[str, Any, str]
Row = tuple[str, str, Any, str]


def listed(words: str) -> list[str]:
    """The words of a list: one that holds blanks stands between bars, all others between blanks.

    `a b |c d| e` is a, b, c d and e.
    """
    found: list[str] = []
    for k, part in enumerate(words.split("|")):
        if k % 2:
            found.append(part)
        else:
            found += part.split()
    return found


def rows(words: str, letter: str, value: Any = None, rule: str = "free") -> list[Row]:
    """A row for each word of a list, all of one meaning."""
    return [(word, letter, value, rule) for word in listed(words)]
