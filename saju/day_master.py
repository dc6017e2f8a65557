"""What stems and branches are to the day master (일간): ten gods and twelve stages."""

from __future__ import annotations

from functools import cache

from saju.hidden_stems import main_stem
from saju.model import TwelveStages
from saju.sexagenary import BRANCH_BY_HANJA, EARTH, Branch, Stem

TEN_GODS = (
    ("비견", "겁재"),
    ("식신", "상관"),
    ("편재", "정재"),
    ("편관", "정관"),
    ("편인", "정인"),
)
STAGES = ("장생", "목욕", "관대", "건록", "제왕", "쇠", "병", "사", "묘", "절", "태", "양")
_BIRTHS = tuple(BRANCH_BY_HANJA[hanja].index for hanja in "亥午寅酉寅酉巳子申卯")
_EARTH_BIRTHS_WITH_WATER = _BIRTHS[8:]


@cache
def ten_god(day_master: Stem, other: Stem) -> str:
    """십성 of a stem as the day master sees it, in hangul.

    By the elements' order of birth (same, born of me, ruled by me, ruling me, bearing me) and
    then by polarity, the same first. Source: 연해자평.
    """
    same, different = TEN_GODS[(other.element - day_master.element) % 5]
    return same if other.is_yang == day_master.is_yang else different


@cache
def branch_ten_god(day_master: Stem, branch: Branch) -> str:
    """십성 of a branch in hangul, by its main hidden stem (정기)."""
    return ten_god(day_master, main_stem(branch))


@cache
def twelve_stage(stem: Stem, branch: Branch, school: TwelveStages = "fire_earth") -> str:
    """12운성 of a stem in a branch, in hangul.

    Yang stems go forward from the branch of their 장생, yin stems backward. Earth follows fire
    (화토동법, the default) or water (수토동법); in the school of `same_birth` (음양동생동사) yin
    stems follow their element's yang stem. Source: 연해자평; 적천수천미 for `same_birth`.
    """
    yin_turns_back = school != "same_birth"
    leader = stem.index if yin_turns_back else stem.index - stem.index % 2
    start = _BIRTHS[leader]
    if school == "water_earth" and stem.element == EARTH:
        start = _EARTH_BIRTHS_WITH_WATER[leader % 2]
    steps = branch.index - start
    return STAGES[(-steps if yin_turns_back and not stem.is_yang else steps) % 12]
