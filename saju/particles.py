"""Korean particles (조사) that follow the sound of the word before them.

Source: 한글 맞춤법 and 표준국어대사전 – 은/이/을/과 after a final consonant, 는/가/를/와 after a
vowel; 로 after a vowel and after ㄹ.
"""

from __future__ import annotations

from saju.sexagenary import BRANCHES, ELEMENTS, ELEMENTS_HANJA, STEMS

_PAIRS = (
    "은/는", "이/가", "을/를", "과/와", "으로/로", "으로서/로서", "으로써/로써",
    "이다/다", "이며/며", "이고/고", "이라/라", "이나/나", "이란/란", "이니/니", "이면/면", "이지만/지만",
    "이라는/라는", "이라서/라서", "이든/든", "아/야",
)  # fmt: skip
_SPELLINGS = {pair: tuple(pair.split("/")) for pair in _PAIRS} | {
    "와/과": ("과", "와"),
    "는/은": ("은", "는"),
    "가/이": ("이", "가"),
    "를/을": ("을", "를"),
    "로/으로": ("으로", "로"),
}
_SOUNDS = (
    {stem.hanja: stem.hangul for stem in STEMS}
    | {branch.hanja: branch.hangul for branch in BRANCHES}
    | dict(zip(ELEMENTS_HANJA, ELEMENTS, strict=True))
    | dict(zip("0123456789", "영일이삼사오육칠팔구", strict=True))
)
_FIRST, _LAST, _FINALS, _RIEUL = 0xAC00, 0xD7A3, 28, 8
_UNHEARD = " )]}」』”’\"'"


def with_particle(word: str, pair: str) -> str:
    """The word and the particle of the pair (은/는, 으로/로 …) that fits its last sound.

    Words end in hangul, in a hanja of stems, branches or elements, or in a digit; closing
    brackets and quotes are not heard. Raises KeyError for another ending or another pair.
    """
    after_consonant, after_vowel = _SPELLINGS[pair]
    final = _final_of(word)
    closed = final != 0 and not (final == _RIEUL and after_vowel.startswith("로"))
    return word + (after_consonant if closed else after_vowel)


class Word(str):
    """A word that takes its particle in a template: `"{day:은/는}"`."""

    __slots__ = ()

    def __format__(self, pair: str) -> str:
        return with_particle(str(self), pair) if pair else str(self)


def _final_of(word: str) -> int:
    """The number of the last syllable's final consonant; 0 none, 8 ㄹ."""
    heard = word.rstrip(_UNHEARD)[-1:]
    syllable = _SOUNDS.get(heard, heard)
    if not syllable or not _FIRST <= ord(syllable) <= _LAST:
        raise KeyError(word)
    return (ord(syllable) - _FIRST) % _FINALS
