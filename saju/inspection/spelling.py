"""How people write stems, branches and pillars: hangul, hanja, both, or Latin letters.

Romanised names are those of the Revised Romanization (국어의 로마자 표기법) and of Hanyu Pinyin.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from saju.sexagenary import BRANCHES, ELEMENTS, ELEMENTS_HANJA, PILLARS, STEMS, Pillar, Stem

Fault = Literal["unreadable", "two_names", "no_such_pair"]

STEMS_ROMAN = (
    ("gap", "eul", "byeong", "jeong", "mu", "gi", "gyeong", "sin", "im", "gye"),
    ("jia", "yi", "bing", "ding", "wu", "ji", "geng", "xin", "ren", "gui"),
)
BRANCHES_ROMAN = (
    ("ja", "chuk", "in", "myo", "jin", "sa", "o", "mi", "sin", "yu", "sul", "hae"),
    ("zi", "chou", "yin", "mao", "chen", "si", "wu", "wei", "shen", "you", "xu", "hai"),
)
# No longer spelling is read: 경오(庚午) with blanks and 일주 fits twice.
_LONGEST = 24
_SUFFIXES = "주柱년年월月일日시時"
_SEPARATORS = " \t()[]（）·,/-"


def pillar_spelt(text: str) -> Pillar | Fault:
    """The pillar that a spelling names (`경오`, `庚午`, `경오(庚午)`, `gyeong-o`), or its fault."""
    signs = _signs(text)
    if signs in PILLARS_ROMAN:
        return PILLARS_ROMAN[signs]
    signs = signs.rstrip(_SUFFIXES)
    if len(signs) not in (2, 4):
        return "unreadable"
    pairs = {_pair(signs[at : at + 2]) for at in range(0, len(signs), 2)}
    if None in pairs:
        return "unreadable"
    if len(pairs) > 1:
        return "two_names"
    stem, branch = pairs.pop() or (0, 0)
    if (stem - branch) % 2:
        return "no_such_pair"
    return PILLARS[(6 * stem - 5 * branch) % 60]


def stem_spelt(text: str) -> Stem | Fault:
    """The stem that a spelling names (`기`, `己`, `기토`, `己土`, `기(己)`), or its fault."""
    signs = _signs(text)
    stems = {
        stem
        for stem in STEMS
        if signs in _stem_names()[stem.index]
        or (len(signs) in (2, 4) and _halves(signs) <= _stem_names()[stem.index])
    }
    return stems.pop() if stems else "unreadable"


def names_of(pillar: Pillar) -> tuple[str, ...]:
    """How texts write a pillar, in lower case: 乙巳, 을사, eulsa, yisi."""
    stem, branch = pillar.stem.index, pillar.branch.index
    romans = zip(STEMS_ROMAN, BRANCHES_ROMAN, strict=True)
    return (
        pillar.hanja,
        pillar.hangul,
        *(
            stems[stem] + joint + branches[branch]
            for stems, branches in romans
            for joint in ("", " ", "-")
        ),
    )


@cache
def _stem_names() -> tuple[frozenset[str], ...]:
    return tuple(
        frozenset(
            {
                *(name + element for name in (stem.hangul, stem.hanja) for element in elements),
                *(roman[stem.index] for roman in STEMS_ROMAN),
            }
        )
        for stem in STEMS
        for elements in [("", ELEMENTS[stem.element], ELEMENTS_HANJA[stem.element])]
    )


def _halves(signs: str) -> set[str]:
    half = len(signs) // 2
    return {signs[:half], signs[half:]}


def _signs(text: str) -> str:
    """The spelling without blanks and brackets, in lower case; empty where it is far too long."""
    if len(text) > _LONGEST:
        return ""
    return "".join(sign for sign in text.lower() if sign not in _SEPARATORS)


def _pair(signs: str) -> tuple[int, int] | None:
    stem = next((each.index for each in STEMS if signs[0] in (each.hangul, each.hanja)), None)
    branch = next((each.index for each in BRANCHES if signs[1] in (each.hangul, each.hanja)), None)
    return None if stem is None or branch is None else (stem, branch)


PILLARS_ROMAN = {
    stems[pillar.stem.index] + branches[pillar.branch.index]: pillar
    for stems, branches in zip(STEMS_ROMAN, BRANCHES_ROMAN, strict=True)
    for pillar in PILLARS
}
