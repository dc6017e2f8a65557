"""The structure of a chart (격국): an outer one (외격) where its conditions hold, else an inner one.

Inner structures as 자평진전 (子平眞詮) takes them from the month branch: 건록격 and 양인격 (yang stems) by
the branch itself; else the hidden stem that another stem shows (투출), the main one first, then the
middle, then the early; else the main one. Companions (비겁) give no structure by showing; where the
main stem is one and nothing else shows, it is 월겁격 or, for earth, 비견격. A complete 삼합 or 방합 with
the month branch in it goes before all these (論用神變化: 丁 of a 亥 month with 卯 and 未 has Resource for
Officer, 乙 of a 寅 month with 午 and 戌 Output for Companion; 論陽刃: 戊 of a 午 month Resource for the
Blade), but not where it makes the day master's
own element, nor where the month's main stem shows (變而不失本格: 丙 of a 寅 month with 午 and 戌 keeps
Resource when 甲 shows).

Hidden stems are those of the table asked for: the month's division (월률분야), which Korean 만세력 print,
so that the early stem of 子午卯酉 gives a structure where it shows, or what branches are made of
(인원용사), which is the book's. Schools differ: some read 子午卯酉 by the main stem alone, some hold to
it even when only another shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from saju.day_master import ten_god, twelve_stage
from saju.hidden_stems import hidden_stems, main_stem
from saju.outer_reasons import OuterCondition
from saju.outer_structure import followed_element, outer_conditions
from saju.particles import Word
from saju.relation_tables import three_of_month
from saju.saying import Said
from saju.sexagenary import BRANCHES, ELEMENTS_HANJA, STEMS
from saju.words import (
    BRANCHES_EN,
    BRANCHES_KO,
    ELEMENTS_EN,
    ELEMENTS_KO,
    STEMS_EN,
    STEMS_KO,
    TEN_GODS_EN,
)

if TYPE_CHECKING:
    from saju.model import HiddenStems
    from saju.pillars import Pillars
    from saju.relation_tables import Pattern
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

    `ten_god` and `stem` are those of the hidden stem it is taken from, or of the stem of what the
    month's 삼합 or 방합 makes; None for an outer one. `revealed`: that stem shows among the other
    stems (투출). `element` is the one an outer structure follows. `outer` has every outer structure,
    in the order in which the first that holds gives the name.
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


def structure_of(pillars: Pillars, table: HiddenStems = "monthly_division") -> Structure:
    """The structure of a chart by a table of hidden stems; without an hour, of six signs."""
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
    three = three_of_month(pillars)
    kept = _kept(pillars, three, shown)
    if three is not None and kept is None:
        may_show: tuple[int, ...] = _stems_made(three, month)
        taken = next((stem for stem in may_show if stem in shown), may_show[0])
        place = shown.index(taken) if taken in shown else None
        name, hanja, god, reason = _made(me, month, three, taken, place)
    else:
        may_show, otherwise, companions = _takeable(me, month, table)
        taken = next((stem for stem in may_show if stem in shown), otherwise)
        place = shown.index(taken) if taken in shown else None
        companion = next((stem for stem in companions if stem in shown), None)
        name, hanja, god, reason = _inner(me, month, table, taken, place, companion)
        if three is not None and kept and three.element != pillars.month.branch.element:
            reason = _though_gathered(three, kept, reason)
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
def _takeable(
    me: int, month: int, table: HiddenStems
) -> tuple[tuple[int, ...], int, tuple[int, ...]]:
    """Stems of the month branch that give a structure by showing, the one else, and companions."""
    own, seat = STEMS[me], _seat(me, month)
    if seat == "건록":
        return (), me, ()
    if seat == "양인":
        return (), me + 1, ()
    hidden = [each.stem for each in reversed(hidden_stems(BRANCHES[month], table))]
    return (
        tuple(each.index for each in hidden if each.element != own.element),
        hidden[0].index,
        tuple(each.index for each in hidden[1:] if each.element == own.element),
    )


def _kept(
    pillars: Pillars, three: Pattern | None, shown: list[int]
) -> Literal["own", "shown"] | None:
    """Why the month's 삼합 or 방합 does not change its structure; None where it does."""
    if three is None:
        return None
    if three.element == pillars.day.stem.element:
        return "own"
    return "shown" if main_stem(pillars.month.branch).index in shown else None


@cache
def _though_gathered(three: Pattern, kept: Literal["own", "shown"], reason: Said) -> Said:
    three_ko = Word(three.name)
    english = f"{reason.en[0].lower()}{reason.en[1:]}"
    if kept == "own":
        return Said(
            f"월지가 든 {three_ko:은/는} 일간의 오행이라 격이 되지 않고, {reason.ko}",
            f"The month branch is in the complete {three.signs}, which makes the day master's own "
            f"element and gives no structure; {english}",
        )
    return Said(
        f"월지가 {three_ko}에 들었으나 정기가 드러나 본래의 격을 지키니, {reason.ko}",
        f"The month branch is in the complete {three.signs}, but its main stem shows and keeps its "
        f"structure; {english}",
    )


@cache
def _stems_made(three: Pattern, month: int) -> tuple[int, int]:
    """The two stems of what a 삼합 or 방합 makes, first the main one of the month or of its 왕지."""
    of_month = BRANCHES[month].element == three.element
    main = main_stem(BRANCHES[month if of_month else three.indices[1]]).index
    return main, main ^ 1


def _seat(me: int, month: int) -> str:
    stage = twelve_stage(STEMS[me], BRANCHES[month])
    if stage == "건록":
        return "건록"
    return "양인" if stage == "제왕" and STEMS[me].is_yang else ""


@cache
def _made(
    me: int, month: int, three: Pattern, taken: int, place: int | None
) -> tuple[str, str, str, Said]:
    """Name, hanja, ten god and reason of the structure that a 삼합 or 방합 makes of the month."""
    god = ten_god(STEMS[me], STEMS[taken])
    element = STEMS[taken].element
    made_ko, made_en = ELEMENTS_KO[element], ELEMENTS_EN[element]
    if place is not None:
        shown_ko = f"{_STEM_PLACES_KO[place]}에 드러난"
        shown_en = f"which shows in the {_STEM_PLACES_EN[place]} stem"
    elif taken == main_stem(BRANCHES[month]).index:
        shown_ko, shown_en = "그 정기", "its main stem"
    else:
        shown_ko, shown_en = "왕지의 정기", "the main stem of the middle of the three"
    reason = Said(
        f"월지 {BRANCHES_KO[month]:이/가} {Word(three.name)}에 들어 {made_ko:이/가} 되고, {shown_ko} "
        f"{STEMS_KO[taken]:이/가} 일간 {STEMS_KO[me]}의 {Word(god):이라/라} {god}격입니다.",
        f"The month branch {BRANCHES_EN[month]} is {made_en} with the complete {three.signs}"
        f"{ELEMENTS_HANJA[element]}; {STEMS_EN[taken]}, {shown_en}, is the {TEN_GODS_EN[god]} ({god}) "
        f"of the day master {STEMS_EN[me]}: {god}격.",
    )
    return f"{god}격", _INNER_HANJA[god], god, reason


@cache
def _inner(
    me: int, month: int, table: HiddenStems, taken: int, place: int | None, companion: int | None
) -> tuple[str, str, str, Said]:
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
            f"일간 밖의 천간에 드러나지 않아 {name}입니다.",
            f"The main stem of the month branch {branch_en}, {STEMS_EN[taken]}, is {god_en} and no "
            f"other of its hidden stems shows: {name}.",
        )
    elif place is None and companion is not None:
        reason = Said(
            f"월지 {branch_ko}의 지장간 가운데 천간에 드러난 {STEMS_KO[companion]:은/는} 비겁이라 격이 되지 "
            f"않아, 일간 {STEMS_KO[me]}의 {Word(god)}인 정기 {STEMS_KO[taken]:으로/로} {name}을 삼습니다.",
            f"Of the hidden stems of the month branch {branch_en} only {STEMS_EN[companion]} shows, a "
            f"Companion, which gives no structure; its main stem, {STEMS_EN[taken]}, is {god_en}: "
            f"{name}.",
        )
    elif place is None:
        reason = Said(
            f"월지 {branch_ko}의 지장간이 일간 밖의 천간에 드러나지 않아, 일간 {STEMS_KO[me]}의 "
            f"{Word(god)}인 정기 {STEMS_KO[taken]:으로/로} {name}을 삼습니다.",
            f"No hidden stem of the month branch {branch_en} shows among the other stems; its main "
            f"stem, {STEMS_EN[taken]}, is {god_en}: {name}.",
        )
    else:
        share_ko, share_en = _share(month, table, taken)
        reason = Said(
            f"월지 {branch_ko}의 {share_ko} {STEMS_KO[taken]:이/가} {_STEM_PLACES_KO[place]}에 드러나 일간 "
            f"{STEMS_KO[me]}의 {Word(god):이라/라} {name}입니다.",
            f"The {share_en} stem of the month branch {branch_en}, {STEMS_EN[taken]}, shows in the "
            f"{_STEM_PLACES_EN[place]} stem and is {god_en}: {name}.",
        )
    return name, _INNER_HANJA[key], god, reason


def _share(month: int, table: HiddenStems, taken: int) -> tuple[str, str]:
    share = next(
        each.share for each in hidden_stems(BRANCHES[month], table) if each.stem.index == taken
    )
    return {"early": "여기", "middle": "중기", "main": "정기"}[share], share
