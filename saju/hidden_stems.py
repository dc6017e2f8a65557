"""The stems hidden in a branch (지장간): early, middle and main, and whose turn it is on a day.

Two tables are in use. 월률분야 (月律分野) divides a month's thirty days among them, and every
Korean 만세력 prints it; the other (인원용사, 人元用事, the one of Chinese software) lists what a branch
is made of, without the rest of the month before. Both as in 연해자평 (淵海子平).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from saju.model import HiddenStems
from saju.sexagenary import STEM_BY_HANJA, Branch, Stem

Share = Literal["early", "middle", "main"]
MONTH_DAYS = 30
_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class HiddenStem:
    """A stem in a branch: its share (여기, 중기, 정기) and its days of the month's thirty.

    `days` is None in the `principal` table, which knows no days.
    """

    stem: Stem
    share: Share
    days: int | None


_SHARES: dict[int, tuple[Share, ...]] = {
    1: ("main",),
    2: ("early", "main"),
    3: ("early", "middle", "main"),
}
# 자 to 해; each stem with its days.
_DIVISION = (
    "壬10 癸20", "癸9 辛3 己18", "戊7 丙7 甲16", "甲10 乙20", "乙9 癸3 戊18", "戊7 庚7 丙16",
    "丙10 己9 丁11", "丁9 乙3 己18", "戊7 壬7 庚16", "庚10 辛20", "辛9 丁3 戊18", "戊7 甲7 壬16",
)  # fmt: skip
_PRINCIPAL = (
    "癸", "癸辛己", "戊丙甲", "乙", "乙癸戊", "戊庚丙",
    "己丁", "丁乙己", "戊壬庚", "辛", "辛丁戊", "甲壬",
)  # fmt: skip


def _divided(row: str) -> tuple[HiddenStem, ...]:
    signs = row.split()
    return tuple(
        HiddenStem(STEM_BY_HANJA[sign[0]], share, int(sign[1:]))
        for sign, share in zip(signs, _SHARES[len(signs)], strict=True)
    )


def _principal(row: str) -> tuple[HiddenStem, ...]:
    # 午 and 亥 hold a middle and a main one, and nothing of the month before.
    shares: tuple[Share, ...] = ("middle", "main") if len(row) == 2 else _SHARES[len(row)]
    return tuple(
        HiddenStem(STEM_BY_HANJA[sign], share, None)
        for sign, share in zip(row, shares, strict=True)
    )


_HIDDEN: dict[HiddenStems, tuple[tuple[HiddenStem, ...], ...]] = {
    "monthly_division": tuple(_divided(row) for row in _DIVISION),
    "principal": tuple(_principal(row) for row in _PRINCIPAL),
}


def hidden_stems(branch: Branch, table: HiddenStems = "monthly_division") -> tuple[HiddenStem, ...]:
    """The stems hidden in a branch, the main one last."""
    return _HIDDEN[table][branch.index]


def main_stem(branch: Branch) -> Stem:
    """The main hidden stem (정기), the same in both tables."""
    return _HIDDEN["principal"][branch.index][-1].stem


def ruling_stem(month: Branch, since_term_s: int) -> Stem:
    """The stem that rules (사령) so many seconds after the 절 that began the month.

    By 월률분야 in days of 86,400 s; the main one stays to the month's end.
    """
    days = 0
    for hidden in _HIDDEN["monthly_division"][month.index]:
        days += hidden.days or 0
        if since_term_s < days * _DAY_S:
            return hidden.stem
    return main_stem(month)
