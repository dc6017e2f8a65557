"""Wrong particles in Korean text, found by spelling alone, without the code that chose them."""

from __future__ import annotations

import re

_AFTER_BRACKET = re.compile(r"([가-힣])\([一-龥]+\)(은|는|이|가|을|를|과|와|으로|로)(?![가-힣])")
_AFTER_WORD = re.compile(r"[가-힣]*([가-힣])(은|을|를|와|으로|(?<!으)로)(?![가-힣])")
# Words that end like a word with a wrong particle and are none.
_WORDS = re.compile(
    r"(?:가을|마을|노을|나을|이을|지을|모을|그을|나은|이은|지은|모은|진로|경로|통로|용광로|"
    r"따로|홀로|함부로|스스로|뜻대로|마음대로|제대로|그대로|저절로)$"
)
_OPEN = {"는", "가", "를", "와"}
_RIEUL = 8


def wrong_particles(text: str) -> list[str]:
    """The words of a text whose particle does not fit the sound before it."""
    found = [
        match.group() for match in _AFTER_BRACKET.finditer(text) if not _fits(match[1], match[2])
    ]
    return found + [
        match.group()
        for match in _AFTER_WORD.finditer(text)
        if not _fits(match[1], match[2]) and not _WORDS.search(match.group())
    ]


def _fits(before: str, particle: str) -> bool:
    final = (ord(before) - ord("가")) % 28
    if particle in ("으로", "로"):
        return (particle == "로") == (final in (0, _RIEUL))
    return (particle in _OPEN) == (final == 0)
