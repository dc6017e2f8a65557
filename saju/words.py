"""How signs, elements and ten gods are called in the reasons that the engine gives, in both languages.

The Korean words take particles, see `saju.particles`.
"""

from __future__ import annotations

from saju.particles import Word
from saju.sexagenary import BRANCHES, ELEMENTS, ELEMENTS_HANJA, STEMS

GROUPS = ("비겁", "식상", "재성", "관성", "인성")
GROUPS_EN = ("Companion", "Output", "Wealth", "Officer", "Resource")
ELEMENTS_EN = ("wood", "fire", "earth", "metal", "water")
TEN_GODS_EN = {
    "비견": "Companion", "겁재": "Rival", "식신": "Eating God", "상관": "Hurting Officer",
    "편재": "Indirect Wealth", "정재": "Direct Wealth", "편관": "Indirect Officer",
    "정관": "Direct Officer", "편인": "Indirect Resource", "정인": "Direct Resource",
}  # fmt: skip
STEMS_KO = tuple(
    Word(f"{stem.hangul}{ELEMENTS[stem.element]}({stem.hanja}{ELEMENTS_HANJA[stem.element]})")
    for stem in STEMS
)
STEMS_EN = tuple(
    f"{'yang' if stem.is_yang else 'yin'} {ELEMENTS_EN[stem.element]} ({stem.hanja})"
    for stem in STEMS
)
BRANCHES_KO = tuple(Word(f"{branch.hangul}({branch.hanja})") for branch in BRANCHES)
_ROMAN = ("ja", "chuk", "in", "myo", "jin", "sa", "o", "mi", "sin", "yu", "sul", "hae")
BRANCHES_EN = tuple(f"{_ROMAN[branch.index]} ({branch.hanja})" for branch in BRANCHES)
ELEMENTS_KO = tuple(Word(element) for element in ELEMENTS)
