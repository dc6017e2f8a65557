"""The structure of a chart (격국): an outer one (외격) where its conditions hold, else an inner one.

Inner structures as 자평진전 (子平眞詮) takes them from the month branch: 건록격 and 양인격 (yang stems) by
the branch itself; else the hidden stem that another stem shows (투출), the main one first, then the
middle, then the early; else the main one. Companions (비겁) give no structure by showing; where the
main stem is one and nothing else shows, it is 월겁격 or, for earth, 비견격. Hidden stems are what
branches are made of (인원용사), without the rest of the month before. Schools differ: some read
子午卯酉 by the main stem alone, some hold to it even when only another shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from saju.day_master import ten_god, twelve_stage
from saju.hidden_stems import hidden_stems
from saju.outer_reasons import OuterCondition
from saju.outer_structure import followed_element, outer_conditions
from saju.particles import Word
from saju.saying import Said
from saju.sexagenary import BRANCHES, STEMS
from saju.words import BRANCHES_EN, BRANCHES_KO, STEMS_EN, STEMS_KO, TEN_GODS_EN

if TYPE_CHECKING:
    from saju.pillars import Pillars
    from saju.sexagenary import Stem

_STEM_PLACES_KO = ("연간", "월간", "시간")
_STEM_PLACES_EN = ("year", "month", "hour")
_INNER_HANJA = {
    "비견": "比肩格", "식신": "食神格", "상관": "傷官格", "편재": "偏財格", "정재": "正財格",
    "편관": "偏官格", "정관": "正官格", "편인": "偏印格", "정인": "正印格",
    "겁재": "月劫格", "건록": "建祿格", "양인": "陽刃格",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Structure:
    """격국: `name` as 정관격, and what it rests on.

    `ten_god` and `stem` are those of the hidden stem it is taken from, None for an outer one;
    `revealed`: that stem shows among the other stems (투출). `element` is the one an outer
    structure follows. `outer` has every outer structure, in the order in which the first that
    holds gives the name.
    """

    name: str
    hanja: str
    kind: Literal["inner", "outer"]
    ten_god: str | None
    stem: Stem | None
    revealed: bool
    element: int | None
    reason: Said
    outer: tuple[OuterCondition, ...]


def structure_of(pillars: Pillars) -> Structure:
    """The structure of a chart; without an hour, of six signs."""
    outer = outer_conditions(pillars)
    for form, condition in enumerate(outer):
        if condition.holds:
            return Structure(
                condition.name,
                condition.hanja,
                "outer",
                None,
                None,
                revealed=False,
                element=followed_element(form, pillars),
                reason=condition.reason,
                outer=outer,
            )
    shown = [pillars.year.stem.index, pillars.month.stem.index]
    if pillars.hour is not None:
        shown.append(pillars.hour.stem.index)
    me, month = pillars.day.stem.index, pillars.month.branch.index
    may_show, otherwise = _takeable(me, month)
    taken = next((stem for stem in may_show if stem in shown), otherwise)
    place = shown.index(taken) if taken in shown else None
    name, hanja, god, reason = _inner(me, month, taken, place)
    return Structure(
        name,
        hanja,
        "inner",
        god,
        STEMS[taken],
        revealed=place is not None,
        element=None,
        reason=reason,
        outer=outer,
    )


@cache
def _takeable(me: int, month: int) -> tuple[tuple[int, ...], int]:
    """The stems of the month branch that give a structure by showing, and the one that does else."""
    own, seat = STEMS[me], _seat(me, month)
    if seat == "건록":
        return (), me
    if seat == "양인":
        return (), me + 1
    hidden = [each.stem for each in reversed(hidden_stems(BRANCHES[month], "principal"))]
    return tuple(each.index for each in hidden if each.element != own.element), hidden[0].index


def _seat(me: int, month: int) -> str:
    stage = twelve_stage(STEMS[me], BRANCHES[month])
    if stage == "건록":
        return "건록"
    return "양인" if stage == "제왕" and STEMS[me].is_yang else ""


@cache
def _inner(me: int, month: int, taken: int, place: int | None) -> tuple[str, str, str, Said]:
    """Name, hanja, ten god and reason of the structure taken from a stem of the month branch."""
    god = ten_god(STEMS[me], STEMS[taken])
    key = _seat(me, month) or god
    name = "월겁격" if key == "겁재" else f"{key}격"
    branch_ko, branch_en = BRANCHES_KO[month], BRANCHES_EN[month]
    god_en = f"the {TEN_GODS_EN[god]} ({god}) of the day master {STEMS_EN[me]}"
    if key in ("건록", "양인"):
        seat_en = "Office (건록)" if key == "건록" else "Prime of a yang stem, the Blade (양인)"
        reason = Said(
            f"월지 {branch_ko:이/가} 일간 {STEMS_KO[me]}의 {Word(key):이라/라} {name}입니다.",
            f"The month branch {branch_en} is the {seat_en} of the day master {STEMS_EN[me]}: "
            f"{name}.",
        )
    elif STEMS[taken].element == STEMS[me].element:
        reason = Said(
            f"월지 {branch_ko}의 정기 {STEMS_KO[taken]:이/가} 일간 {STEMS_KO[me]}의 {god}이고 다른 지장간이 "
            f"천간에 드러나지 않아 {name}입니다.".replace("겁재이고", "겁재고"),
            f"The main stem of the month branch {branch_en}, {STEMS_EN[taken]}, is {god_en} and no "
            f"other of its hidden stems shows: {name}.",
        )
    elif place is None:
        reason = Said(
            f"월지 {branch_ko}의 지장간이 천간에 드러나지 않아, 일간 {STEMS_KO[me]}의 {Word(god)}인 정기 "
            f"{STEMS_KO[taken]:으로/로} {name}을 삼습니다.",
            f"No hidden stem of the month branch {branch_en} shows; its main stem, "
            f"{STEMS_EN[taken]}, is {god_en}: {name}.",
        )
    else:
        share_ko, share_en = _share(month, taken)
        reason = Said(
            f"월지 {branch_ko}의 {share_ko} {STEMS_KO[taken]:이/가} {_STEM_PLACES_KO[place]}에 드러나 일간 "
            f"{STEMS_KO[me]}의 {Word(god):이라/라} {name}입니다.",
            f"The {share_en} stem of the month branch {branch_en}, {STEMS_EN[taken]}, shows in the "
            f"{_STEM_PLACES_EN[place]} stem and is {god_en}: {name}.",
        )
    return name, _INNER_HANJA[key], god, reason


def _share(month: int, taken: int) -> tuple[str, str]:
    share = next(
        each.share
        for each in hidden_stems(BRANCHES[month], "principal")
        if each.stem.index == taken
    )
    return {"early": "여기", "middle": "중기", "main": "정기"}[share], share
