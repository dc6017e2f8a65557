"""Stars (신살): which of the table sit in a chart, where, and by which rule.

The rules and their sources are in `saju.star_rules`; 12신살 are at the end. 공망 is in `saju.void`;
원진 and 귀문, which join two branches, are relations.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Literal

from saju.particles import Word
from saju.saying import Said
from saju.sexagenary import BRANCHES, PILLARS, STEM_BY_HANJA, STEMS
from saju.star_rules import (
    DAY,
    DAY_AND_HOUR,
    HOUR,
    NOT_MONTH,
    STAR_RULES,
    Base,
    Kind,
    StarRule,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from saju.model import Gender, Place
    from saju.pillars import Pillars
    from saju.sexagenary import Branch, Pillar

Part = Literal["stem", "branch", "pillar"]


@dataclass(frozen=True, slots=True)
class Star:
    """A star of a chart: the pillars where it sits (year first), in which part, by which rule.

    A star counted from two bases, or carried by stems and by branches, is there once for each.
    """

    name: str
    hanja: str
    kind: Kind
    places: tuple[Place, ...]
    part: Part
    rule: Said


@dataclass(frozen=True, slots=True)
class Spirit:
    """One of 12신살, with its other name if it has one."""

    name: str
    hanja: str
    alias: str | None


@dataclass(frozen=True, slots=True, eq=False)
class _Sought:
    """A rule for one base: the signs that carry the star, and the rule in words.

    `plain`: it is read whenever a sign carries it, which is so for nearly all.
    """

    order: int
    rule: StarRule
    plain: bool
    part: Part
    signs: tuple[str, ...]
    said: Said

    def sign_of(self, pillar: Pillar) -> str:
        """What of a pillar could carry the star."""
        if self.part == "pillar":
            return pillar.hanja
        return pillar.stem.hanja if self.part == "stem" else pillar.branch.hanja

    def enough(self, pillars: Iterable[Pillar]) -> bool:
        """Whether as many different signs are there as the rule needs."""
        return self.rule.needs == 1 or self.rule.needs <= len(
            {self.sign_of(pillar) for pillar in pillars}.intersection(self.signs)
        )

    def read_for(self, gender: Gender | None) -> bool:
        """Whether the rule is read for that gender; for an unknown one it is."""
        return gender is None or self.rule.gender in (None, gender)


def stars_of(pillars: Pillars, gender: Gender | None) -> tuple[Star, ...]:
    """The stars of a chart in the order of the table; of an unknown hour those of three pillars.

    `gender` decides only 고란살, which is not read in a man's chart.
    """
    found: dict[_Sought, list[Place]] = {}
    seats = pillars.items()
    for base, index in _bases(pillars):
        for place, pillar in seats:
            for sought in _carried(base, index, place)[pillar.index]:
                found.setdefault(sought, []).append(place)
    return tuple(
        [
            _star(sought, tuple(found[sought]))
            for sought in sorted(found, key=attrgetter("order"))
            if sought.plain
            or (
                len(found[sought]) >= sought.rule.needs
                and sought.enough(pillars)
                and sought.read_for(gender)
            )
        ]
    )


def stars_at(natal: Pillars, pillar: Pillar, gender: Gender | None) -> tuple[str, ...]:
    """Names of the stars that a pillar of luck, a year, a month or a day brings to a natal chart.

    Counted from the natal day stem and branches. Stars that belong to the day or the hour of a
    birth do not come with luck; a set completed by the pillar does.
    """
    brought = [
        sought
        for base, index in _bases(natal)
        for sought in _carried(base, index, None)[pillar.index]
        if sought.enough((*natal, pillar)) and sought.read_for(gender)
    ]
    return tuple(
        dict.fromkeys(sought.rule.name for sought in sorted(brought, key=attrgetter("order")))
    )


def _bases(pillars: Pillars) -> tuple[tuple[Base, int], ...]:
    """What a chart's stars are counted from: the base and the index of its stem or branch."""
    return (
        ("day_stem", pillars.day.stem.index),
        ("month_branch", pillars.month.branch.index),
        ("year_branch", pillars.year.branch.index),
        ("day_branch", pillars.day.branch.index),
        ("none", 0),
    )


@cache
def _carried(base: Base, index: int, place: Place | None) -> tuple[tuple[_Sought, ...], ...]:
    """The stars of a base that each of the sixty pillars carries at a place, or (None) as luck.

    Luck has no place; it brings what is looked for in the year pillar, which is all that is not
    bound to the day or the hour.
    """
    looked_for = [one for one in _sought_from(base, index) if (place or "year") in one.rule.places]
    return tuple(
        [
            _together(*[one for one in looked_for if one.sign_of(pillar) in one.signs])
            for pillar in PILLARS
        ]
    )


@cache
def _together(*carried: _Sought) -> tuple[_Sought, ...]:
    """The few that there are, each once."""
    return carried


@cache
def _star(sought: _Sought, places: tuple[Place, ...]) -> Star:
    rule = sought.rule
    return Star(rule.name, rule.hanja, rule.kind, places, sought.part, sought.said)


@cache
def _sought_from(base: Base, index: int) -> tuple[_Sought, ...]:
    return tuple(
        _sought(order, rule, index, cell)
        for order, rule in enumerate(STAR_RULES)
        if rule.base == base
        for cell in _cells(rule, index)
        if cell != "-"
    )


def _cells(rule: StarRule, index: int) -> list[str]:
    cells = rule.targets.split()
    return cells if rule.base == "none" else [cells[index]]


def _sought(order: int, rule: StarRule, index: int, cell: str) -> _Sought:
    if cell[0] not in STEM_BY_HANJA:
        part: Part = "branch"
    else:
        part = "stem" if len(cell) == 1 or cell[1] in STEM_BY_HANJA else "pillar"
    width = 2 if part == "pillar" else 1
    signs = tuple(cell[i : i + width] for i in range(0, len(cell), width))
    plain = rule.needs == 1 and rule.gender is None
    return _Sought(order, rule, plain, part, signs, _said(rule, index, part, signs))


_BASE_NAMES: dict[Base, tuple[str, str]] = {
    "day_stem": ("일간", "day stem"),
    "year_branch": ("연지", "year branch"),
    "month_branch": ("월지", "month branch"),
    "day_branch": ("일지", "day branch"),
}
_PLACE_NAMES: dict[tuple[tuple[Place, ...], Part], tuple[str, str]] = {
    (DAY, "pillar"): ("일주 ", "the day pillar "),
    (DAY, "branch"): ("일지 ", "the day branch "),
    (HOUR, "branch"): ("시지 ", "the hour branch "),
    (DAY_AND_HOUR, "pillar"): ("일주나 시주의 ", "the day or hour pillar "),
    (NOT_MONTH, "branch"): ("연지·일지·시지의 ", "the year, day or hour branch "),
}


def _said(rule: StarRule, index: int, part: Part, signs: tuple[str, ...]) -> Said:
    """The rule for this base in both languages."""
    ko = f"{Word(rule.name):은/는} "
    en = f"the {rule.english} sits in "
    if rule.base != "none":
        base_ko, base_en = _BASE_NAMES[rule.base]
        base = (STEMS if rule.base == "day_stem" else BRANCHES)[index].hanja
        ko, en = f"{base_ko} {base}의 {ko}", f"for the {base_en} {base} {en}"
    if rule.gender is not None:
        ko, en = f"여자 명의 {ko}", f"in a woman's chart {en}"
    listed = Word("·".join(signs))
    place_ko, place_en = _PLACE_NAMES.get((rule.places, part), ("", ""))
    if rule.needs == 1:
        ko, en = f"{ko}{place_ko}{listed}", f"{en}{place_en}{_joined(signs, 'or')}"
    elif rule.needs == len(signs):
        ko, en = f"{ko}함께 있는 {listed}", f"{en}{_joined(signs, 'and')} together"
    else:
        ko = f"{ko}함께 있는 {listed} 가운데 둘"
        en = f"{en}any two of {_joined(signs, 'and')} together"
    if rule.note is not None:
        ko, en = f"{ko} ({rule.note.ko})", f"{en} ({rule.note.en})"
    return Said(ko, en)


def _joined(signs: tuple[str, ...], word: str) -> str:
    """`子`, `子 or 申`, `丑, 寅 or 午`."""
    return f" {word} ".join(filter(None, (", ".join(signs[:-1]), signs[-1])))


_SPIRITS = (
    Spirit("겁살", "劫殺", None),
    Spirit("재살", "災殺", "수옥살"),
    Spirit("천살", "天殺", None),
    Spirit("지살", "地殺", None),
    Spirit("연살", "年殺", "도화살"),
    Spirit("월살", "月殺", "고초살"),
    Spirit("망신살", "亡身殺", None),
    Spirit("장성살", "將星殺", None),
    Spirit("반안살", "攀鞍殺", None),
    Spirit("역마살", "驛馬殺", None),
    Spirit("육해살", "六害殺", None),
    Spirit("화개살", "華蓋殺", None),
)


def twelve_spirit(base: Branch, branch: Branch) -> Spirit:
    """12신살 of a branch, counted from the 삼합 of a base branch.

    겁살 is on the branch after the 삼합's last one, the rest follow in order. Source: 삼명통회
    (三命通會) 3 for 겁살, 재살, 망신살 and 장성살; the twelve as every Korean 만세력 prints them.
    """
    first = 5 - 3 * base.index
    return _SPIRITS[(branch.index - first) % 12]


def twelve_spirits_of(
    pillars: Pillars, by: Literal["year", "day"]
) -> tuple[tuple[Place, Spirit], ...]:
    """12신살 of every pillar, year first, counted from the year or the day branch."""
    base = (pillars.year if by == "year" else pillars.day).branch
    return tuple((place, twelve_spirit(base, pillar.branch)) for place, pillar in pillars.items())
