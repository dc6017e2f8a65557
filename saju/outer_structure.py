"""Outer structures (외격): each examined, with the fact that decides.

Source: 자평진전 (論外格) and 적천수천미 (從象, 化象, 形象, 順局), strictly. Where the books say "all" or
"many" the bounds are ours, in points of `saju.balance` with the day master left out: two fifths for
what is followed, half for what the day master becomes, four fifths for a day master that rules
alone. A branch of a complete direction or trine counts as that element.

종격 are strict, as Korean practice has them: no Companion and no Resource among the visible stems
(子平眞詮: 若透印則身賴印而不從; 사주플러스: neither of the two), and a day master below balance. A stem whose
천간합 partner is visible too is bound and does not count: so 庚申 乙酉 丙申 乙丑, the book's 종재격, has its
乙 bound by 庚. In 종살격 Companions may show that have no root, as in the book's 乙酉 乙酉 乙酉 甲申.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from saju.balance import company_sixths, element_counts
from saju.hidden_stems import hidden_stems
from saju.outer_reasons import (
    BECOMING,
    OFFICERS,
    OUTPUT,
    RESOURCE,
    RULING,
    SINGLE,
    TWO_GODS,
    WEALTH,
    OuterCondition,
    outcome,
)
from saju.sexagenary import BRANCHES, EARTH, STEMS
from saju.strength import BALANCED_FROM, root_in

if TYPE_CHECKING:
    from saju.pillars import Pillars

_TWO_FIFTHS, _HALF, _FOUR_FIFTHS = 40, 50, 80
_DIRECTIONS = ("寅卯辰", "巳午未", "辰戌丑未", "申酉戌", "亥子丑")
_TRINES = ("亥卯未", "寅午戌", "辰戌丑未", "巳酉丑", "申子辰")
_SEASONS, _TRINES_OF = (
    tuple(frozenset(branch.index for branch in BRANCHES if branch.hanja in signs) for signs in row)
    for row in (_DIRECTIONS, _TRINES)
)
_EARTH_BRANCHES = _SEASONS[EARTH]
_ROOTED = tuple(
    frozenset(branch.index for branch in BRANCHES if root_in(STEMS[2 * element], branch))
    for element in range(5)
)
# Branches that hold an element only as what the month before leaves (여기), which is no root.
_LEFTOVERS = tuple(
    frozenset(
        branch.index
        for branch in BRANCHES
        if any(hidden.stem.element == element for hidden in hidden_stems(branch))
    )
    - _ROOTED[element]
    for element in range(5)
)


def outer_conditions(pillars: Pillars) -> tuple[OuterCondition, ...]:
    """Every outer structure, examined: five of 화격, five of 일행득기, five of 종격, 양신성상."""
    counts, sums = element_counts(pillars), company_sixths(pillars, "monthly_division")
    total = sum(sums)
    points = [100 * each // total for each in sums]
    me, month = pillars.day.stem, pillars.month.branch
    form, own = (me.index + 2) % 5, me.element
    side = 100 * (sums[own] + sums[own - 1]) / total
    pairs, singles = _of_others(me.index)
    return (
        *pairs[:form],
        becoming(pillars),
        *pairs[form + 1 :],
        *singles[:own],
        _single(pillars, counts),
        *singles[own + 1 :],
        *_ruling(me.index, month.index, counts, points, int(side)),
        *_following(pillars, counts, points, side),
        _two_gods(counts),
    )


@cache
def _of_others(me: int) -> tuple[tuple[OuterCondition, ...], tuple[OuterCondition, ...]]:
    """화격 of other pairs and 일행득기 of other elements than the day master's."""
    return (
        tuple(outcome(BECOMING + element, "other_pair", me) for element in range(5)),
        tuple(
            outcome(SINGLE + element, "other_element", me, element=element) for element in range(5)
        ),
    )


def becoming(pillars: Pillars) -> OuterCondition:
    """화격: the day master combines with a neighbour and becomes the element of its month."""
    me, month = pillars.day.stem, pillars.month.branch.index
    form, bond = (me.index + 2) % 5, (me.index + 5) % 10
    beside = [pillars.month.stem.index]
    if pillars.hour is not None:
        beside.append(pillars.hour.stem.index)
    if bond not in beside:
        return outcome(form, "no_partner", me.index, bond)
    others = [*beside, pillars.year.stem.index]
    if me.index in others or others.count(bond) > 1:
        rival = me.index if me.index in others else bond
        return outcome(form, "contended", me.index, bond, other=rival)
    if month not in _SEASONS[form]:
        return outcome(form, "not_its_month", branch=month, element=form)
    against = (form + 3) % 5
    counts, sums = element_counts(pillars), company_sixths(pillars, "monthly_division")
    if counts[against] > (against in (me.element, STEMS[bond].element)):
        return outcome(form, "opposed", element=form, other=against)
    points = 100 * sums[form] // sum(sums)
    if points < _HALF:
        return outcome(form, "light", element=form, points=points, bound=_HALF)
    return outcome(form, "becomes", me.index, bond, month, element=form, points=points)


def _single(pillars: Pillars, counts: tuple[int, ...]) -> OuterCondition:
    """일행득기: the branches are one direction or one trine of the day master's element."""
    me, month = pillars.day.stem, pillars.month.branch.index
    element, form = me.element, SINGLE + me.element
    if month not in _SEASONS[element]:
        return outcome(form, "not_its_month", branch=month, element=element)
    branches = [pillar.branch.index for pillar in pillars]
    gathered = _gathered(branches, element)
    if gathered is None:
        return outcome(form, "no_three", element=element)
    officers = (element + 3) % 5
    if counts[officers] > _absorbed(branches, gathered, officers):
        return outcome(form, "disturbed", group=3)
    return outcome(form, "one_element", me.index, branch=month, element=element)


def _gathered(branches: list[int], element: int) -> frozenset[int] | None:
    """The complete direction (방합) or trine (삼합) of an element among the branches.

    For earth all branches are to be earth.
    """
    if element == EARTH:
        return _EARTH_BRANCHES if _EARTH_BRANCHES.issuperset(branches) else None
    for signs in (_SEASONS[element], _TRINES_OF[element]):
        if signs.issubset(branches):
            return signs
    return None


def _absorbed(branches: list[int], gathered: frozenset[int] | None, element: int) -> int:
    """How many branches of an element count as that of the set they are in."""
    if gathered is None:
        return 0
    return sum(each in gathered and BRANCHES[each].element == element for each in branches)


def _ruling(
    me: int, month: int, counts: tuple[int, ...], points: list[int], side: int
) -> tuple[OuterCondition, OuterCondition]:
    """종왕격 and 종강격: companions and resource alone and in season, the one or the other heavier."""
    own = STEMS[me].element
    companions, resource = points[own], points[own - 1]
    in_month = (BRANCHES[month].element - own) % 5
    visible = next((group for group in (2, 3) if counts[(own + group) % 5]), None)
    both: list[OuterCondition] = []
    for form, group, fits, greater in (
        (RULING, 0, in_month == 0, companions > resource),
        (RESOURCE, 4, in_month in (0, 4), resource >= companions),
    ):
        if not fits:
            wanted = group if form == RULING else 5
            found = outcome(form, "month_of_other", branch=month, group=wanted)
        elif visible is not None:
            found = outcome(form, "disturbed", group=visible)
        elif side < _FOUR_FIFTHS:
            found = outcome(form, "not_alone", points=side, bound=_FOUR_FIFTHS)
        elif not greater:
            found = outcome(form, "not_greater", group=group, points=companions, bound=resource)
        else:
            found = outcome(form, "rules", branch=month, group=group, points=side)
        both.append(found)
    return both[0], both[1]


def _following(
    pillars: Pillars, counts: tuple[int, ...], points: list[int], side: float
) -> tuple[OuterCondition, OuterCondition, OuterCondition]:
    """종아격, 종재격 and 종살격: a day master without support follows what rules.

    Strictest is 종아격: a visible resource breaks it even when bound. A root in a branch that its
    own complete direction or trine has taken does not.
    """
    me, own = pillars.day.stem.index, pillars.day.stem.element
    bearing = (own + 4) % 5
    branches = [pillar.branch.index for pillar in pillars]
    places = (1, 2, 0, 3)[: len(branches)]
    roots = [place for place in places if branches[place] in _ROOTED[own]]
    output_root = root = roots[0] if roots else None
    if root is not None and (taken := _gathered(branches, (own + 1) % 5)):
        output_root = next((place for place in roots if branches[place] not in taken), None)
    if output_root is not None:
        return _all_rooted(me, branches[output_root], output_root)
    shown = [pillars.year.stem.index, pillars.month.stem.index]
    if pillars.hour is not None:
        shown.append(pillars.hour.stem.index)
    stems = [STEMS[each].element for each in shown]
    free = [STEMS[each].element for each in shown if (each + 5) % 10 not in shown]
    supporting = next((group for group in (4, 0) if (own + group) % 5 in free), None)
    is_bound = (own in stems or bearing in stems) and supporting is None
    is_borne = any(BRANCHES[branch].element == bearing for branch in branches) or (
        bearing in stems and not _ROOTED[bearing].isdisjoint(branches)
    )
    found = []
    for form in (OUTPUT, WEALTH, OFFICERS):
        if root is not None and form != OUTPUT:
            found.append(outcome(form, "rooted", me, branch=branches[root], place=root))
        elif is_borne:
            found.append(outcome(form, "borne", me, element=bearing))
        elif form == OUTPUT and bearing in stems:
            found.append(outcome(form, "disturbed", group=4))
        elif supporting == 4 or (supporting == 0 and form != OFFICERS):
            found.append(outcome(form, "supported", me, group=supporting))
        elif side >= BALANCED_FROM:
            found.append(outcome(form, "not_weak", points=int(side)))
        else:
            found.append(_follow(me, branches, form, counts, points, is_bound=is_bound))
    return found[0], found[1], found[2]


@cache
def _all_rooted(
    me: int, branch: int, place: int
) -> tuple[OuterCondition, OuterCondition, OuterCondition]:
    """A root that keeps the day master from following anything."""
    return (
        outcome(OUTPUT, "rooted", me, branch=branch, place=place),
        outcome(WEALTH, "rooted", me, branch=branch, place=place),
        outcome(OFFICERS, "rooted", me, branch=branch, place=place),
    )


def _follow(
    me: int,
    branches: list[int],
    form: int,
    counts: tuple[int, ...],
    points: list[int],
    *,
    is_bound: bool,
) -> OuterCondition:
    own, group = STEMS[me].element, form - OUTPUT + 1
    element, month = (own + group) % 5, branches[1]
    breaking = 1 if form == OFFICERS else 3
    broken = counts[(own + breaking) % 5]
    if BRANCHES[month].element != element:
        return outcome(form, "month_of_other", branch=month, group=group)
    if broken and broken > _absorbed(branches, _gathered(branches, element), (own + breaking) % 5):
        return outcome(form, "disturbed", group=breaking)
    if points[element] < _TWO_FIFTHS:
        return outcome(form, "light", element=element, points=points[element], bound=_TWO_FIFTHS)
    if form != OUTPUT:
        is_left = not _LEFTOVERS[own].isdisjoint(branches)
        saying = "follows_past_leftovers" if is_left else "follows"
        return outcome(
            form,
            saying,
            me,
            branch=month,
            group=group,
            points=points[element],
            is_bound=is_bound,
        )
    if points[(own + 2) % 5] == 0:
        return outcome(form, "no_wealth")
    return outcome(form, "flows", branch=month, points=points[element], is_bound=is_bound)


def _two_gods(counts: tuple[int, ...]) -> OuterCondition:
    """양신성상: two elements in equal number and nothing else."""
    visible = [element for element, count in enumerate(counts) if count]
    if len(visible) != 2:
        return outcome(TWO_GODS, "not_two", points=len(visible))
    one, other = visible
    if counts[one] != counts[other]:
        return outcome(TWO_GODS, "uneven")
    return outcome(TWO_GODS, "two_gods", element=one, other=other)


def followed_element(form: int, pillars: Pillars) -> int:
    """The element whose flow an outer structure that holds follows."""
    me = pillars.day.stem.element
    if form < RULING:
        return form % 5
    if form == TWO_GODS:
        one, other = (element for element, count in enumerate(element_counts(pillars)) if count)
        # The child of the two where one bears the other, else the one between them (통관).
        step = (other - one) % 5
        return {1: other, 2: (one + 1) % 5, 3: (other + 1) % 5, 4: one}[step]
    return (me + {RULING: 0, RESOURCE: 4, OUTPUT: 1, WEALTH: 2, OFFICERS: 3}[form]) % 5
