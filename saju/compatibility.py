"""궁합: how two charts go together, part by part, each part scored and explained.

What is looked at, and what helps or harms, is Korean practice: the day masters (일간) by 천간합, 생극
and ten gods; the day branches (일지, the seat of the spouse) before those of year (띠), month and
hour, where 육합 and 삼합 help and 충·형·파·해·원진·귀문 harm (as 우호성 lists them in 띠궁합의 오류,
영남일보 2020-10-28); and the elements, where one has what the other lacks or needs as 용신.

No book gives numbers. Points and weights are ours, in the order of the practice: of 100, 일간 30,
일지 25, 용신 15, 없는 오행 10, 띠 8, 월지 7, 시지 5. An hour that either does not know is left out, and
the rest weigh the more. Two people score the same in either order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from saju.balance import balance_of
from saju.day_master import ten_god
from saju.particles import Word
from saju.relations import Relation, relations_among
from saju.saying import Said
from saju.sexagenary import ELEMENTS, ELEMENTS_HANJA
from saju.strength import strength_of
from saju.structure import structure_of
from saju.useful_element import useful_elements_of
from saju.words import BRANCHES_KO, ELEMENTS_EN, STEMS_EN, STEMS_KO, TEN_GODS_EN

if TYPE_CHECKING:
    from saju.balance import ElementBalance
    from saju.model import Place
    from saju.sexagenary import Branch, Pillar
    from saju.signs import Signs

PartId = Literal[
    "day_master",
    "day_branch",
    "useful_element",
    "missing_elements",
    "year_branch",
    "month_branch",
    "hour_branch",
]

_PARTS: dict[PartId, tuple[int, Said]] = {
    "day_master": (30, Said("일간", "day masters")),
    "day_branch": (25, Said("일지", "day branches")),
    "useful_element": (15, Said("용신의 도움", "useful elements")),
    "missing_elements": (10, Said("오행의 보완", "elements that fill each other's gaps")),
    "year_branch": (8, Said("띠", "year branches")),
    "month_branch": (7, Said("월지", "month branches")),
    "hour_branch": (5, Said("시지", "hour branches")),
}
_BRANCH_PARTS: dict[Place, PartId] = {
    "year": "year_branch",
    "month": "month_branch",
    "day": "day_branch",
    "hour": "hour_branch",
}
# The points of 생극 are by what one is to the other; two that belong together have the same.
_TEN_GOD_POINTS = {
    "비견": 60, "겁재": 65, "식신": 75, "편인": 75, "상관": 80, "정인": 80,
    "편재": 45, "편관": 45, "정재": 65, "정관": 65,
}  # fmt: skip
_BONDS = (
    Said("{one:과/와} {other:은/는} 같은 오행입니다.", "{one} and {other} are of one element."),
    Said("{one:이/가} {other:을/를} 생합니다.", "{one} feeds {other}."),
    Said("{one:이/가} {other:을/를} 극합니다.", "{one} controls {other}."),
    Said("{other:이/가} {one:을/를} 극합니다.", "{other} controls {one}."),
    Said("{other:이/가} {one:을/를} 생합니다.", "{other} feeds {one}."),
)
_STEM_POINTS = {"stem_combination": 95, "stem_clash": 30}
_NO_RELATION = 60
_BRANCH_POINTS = {
    "six_combination": 30, "half_combination": 20, "clash": -35, "resentment": -20,
    "punishment": -15, "harm": -10, "break": -5, "ghost_gate": -5,
}  # fmt: skip
_KINDS = {
    "stem_combination": "combination", "stem_clash": "clash", "six_combination": "six combination",
    "half_combination": "half of a three combination", "clash": "clash", "harm": "harm",
    "punishment": "punishment", "resentment": "resentment", "break": "break",
    "ghost_gate": "ghost gate",
}  # fmt: skip
_HELPS = Said("서로 끌리고 화합하는 자리입니다.", "Here the two are drawn together.")
_HARMS = Said(
    "부딪히기 쉬워 배려가 필요한 자리입니다.", "Here friction comes easily and care helps."
)
_MIXED = Said("끌림과 부딪힘이 함께 있는 자리입니다.", "Here attraction and friction meet.")
# Of an element a chart has a fifth on average: 65 points; from two fifths on, 100.
_USELESS, _PER_PERCENT = 30, 1.75
# When the other has nothing of what is missing; when nothing is; the signs of it that are enough.
_UNFILLED, _NOTHING_LACKS, _MUCH = 40, 70, 2


@dataclass(frozen=True, slots=True)
class CompatibilityPart:
    """One subject: its points 0–100, its weight, why, and the relations between the two charts.

    Places are called `one_day`, `other_day` and so on. No 합 is said to transform: that is for the
    month of one chart to decide.
    """

    id: PartId
    name: Said
    score: int
    weight: int
    reason: Said
    relations: tuple[Relation, ...]


@dataclass(frozen=True, slots=True)
class Compatibility:
    """The weighted mean of the parts, 0–100, and the parts."""

    score: int
    parts: tuple[CompatibilityPart, ...]


def compatibility_of(one: Signs, other: Signs) -> Compatibility:
    """궁합 of two charts; the reasons call the first 본인 (you) and the second 상대 (your partner)."""
    mine, yours = one.pillars, other.pillars
    people = _person(one, Said("본인", "Your")), _person(other, Said("상대", "Your partner's"))
    parts = [
        _day_masters(mine.day, yours.day),
        _branches("day", mine.day, yours.day),
        _useful_elements(*people),
        _missing_elements(*people),
        _branches("year", mine.year, yours.year),
        _branches("month", mine.month, yours.month),
    ]
    if mine.hour and yours.hour:
        parts.append(_branches("hour", mine.hour, yours.hour))
    total = sum(part.weight for part in parts)
    points = sum(part.score * part.weight for part in parts)
    return Compatibility((2 * points + total) // (2 * total), tuple(parts))


def _part(
    of: PartId, score: int, reason: Said, relations: tuple[Relation, ...] = ()
) -> CompatibilityPart:
    weight, name = _PARTS[of]
    return CompatibilityPart(of, name, score, weight, reason, relations)


def _between(place: Place, one: Pillar, other: Pillar, *, stems: bool) -> tuple[Relation, ...]:
    """The relations of two pillars of the same place, of their stems or of their branches."""
    seats = ((f"one_{place}", one), (f"other_{place}", other))
    # The month decides only on what is left out.
    return tuple(
        replace(relation, transforms=None, reason=None)
        for relation in relations_among(seats, one.branch)
        if (relation.kind in _STEM_POINTS) == stems
    )


def _day_masters(one: Pillar, other: Pillar) -> CompatibilityPart:
    relations = _between("day", one, other, stems=True)
    to_one, to_other = ten_god(one.stem, other.stem), ten_god(other.stem, one.stem)
    points = _TEN_GOD_POINTS[to_one]
    bond = _BONDS[(other.stem.element - one.stem.element) % 5]
    ko = bond.ko.format(
        one=Word(f"본인의 {STEMS_KO[one.stem.index]}"),
        other=Word(f"상대의 {STEMS_KO[other.stem.index]}"),
    )
    en = bond.en.format(
        one=f"your {STEMS_EN[one.stem.index]}",
        other=f"your partner's {STEMS_EN[other.stem.index]}",
    )
    for relation in relations:
        points = _STEM_POINTS[relation.kind]
        ko += f" 둘은 {Word(relation.name):을/를} 이룹니다."
        en += f" Together they make a {_KINDS[relation.kind]} ({relation.name})."
    ko += f" 상대는 본인에게 {to_one}이고 본인은 상대에게 {to_other}입니다."
    en += (
        f" To you your partner is {TEN_GODS_EN[to_one]} ({to_one}),"
        f" to your partner you are {TEN_GODS_EN[to_other]} ({to_other})."
    )
    return _part("day_master", points, Said(ko, _capital(en)), relations)


def _branches(place: Place, one: Pillar, other: Pillar) -> CompatibilityPart:
    relations = _between(place, one, other, stems=False)
    points = [_BRANCH_POINTS[relation.kind] for relation in relations]
    part = _BRANCH_PARTS[place]
    ko = f"본인의 {_seat(place, one.branch):과/와} 상대의 {_seat(place, other.branch):은/는}"
    en = f"The {_PARTS[part][1].en} {one.branch.hanja} and {other.branch.hanja}"
    if relations:
        names = Word(", ".join(relation.name for relation in relations))
        kinds = ", ".join(f"{_KINDS[relation.kind]} ({relation.name})" for relation in relations)
        verdict = _HELPS if min(points) > 0 else _HARMS if max(points) < 0 else _MIXED
        said = Said(f"{ko} {names:을/를} 이룹니다. {verdict.ko}", f"{en}: {kinds}. {verdict.en}")
    else:
        said = Said(f"{ko} 합도 충도 없이 무난합니다.", f"{en} neither combine nor clash.")
    return _part(part, max(0, min(100, _NO_RELATION + sum(points))), said, relations)


@dataclass(frozen=True, slots=True)
class _Person:
    """What one of the two is called, which elements the chart has, and which helps it most."""

    called: Said
    balance: ElementBalance
    useful: int


def _person(signs: Signs, called: Said) -> _Person:
    pillars = signs.pillars
    table = signs.conventions.hidden_stems
    balance = balance_of(pillars, table)
    support, _climate = useful_elements_of(
        pillars, strength_of(pillars), structure_of(pillars, table), balance
    )
    return _Person(called, balance, support.element)


def _useful_elements(one: _Person, other: _Person) -> CompatibilityPart:
    points, said = [], []
    for needing, having in ((one, other), (other, one)):
        element = needing.useful
        percent = round(having.balance.weights[element])
        points.append(min(100, _USELESS + int(_PER_PERCENT * percent)))
        said.append(
            Said(
                f"{needing.called.ko}의 용신인 {_element(element):은/는} {having.called.ko}의 사주에서"
                f" {percent}%를 차지합니다.",
                f"{needing.called.en} chart needs {ELEMENTS_EN[element]} most,"
                f" which is {percent}% of the other chart.",
            )
        )
    return _part("useful_element", _mean(points), _joined(said))


def _missing_elements(one: _Person, other: _Person) -> CompatibilityPart:
    points, said = [], []
    for lacking, having in ((one, other), (other, one)):
        missing, of = lacking.balance.missing, lacking.called
        filled = sum(min(having.balance.counts[element], _MUCH) for element in missing)
        most = _MUCH * len(missing)
        points.append(_UNFILLED + (100 - _UNFILLED) * filled // most if missing else _NOTHING_LACKS)
        said += [_filling(of, having, element) for element in missing] or [
            Said(f"{of.ko}의 사주에는 빠진 오행이 없습니다.", f"{of.en} chart lacks no element.")
        ]
    return _part("missing_elements", _mean(points), _joined(said))


def _filling(of: Said, having: _Person, element: int) -> Said:
    """Whether the other has an element that one lacks."""
    count = having.balance.counts[element]
    ko = f"{of.ko}에게 없는 {_element(element):이/가} {having.called.ko}에게"
    en = f"{of.en} chart lacks {ELEMENTS_EN[element]}"
    theirs = "your partner's" if of.en == "Your" else "yours"
    if count == 0:
        return Said(f"{ko}도 없습니다.", f"{en}, and {theirs} does too.")
    signs = "one sign" if count == 1 else f"{count} signs"
    return Said(f"{ko} {count}개 있습니다.", f"{en}; {theirs} has {signs} of it.")


def _mean(points: list[int]) -> int:
    return (sum(points) + 1) // 2


def _joined(said: list[Said]) -> Said:
    return Said(" ".join(one.ko for one in said), " ".join(one.en for one in said))


def _capital(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]


def _element(element: int) -> Word:
    return Word(f"{ELEMENTS[element]}({ELEMENTS_HANJA[element]})")


def _seat(place: Place, branch: Branch) -> Word:
    if place == "year":
        return Word(f"{branch.animal}띠")
    return Word(f"{_PARTS[_BRANCH_PARTS[place]][1].ko} {BRANCHES_KO[branch.index]}")
