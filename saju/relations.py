"""What stems and branches are to each other: ten gods, hidden stems, twelve stages."""

from __future__ import annotations

from saju.sexagenary import BRANCHES, STEMS, Branch, Stem

_TEN_GODS = (
    ("비견", "겁재"),
    ("식신", "상관"),
    ("편재", "정재"),
    ("편관", "정관"),
    ("편인", "정인"),
)
_STAGES = ("장생", "목욕", "관대", "건록", "제왕", "쇠", "병", "사", "묘", "절", "태", "양")
_STEM_BY_HANJA = {stem.hanja: stem for stem in STEMS}
_BRANCH_BY_HANJA = {branch.hanja: branch for branch in BRANCHES}
_HIDDEN_STEMS = tuple(
    tuple(_STEM_BY_HANJA[hanja] for hanja in hidden)
    for hidden in (
        "壬癸", "癸辛己", "戊丙甲", "甲乙", "乙癸戊", "戊庚丙",
        "丙己丁", "丁乙己", "戊壬庚", "庚辛", "辛丁戊", "戊甲壬",
    )
)  # fmt: skip
_BIRTHS = tuple(_BRANCH_BY_HANJA[hanja].index for hanja in "亥午寅酉寅酉巳子申卯")


def ten_god(day_master: Stem, other: Stem) -> str:
    """십성 of a stem as the day master sees it, in hangul.

    By the elements' order of birth (same, born of me, ruled by me, ruling me, bearing me) and
    then by polarity, the same first. Source: 연해자평.
    """
    same, different = _TEN_GODS[(other.element - day_master.element) % 5]
    return same if other.is_yang == day_master.is_yang else different


def hidden_stems(branch: Branch) -> tuple[Stem, ...]:
    """지장간: 여기, 중기 (where there is one) and 정기, the last the main one.

    Source: 월률분야 (月律分野), in the form Korean 만세력 print it.
    """
    return _HIDDEN_STEMS[branch.index]


def branch_ten_god(day_master: Stem, branch: Branch) -> str:
    """십성 of a branch in hangul, by its main hidden stem (정기)."""
    return ten_god(day_master, hidden_stems(branch)[-1])


def twelve_stage(day_master: Stem, branch: Branch) -> str:
    """12운성 of the day master in a branch, in hangul.

    Yang stems go forward from the branch of their 장생, yin stems backward; earth follows fire
    (화토동법). Source: 연해자평.
    """
    steps = branch.index - _BIRTHS[day_master.index]
    return _STAGES[(steps if day_master.is_yang else -steps) % 12]
