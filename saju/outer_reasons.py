"""The outer structures (외격) by name, and the sentences that say why one holds or does not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from saju.particles import Word
from saju.saying import Said
from saju.words import (
    BRANCHES_EN,
    BRANCHES_KO,
    ELEMENTS_EN,
    ELEMENTS_KO,
    GROUPS,
    GROUPS_EN,
    STEMS_EN,
    STEMS_KO,
)

# Five of transformation by their element, five of one element, four of following, two gods.
BECOMING, SINGLE, RULING = 0, 5, 10
RESOURCE, OUTPUT, WEALTH, OFFICERS, TWO_GODS = 11, 12, 13, 14, 15
FORMS = (
    ("정임합화목격", "丁壬合化木格"), ("무계합화화격", "戊癸合化火格"),
    ("갑기합화토격", "甲己合化土格"), ("을경합화금격", "乙庚合化金格"),
    ("병신합화수격", "丙辛合化水格"),
    ("곡직격", "曲直格"), ("염상격", "炎上格"), ("가색격", "稼穡格"),
    ("종혁격", "從革格"), ("윤하격", "潤下格"),
    ("종왕격", "從旺格"), ("종강격", "從强格"),
    ("종아격", "從兒格"), ("종재격", "從財格"), ("종살격", "從殺格"),
    ("양신성상격", "兩神成象格"),
)  # fmt: skip

_PLACES_KO = ("연지", "월지", "일지", "시지")
_PLACES_EN = ("year", "month", "day", "hour")
_GROUPS_KO = tuple(Word(group) for group in (*GROUPS, "비겁이나 인성"))
_GROUPS_EN = (
    *(f"{english} ({group})" for group, english in zip(GROUPS, GROUPS_EN, strict=True)),
    "Companion (비겁) or Resource (인성)",
)
_HOLDING = frozenset(
    ("becomes", "one_element", "follows", "follows_past_leftovers", "flows", "rules", "two_gods")
)
_SAYINGS = {
    "other_pair": (
        "일간 {me:이/가} 이 합의 글자가 아닙니다.",
        "The day master {me_en} is not of this pair.",
    ),
    "no_partner": (
        "일간 {me:와/과} 합하는 {stem:이/가} 월간이나 시간에 없습니다.",
        "{stem_en}, which combines with the day master {me_en}, is not the month or hour stem.",
    ),
    "contended": (
        "일간 {me:와/과} {stem}의 합을 {rival:이/가} 다툽니다.",
        "{rival_en} contends for the bond of the day master {me_en} and {stem_en}.",
    ),
    "not_its_month": (
        "월지 {branch:이/가} {element}의 달이 아닙니다.",
        "The month branch {branch_en} is no month of {element_en}.",
    ),
    "opposed": (
        "{element:을/를} 극하는 {other:이/가} 드러나 있습니다.",
        "{other_en}, which controls {element_en}, is visible.",
    ),
    "light": (
        "{element:이/가} 100점 가운데 {points}점으로 {bound}점에 못 미칩니다.",
        "{element_en} has {points} of 100 points, less than {bound}.",
    ),
    "becomes": (
        (
            "일간 {me:이/가} {stem:와/과} 합하고 월지 {branch:이/가} {element}의 달이며, 다투는 글자도 "
            "{element:을/를} 극하는 다른 글자도 없이 {element:이/가} 100점 가운데 {points}점이어서 "
            "{element:으로/로} 변합니다."
        ),
        (
            "The day master {me_en} combines with {stem_en} in the month of {branch_en}, unrivalled; "
            "nothing else visible controls {element_en}, which has {points} of 100 points, so they "
            "become {element_en}."
        ),
    ),
    "other_element": (
        "일간 {me:이/가} {element:이/가} 아닙니다.",
        "The day master {me_en} is not {element_en}.",
    ),
    "no_three": (
        "지지에 {element}의 방합이나 삼합이 다 모이지 않았습니다.",
        "The branches do not complete a direction or a trine of {element_en}.",
    ),
    "one_element": (
        (
            "일간 {me:이/가} {element}의 달 {branch}에 나고 지지에 {element:이/가} 다 모였으며 관성이 "
            "드러나지 않습니다."
        ),
        (
            "The day master {me_en} is born in {branch_en}, a month of {element_en}; the branches "
            "gather into {element_en} and no Officer (관성) is visible."
        ),
    ),
    "rooted": (
        "일간 {me:이/가} {place} {branch}에 뿌리가 있습니다.",
        "The day master {me_en} has a root in the {place_en} branch {branch_en}.",
    ),
    "borne": (
        "일간 {me:을/를} 낳는 {element:이/가} 지지에 힘을 두고 있습니다.",
        "{element_en}, which feeds the day master {me_en}, has its strength in the branches.",
    ),
    "month_of_other": (
        "월지 {branch}의 정기가 {group:이/가} 아닙니다.",
        "The main stem of the month branch {branch_en} is not of {group_en}.",
    ),
    "disturbed": (
        "{group:이/가} 드러나 기운을 흐립니다.",
        "{group_en} is visible and breaks the flow.",
    ),
    "no_wealth": (
        "식상이 낳을 재성이 사주에 없습니다.",
        "The chart has no Wealth (재성) for Output (식상) to feed.",
    ),
    "flows": (
        (
            "{bound_ko}월지 {branch:을/를} 얻은 식상이 100점 가운데 {points}점이고 재성을 낳으며 "
            "인성과 관성이 막지 않습니다."
        ),
        (
            "Output (식상) holds the month branch {branch_en} and {points} of 100 points and feeds "
            "Wealth (재성); neither Resource (인성) nor Officer (관성) stands in its way{bound_en}."
        ),
    ),
    "follows": (
        (
            "일간 {me:이/가} 지지에 뿌리가 없고, {bound_ko}월지 {branch:을/를} 얻은 {group:이/가} 100점 "
            "가운데 {points}점입니다."
        ),
        (
            "The day master {me_en} has no root in the branches and follows {group_en}: the month "
            "branch {branch_en} and {points} of 100 points{bound_en}."
        ),
    ),
    "follows_past_leftovers": (
        (
            "일간 {me:이/가} 지지에 뿌리가 없고(여기는 뿌리로 보지 않습니다), {bound_ko}월지 {branch:을/를} "
            "얻은 {group:이/가} 100점 가운데 {points}점입니다."
        ),
        (
            "The day master {me_en} has no root in the branches, an early hidden stem (여기) being "
            "none, and follows {group_en}: the month branch {branch_en} and {points} of 100 points"
            "{bound_en}."
        ),
    ),
    "supported": (
        "{group:이/가} 합에 묶이지 않고 천간에 드러나 일간 {me:을/를} 돕습니다.",
        "{group_en} is visible among the stems, unbound, and supports the day master {me_en}.",
    ),
    "not_weak": (
        "비겁과 인성이 100점 가운데 {points}점이라 일간이 신약에 들지 않습니다.",
        "Companion and Resource have {points} of 100 points: the day master is not weak.",
    ),
    "not_greater": (
        "비겁이 {points}점, 인성이 {bound}점으로 {group:이/가} 더 무겁지 않습니다.",
        "Companion has {points} points and Resource {bound}: {group_en} does not weigh more.",
    ),
    "not_alone": (
        "비겁과 인성이 100점 가운데 {points}점으로 {bound}점에 못 미칩니다.",
        "Companion and Resource have {points} of 100 points, less than {bound}.",
    ),
    "rules": (
        (
            "월지 {branch:을/를} 얻은 비겁과 인성이 100점 가운데 {points}점이고 {group:이/가} 더 무거우며 "
            "재성과 관성이 드러나지 않습니다."
        ),
        (
            "Companion and Resource hold the month branch {branch_en} and {points} of 100 points, "
            "{group_en} the more; no Wealth (재성) or Officer (관성) is visible."
        ),
    ),
    "not_two": (
        "드러난 오행이 둘이 아니라 {points}가지입니다.",
        "The elements of the visible signs are not two but {points}.",
    ),
    "uneven": (
        "드러난 오행이 둘이나 글자 수가 같지 않습니다.",
        "The visible signs are of two elements, but not in equal number.",
    ),
    "two_gods": (
        "드러난 글자가 {element:와/과} {other} 둘로 똑같이 나뉩니다.",
        "The visible signs are of {element_en} and {other_en} alone, in equal number.",
    ),
}


@dataclass(frozen=True, slots=True)
class OuterCondition:
    """One outer structure (외격): whether its conditions hold, and the fact that decides."""

    name: str
    hanja: str
    holds: bool
    reason: Said


@lru_cache(maxsize=8192)
def outcome(
    form: int,
    saying: str,
    me: int = 0,
    stem: int = 0,
    branch: int = 0,
    place: int = 0,
    element: int = 0,
    other: int = 0,
    group: int = 0,
    points: int = 0,
    bound: int = 0,
    *,
    is_bound: bool = False,
) -> OuterCondition:
    """An outer structure examined; few facts occur, so their sentences are kept."""
    name, hanja = FORMS[form]
    ko, en = _SAYINGS[saying]
    korean = ko.format(
        me=STEMS_KO[me],
        stem=STEMS_KO[stem],
        rival=STEMS_KO[other],
        branch=BRANCHES_KO[branch],
        place=_PLACES_KO[place],
        element=ELEMENTS_KO[element],
        other=ELEMENTS_KO[other % 5],
        group=_GROUPS_KO[group],
        points=points,
        bound=bound,
        bound_ko="드러난 비겁이나 인성은 합에 묶였으며, " if is_bound else "",
    )
    english = en.format(
        me_en=STEMS_EN[me],
        stem_en=STEMS_EN[stem],
        rival_en=STEMS_EN[other],
        branch_en=BRANCHES_EN[branch],
        place_en=_PLACES_EN[place],
        element_en=ELEMENTS_EN[element],
        other_en=ELEMENTS_EN[other % 5],
        group_en=_GROUPS_EN[group],
        points=points,
        bound=bound,
        bound_en="; the Companion or Resource that is visible is bound (합)" if is_bound else "",
    )
    return OuterCondition(
        name, hanja, saying in _HOLDING, Said(korean, english[0].upper() + english[1:])
    )
