"""Sounding elements (납음, 納音): the image and the element of each two pillars of the cycle.

Source: 삼명통회 (三命通會) 1 論納音取象. 泉中水 is also written 井泉水, 路傍土 also 路旁土.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from saju.sexagenary import ELEMENTS_HANJA

if TYPE_CHECKING:
    from saju.sexagenary import Pillar


@dataclass(frozen=True, slots=True)
class Nayin:
    """A sounding element; `element` indexes ELEMENTS."""

    hangul: str
    hanja: str
    element: int


_IMAGES = (
    "해중금海中金", "노중화爐中火", "대림목大林木", "노방토路傍土", "검봉금劍鋒金", "산두화山頭火",
    "간하수澗下水", "성두토城頭土", "백랍금白蠟金", "양류목楊柳木", "천중수泉中水", "옥상토屋上土",
    "벽력화霹靂火", "송백목松柏木", "장류수長流水", "사중금沙中金", "산하화山下火", "평지목平地木",
    "벽상토壁上土", "금박금金箔金", "복등화覆燈火", "천하수天河水", "대역토大驛土", "차천금釵釧金",
    "상자목桑柘木", "대계수大溪水", "사중토沙中土", "천상화天上火", "석류목石榴木", "대해수大海水",
)  # fmt: skip
_NAYINS = tuple(Nayin(image[:3], image[3:], ELEMENTS_HANJA.index(image[-1])) for image in _IMAGES)


def nayin(pillar: Pillar) -> Nayin:
    """납음 of a pillar."""
    return _NAYINS[pillar.index // 2]
