"""Ten gods and their groups, twelve stages, structures and strengths."""

from __future__ import annotations

from saju.day_master import STAGES, TEN_GODS
from saju.inspection.korean.vocabulary.entry import Row, rows
from saju.words import GROUPS

_GODS = tuple(god for pair in TEN_GODS for god in pair)
_GODS_HANJA = ["比肩", "劫財", "食神", "傷官", "偏財", "正財", "偏官", "正官", "偏印", "正印"]
_OTHER_GODS = {"칠살": "편관", "七殺": "편관", "인수": "정인", "印綬": "정인"}
_GROUPS_HANJA = ["比劫", "食傷", "財星", "官星", "印星"]
_OTHER_GROUPS = {"비견겁재": 0, "비겁성": 0, "식신상관": 1, "관살": 3, "官殺": 3}
# Everyday words too, so that they are terms only where the word ends.
EVERYDAY = frozenset(
    [
        ("천의"),
        ("장성"),
        ("망신"),
        ("건록"),
        ("일귀"),
        ("일덕"),
        ("천사"),
        ("천희"),
        ("백호"),
        ("정인"),
        ("금여"),
        ("관성"),
        ("상관"),
        ("목욕"),
        ("관대"),
        ("육해"),
        ("학당"),
        ("문창"),
        ("양인"),
        ("반안"),
    ]
)
_STAGES_HANJA = ["長生", "沐浴", "冠帶", "建祿", "帝旺", "衰", "病", "死", "墓", "絶", "胎", "養"]
_STRENGTHS = {
    "strong": "신강 身强 身強 신왕 身旺",
    "very_strong": "태강 극왕 극신강",
    "weak": "신약 身弱",
    "very_weak": "태약 극약 극신약",
    "balanced": "중화 中和",
}
# What carries the day master, and what does not (True).
_SUPPORTS = {
    ("season", False): "득령 得令 |때를 얻| |월령을 얻| |월령을 타| |월령을 탔| |월령을 득|",
    ("season", True): "실령 失令 |때를 잃| |월령을 잃| |월령을 놓|",
    ("ground", False): "득지 得地",
    ("ground", True): "실지 失地",
    ("company", False): "득세 得勢",
    ("company", True): "실세 失勢",
}
_STRUCTURES = (
    "건록격 양인격 월겁격 겁재격 비견격 칠살격 인수격 종아격 종재격 종살격 종강격 종왕격 종관격 종격 "
    "곡직격 염상격 가색격 종혁격 윤하격"
)


# One word for what is else a clause: 무재 사주, 비겁다자, 재다신약, 관살혼잡.
_LACKED = {"비겁": 0, "식상": 1, "재성": 2, "재": 2, "관성": 3, "관": 3, "인성": 4}
_MANY = {"비겁": 0, "식상": 1, "재성": 2, "관살": 3, "관성": 3, "인성": 4}
_MIXED = (("G", "정관"), ("&", None), ("G", "편관"), ("j", None), ("h", None))


def _spelt() -> list[Row]:
    lacking = (("l", None), ("d", None), ("p", None))
    found: list[Row] = [
        (f"무{name}{gap}{chart}", "H", (("H", group), *lacking), "spelt")
        for name, group in _LACKED.items()
        for gap in (" ", "")
        for chart in ("사주", "팔자", "명식")
    ]
    found += [
        (f"{name}다자", "H", (("H", group), ("m", None)), "spelt") for name, group in _MANY.items()
    ]
    by_riches = (("H", 2), ("m", None), ("Z", "weak"))
    return [
        *found,
        ("재다신약", "H", by_riches, "spelt"),
        ("財多身弱", "H", by_riches, "spelt"),
        ("관살혼잡", "H", _MIXED, "spelt"),
        ("官殺混雜", "H", _MIXED, "spelt"),
    ]


def rows_of_terms() -> list[Row]:
    """Each term in hangul and hanja."""
    gods = dict(zip(_GODS, _GODS, strict=True)) | dict(zip(_GODS_HANJA, _GODS, strict=True))
    found = _spelt()
    found += [
        (name, "G", god, "whole" if name in EVERYDAY else "free")
        for name, god in (gods | _OTHER_GODS).items()
    ]
    for index, group in enumerate(GROUPS):
        found.append((group, "H", index, "whole"))
        found.append((_GROUPS_HANJA[index], "H", index, "free"))
    found += [(name, "H", index, "free") for name, index in _OTHER_GROUPS.items()]
    found += [("재", "H", 2, "short"), ("관", "H", 3, "short")]  # 관이 없다, 재가 많다
    found += [row for k, stage in enumerate(STAGES) for row in _stage(stage, _STAGES_HANJA[k])]
    names = (*_STRUCTURES.split(), *(f"{god}격" for god in _GODS))
    found += [(name, "Q", name, "free") for name in names]
    found += [
        (hanja + "格", "Q", god + "격", "free")
        for hanja, god in zip(_GODS_HANJA, _GODS, strict=True)
    ]
    for support, words in _SUPPORTS.items():
        found += rows(words, "g", support)
    for strength, words in _STRENGTHS.items():
        found += rows(words, "Z", strength)
    return found


def _stage(stage: str, hanja: str) -> list[Row]:
    """A stage of one syllable is an everyday word as well: 병, 묘, 쇠."""
    if len(stage) > 1:
        return [*rows(f"{stage}지 {stage}", "K", stage, "whole"), (hanja, "K", stage, "free")]
    return [
        *rows(f"{stage}지 {stage}궁 {stage}", "K", stage, "stage"),
        *rows(f"{hanja}地 {hanja}", "K", stage),
    ]
