"""The useful element (용신) of a chart by two methods: 억부 (support) and 조후 (climate).

억부, after 적천수천미 and Korean practice: a day master of 50 points or more is held down, a weaker one
held up, and by what depends on where the trouble comes from. Strong by resource (인성): wealth
(재성 제인성). Strong by companions (비겁): officers where they are visible, else output, else wealth; a
very strong one is drained by visible output first. Weak by wealth: companions (득비리재); weak by
output or officers: resource. An outer structure (외격) takes the element whose flow it follows.
조후: the stems that 궁통보감 (窮通寶鑑) asks for a day stem in a month, `tables/climate.txt`.
희신 is the element that feeds the useful one, unless it feeds the trouble too: then the one it
feeds. 기신 is the element that controls it, but for 조후 not where the month asks for that one as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from saju.balance import company_sixths
from saju.hidden_stems import hidden_stems
from saju.particles import Word
from saju.saying import Said
from saju.sexagenary import BRANCH_BY_HANJA, BRANCHES, ELEMENTS, STEM_BY_HANJA
from saju.table_files import table_rows
from saju.words import BRANCHES_EN, BRANCHES_KO, ELEMENTS_EN, GROUPS, GROUPS_EN, STEMS_EN, STEMS_KO

if TYPE_CHECKING:
    from saju.balance import ElementBalance
    from saju.pillars import Pillars
    from saju.sexagenary import Stem
    from saju.strength import Strength
    from saju.structure import Structure

_COMPANIONS, _OUTPUT, _WEALTH, _OFFICERS, _RESOURCE = range(5)
_EVEN = 50
_PLACES = {
    "year_stem": ("연간(年干)", "the year stem"),
    "month_stem": ("월간(月干)", "the month stem"),
    "hour_stem": ("시간(時干)", "the hour stem"),
    "year_branch": ("연지", "the year branch"),
    "month_branch": ("월지", "the month branch"),
    "day_branch": ("일지", "the day branch"),
    "hour_branch": ("시지", "the hour branch"),
    "year_hidden": ("연지의 지장간", "a hidden stem of the year branch"),
    "month_hidden": ("월지의 지장간", "a hidden stem of the month branch"),
    "day_hidden": ("일지의 지장간", "a hidden stem of the day branch"),
    "hour_hidden": ("시지의 지장간", "a hidden stem of the hour branch"),
}
# Why a group helps against another, in words.
_REMEDIES = {
    (_RESOURCE, _WEALTH): ("인성을 누르는", "which controls Resource"),
    (_COMPANIONS, _OFFICERS): ("비겁을 누르는", "which controls Companion"),
    (_COMPANIONS, _OUTPUT): ("비겁의 기운을 빼는", "which drains Companion"),
    (_COMPANIONS, _WEALTH): ("비겁의 기운을 쓰는", "which uses up Companion"),
    (_WEALTH, _COMPANIONS): ("재성을 나누어 감당할", "which shares the burden of Wealth"),
    (_OUTPUT, _RESOURCE): (
        "식상을 누르고 일간을 낳는",
        "which controls Output and feeds the day master",
    ),
    (_OFFICERS, _RESOURCE): (
        "관성의 기운을 받아 일간을 낳는",
        "which takes up Officer and feeds the day master",
    ),
}
_HIDDEN = tuple(
    frozenset(hidden.stem.index for hidden in hidden_stems(branch)) for branch in BRANCHES
)
# The name of the place where an element stands, by pillar, branch and element; "" for none.
_STANDS = tuple(
    tuple(
        tuple(
            f"{pillar}_branch"
            if branch.element == element
            else f"{pillar}_hidden"
            if not _HIDDEN[branch.index].isdisjoint((2 * element, 2 * element + 1))
            else ""
            for element in range(5)
        )
        for branch in BRANCHES
    )
    for pillar in ("year", "month", "day", "hour")
)


@dataclass(frozen=True, slots=True)
class UsefulElement:
    """용신 by one method.

    `stems`: those that 조후 asks for, most needed first; empty for 억부. `helper` is 희신 and
    `harmful` 기신, None where there is none. `ten_god_group`: what the element is to the day master.
    `places` is where the element stands: `year_stem`, `month_branch`, or `month_hidden` where a
    branch of another element hides it; the day stem is not one. `present`: there is such a place.
    """

    method: Literal["support", "climate"]
    element: int
    stems: tuple[Stem, ...]
    helper: int | None
    harmful: int | None
    ten_god_group: str
    present: bool
    places: tuple[str, ...]
    reason: Said


def useful_elements_of(
    pillars: Pillars, strength: Strength, structure: Structure, balance: ElementBalance
) -> tuple[UsefulElement, UsefulElement]:
    """By 억부 and by 조후, in this order."""
    return _by_support(pillars, strength, structure, balance), _by_climate(pillars)


def _by_support(
    pillars: Pillars, strength: Strength, structure: Structure, balance: ElementBalance
) -> UsefulElement:
    own = pillars.day.stem.element
    if structure.element is not None:
        return _by_flow(pillars, structure, structure.element)
    sums = company_sixths(pillars, "monthly_division")
    by_group = [sums[(own + group) % 5] for group in range(5)]
    is_strong = strength.score >= _EVEN
    if is_strong:
        cause = _COMPANIONS if by_group[_COMPANIONS] >= by_group[_RESOURCE] else _RESOURCE
        group = _against_strength(cause, strength, balance, own)
    else:
        cause = max((_OFFICERS, _OUTPUT, _WEALTH), key=by_group.__getitem__)
        group = _COMPANIONS if cause == _WEALTH else _RESOURCE
    points = f"{100 * by_group[cause] / sum(by_group):.1f}"
    places = _standing(pillars, (own + group) % 5)
    lies_ko, lies_en = _place_words(places)
    why_ko, why_en = _support_words(strength.name, own, cause, group)
    unwelcome = (_COMPANIONS, _RESOURCE) if is_strong else (_OUTPUT, _WEALTH, _OFFICERS)
    bearer = (group - 1) % 5
    helper = group + 1 if bearer in unwelcome else bearer
    return UsefulElement(
        "support",
        (own + group) % 5,
        (),
        (own + helper) % 5,
        (own + group + 3) % 5,
        GROUPS[group],
        bool(places),
        places,
        Said(f"{why_ko.format(points)} {lies_ko}", f"{why_en.format(points)} {lies_en}"),
    )


def _against_strength(cause: int, strength: Strength, balance: ElementBalance, own: int) -> int:
    """The group that holds down a strong day master."""
    if cause == _RESOURCE:
        return _WEALTH
    visible = [balance.counts[(own + group) % 5] > 0 for group in range(5)]
    preferred = (_OFFICERS, _OUTPUT, _WEALTH)
    if strength.verdict == "very_strong":
        preferred = (_OUTPUT, _OFFICERS, _WEALTH)
    return next((group for group in preferred if visible[group]), _OFFICERS)


def _by_flow(pillars: Pillars, structure: Structure, element: int) -> UsefulElement:
    """An outer structure's element; what feeds it helps, but for those in which that does harm."""
    group = (element - pillars.day.stem.element) % 5
    helper = element + 1 if structure.name in ("종아격", "종강격") else element + 4
    places = _standing(pillars, element)
    lies_ko, lies_en = _place_words(places)
    ko, en = Word(ELEMENTS[element]), ELEMENTS_EN[element]
    return UsefulElement(
        "support",
        element,
        (),
        helper % 5,
        (element + 3) % 5,
        GROUPS[group],
        bool(places),
        places,
        Said(
            f"{structure.name}이라 거스르지 않고 그 흐름인 {GROUPS[group]} {ko:을/를} 씁니다. {lies_ko}",
            f"The structure {structure.name} is followed, not opposed: its flow is {en}, "
            f"{GROUPS_EN[group]} ({GROUPS[group]}). {lies_en}",
        ),
    )


@cache
def _support_words(grade: str, own: int, cause: int, group: int) -> tuple[str, str]:
    """Why the group is useful, in both languages, with a place for the cause's points."""
    remedy_ko, remedy_en = _REMEDIES[cause, group]
    element = (own + group) % 5
    is_strong = cause in (_COMPANIONS, _RESOURCE)
    mild = grade == "중화"
    if mild:
        state_ko = f"일간은 중화에 가까우나 조금 {'강한' if is_strong else '약한'} 편이고"
        state_en = f"is slightly {'strong' if is_strong else 'weak'}"
    else:
        state_ko = f"일간이 {Word(grade):으로/로} 힘이 {'넘치고' if is_strong else '모자라고'}"
        state_en = f"is too {'strong' if is_strong else 'weak'}"
    return (
        (
            f"{state_ko} 그 까닭이 {GROUPS[cause]}({{}}점)에 있으므로, {remedy_ko} "
            f"{GROUPS[group]} {Word(ELEMENTS[element]):을/를} 씁니다."
        ),
        (
            f"The day master ({grade}) {state_en}, mainly because of {GROUPS_EN[cause]} "
            f"({GROUPS[cause]}, {{}} points), so {ELEMENTS_EN[element]} is useful: {GROUPS_EN[group]} "
            f"({GROUPS[group]}), {remedy_en}."
        ),
    )


def _standing(pillars: Pillars, element: int) -> tuple[str, ...]:
    """The places where an element stands beside the day stem."""
    year, month, day, hour = pillars.year, pillars.month, pillars.day, pillars.hour
    places = [
        "year_stem" if year.stem.element == element else "",
        "month_stem" if month.stem.element == element else "",
        "hour_stem" if hour is not None and hour.stem.element == element else "",
        _STANDS[0][year.branch.index][element],
        _STANDS[1][month.branch.index][element],
        _STANDS[2][day.branch.index][element],
        _STANDS[3][hour.branch.index][element] if hour is not None else "",
    ]
    return tuple(filter(None, places))


@cache
def _place_words(places: tuple[str, ...]) -> tuple[str, str]:
    if not places:
        return "이 기운은 사주에 없습니다.", "The chart has none of it."
    ko = ", ".join(_PLACES[place][0] for place in places)
    en = ", ".join(_PLACES[place][1] for place in places)
    return f"이 기운은 {ko}에 있습니다.", f"It stands in {en}."


def _by_climate(pillars: Pillars) -> UsefulElement:
    me, month, hour = pillars.day.stem, pillars.month.branch, pillars.hour
    needed = _climate()[me.index, month.index][0]
    shown = [pillars.year.stem.index, pillars.month.stem.index]
    hidden = _HIDDEN[pillars.year.branch.index] | _HIDDEN[month.index]
    hidden |= _HIDDEN[pillars.day.branch.index]
    if hour is not None:
        shown.append(hour.stem.index)
        hidden |= _HIDDEN[hour.branch.index]
    states = tuple(
        [0 if stem.index in shown else 1 if stem.index in hidden else 2 for stem in needed]
    )
    element, against = needed[0].element, (needed[0].element + 3) % 5
    places = _standing(pillars, element)
    return UsefulElement(
        "climate",
        element,
        needed,
        (element + 4) % 5,
        None if any(stem.element == against for stem in needed) else against,
        GROUPS[(element - me.element) % 5],
        bool(places),
        places,
        _climate_reason(me.index, month.index, states),
    )


def _climate_reason(me: int, month: int, states: tuple[int, ...]) -> Said:
    """By how each stem needed stands: 0 in the stems, 1 hidden, 2 not in the chart."""
    needed, ko, en = _climate()[me, month]
    found_ko, found_en = _found_words(needed, states)
    return Said(f"{ko} {found_ko}", f"{en} {found_en}")


@cache
def _climate() -> dict[tuple[int, int], tuple[tuple[Stem, ...], str, str]]:
    """By day stem and month branch: the stems needed, and it in words."""
    table = {}
    for day, month, signs in table_rows("climate.txt"):
        stems = tuple(STEM_BY_HANJA[sign] for sign in signs)
        me, branch = STEM_BY_HANJA[day].index, BRANCH_BY_HANJA[month].index
        ko = Word(", ".join(STEMS_KO[stem.index] for stem in stems))
        en = ", ".join(STEMS_EN[stem.index] for stem in stems)
        table[me, branch] = (
            stems,
            (
                f"{BRANCHES_KO[branch]}월에 난 일간 {STEMS_KO[me]}에게 궁통보감은 {ko:을/를} "
                f"{'차례로 ' if len(stems) > 1 else ''}씁니다."
            ),
            (
                f"For the day master {STEMS_EN[me]} in the month of {BRANCHES_EN[branch]} the 궁통보감 "
                f"asks for {en}{', in this order' if len(stems) > 1 else ''}."
            ),
        )
    return table


def _found_words(needed: tuple[Stem, ...], states: tuple[int, ...]) -> tuple[str, str]:
    """Which of the stems needed show, which are hidden and which are not there."""
    sayings = (
        ("천간에 드러나 있습니다", "shows in the stems", "show in the stems"),
        ("지장간에 숨어 있습니다", "is hidden in the branches", "are hidden in the branches"),
        ("사주에 없습니다", "is not in the chart", "are not in the chart"),
    )
    ko, en = [], []
    for state, (korean, one, many) in enumerate(sayings):
        found = [stem.index for stem, each in zip(needed, states, strict=True) if each == state]
        if found:
            *others, last = (STEMS_KO[index] for index in found)
            listed = Word(f"{Word(', '.join(others)):과/와} {last}" if others else last)
            ko.append(f"{listed:은/는} {korean}.")
            named = " and ".join(STEMS_EN[index] for index in found)
            en.append(f"{named[0].upper()}{named[1:]} {one if len(found) == 1 else many}.")
    return " ".join(ko), " ".join(en)
