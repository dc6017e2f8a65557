"""Claims about the chart as a whole: 신강/신약, 격국, 공망, 12운성, 지장간."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saju.day_master import TEN_GODS, branch_ten_god, twelve_stage
from saju.inspection.claim import Answer, Claim
from saju.inspection.natal import PART_KO, PLACE_KO
from saju.sexagenary import BRANCHES
from saju.strength import root_in
from saju.void import void_branches

if TYPE_CHECKING:
    from saju.inspection.natal import Natal
    from saju.inspection.tokens import Token
    from saju.model import TwelveStages
    from saju.sexagenary import Branch, Stem

_GROUPS = {"very_strong": 2, "strong": 1, "balanced": 0, "weak": -1, "very_weak": -2}
_SAID = {
    "very_strong": "태강",
    "strong": "신강",
    "balanced": "중화",
    "weak": "신약",
    "very_weak": "태약",
}
_EVEN, _DOUBT = 50.0, 6.0
_BALANCED = (37.5, 62.5)
_SCHOOLS: tuple[TwelveStages, ...] = ("fire_earth", "water_earth", "same_birth")
_PARTS = {"season": "득령", "ground": "득지", "company": "득세"}
_BEARING = frozenset((*TEN_GODS[0], *TEN_GODS[4]))
"""Companions and resource: the day master's own side."""
_FEW, _MANY = 0.3, 0.6
_SYNONYMS = {"칠살격": "편관격", "인수격": "정인격", "겁재격": "월겁격", "종관격": "종살격"}


def strength_claim(first: int, last: int, claimed: str, *, denied: bool) -> Claim:
    """The day master is strong, weak or balanced; None close to the middle."""
    side = _GROUPS[claimed]

    def test(natal: Natal) -> Answer:
        strength = natal.analysis.strength
        expected = f"{strength.name} {strength.score:.1f}"
        if side == 0:
            low, high = _BALANCED
            if low <= strength.score <= high:
                return True, expected
            near = low - _DOUBT <= strength.score <= high + _DOUBT
            return (None if near else False), expected
        distance = (strength.score - _EVEN) * (1 if side > 0 else -1)
        if strength.name == "중화" and abs(side) == 2:
            return False, expected
        if strength.name == "중화":
            return (None if distance > -_DOUBT else False), expected
        return distance > 0, expected

    return Claim("strength", first, last, _SAID[claimed], test, denied)


def support_claim(first: int, last: int, part: str, *, denied: bool) -> Claim:
    """The season, the ground or the company (득령, 득지, 득세) is the day master's.

    None for the ground where schools differ, and for the company where it is nearly half.
    """

    def test(natal: Natal) -> Answer:
        strength = natal.analysis.strength
        own = {"season": strength.season, "ground": strength.ground, "company": strength.company}
        holds: bool | None = own[part].holds
        if part == "ground" and holds == denied:
            me, below = natal.day_master, natal.pillars.day.branch
            elsewhere = [pillar for _, pillar in natal.pillars.items()]
            if holds:  # by a root alone
                holds = None if branch_ten_god(me, below) not in _BEARING else True
            elif any(root_in(me, pillar.branch) for pillar in elsewhere):
                holds = None  # by another branch
        share = own[part].points / own[part].limit
        if part == "company" and holds == denied and _FEW < share < _MANY:
            holds = None
        return holds, f"{_PARTS[part]} {'함' if own[part].holds else '못함'}"

    return Claim("strength", first, last, _PARTS[part], test, denied)


def structure_claim(first: int, last: int, name: str, *, denied: bool) -> Claim:
    """The structure (격국); None where it is that of the main stem of the month alone."""
    claimed = _SYNONYMS.get(name, name)

    def test(natal: Natal) -> Answer:
        own = natal.analysis.structure
        if claimed == own.name or (claimed == "종격" and own.name.startswith("종")):
            return True, own.name
        by_main_stem = f"{branch_ten_god(natal.day_master, natal.pillars.month.branch)}격"
        return (None if claimed == by_main_stem else False), own.name  # schools differ

    return Claim("structure", first, last, name, test, denied)


def void_branch_claim(first: int, last: int, index: int, *, denied: bool) -> Claim:
    """A branch is void by the day pillar."""

    def test(natal: Natal) -> Answer:
        own = void_branches(natal.pillars.day)
        return BRANCHES[index] in own, "공망 " + "".join(branch.hangul for branch in own)

    return Claim("void", first, last, f"{BRANCHES[index].hangul} 공망", test, denied)


def void_pair_claim(first: int, last: int, pair: list[int], *, by_day: bool, denied: bool) -> Claim:
    """Two branches are those void; None where they are so by the year, unless `by_day`."""
    said = "공망 " + "".join(BRANCHES[index].hangul for index in pair)

    def test(natal: Natal) -> Answer:
        own = void_branches(natal.pillars.day)
        expected = "공망 " + "".join(branch.hangul for branch in own)
        if {*pair} == {branch.index for branch in own}:
            return True, expected
        by_year = {branch.index for branch in void_branches(natal.pillars.year)}
        return (None if {*pair} == by_year and not by_day else False), expected

    return Claim("void", first, last, said, test, denied)


def void_place_claim(first: int, last: int, place: Token, *, denied: bool) -> Claim:
    """The branch at a place is void; None where it is so by the year."""
    said = f"{PLACE_KO[place.value]}{PART_KO[place.letter]} 공망"

    def test(natal: Natal) -> Answer:
        by_day, by_year = natal.analysis.voids
        if place.value not in natal.branches:
            return False, "시주 없음"
        expected = "공망 " + "".join(branch.hangul for branch in by_day.branches)
        if place.value in by_day.places:
            return True, expected
        return (None if place.value in by_year.places else False), expected

    return Claim("void", first, last, said, test, denied)


def void_nowhere_claim(first: int, last: int) -> Claim:
    """No place of the chart is void by the day pillar."""

    def test(natal: Natal) -> Answer:
        by_day, _ = natal.analysis.voids
        return not by_day.places, "·".join(
            PLACE_KO[place] + "지" for place in by_day.places
        ) or "없음"

    return Claim("void", first, last, "공망 자리 없음", test)


def stage_claim(first: int, last: int, place: Token, stage: str, *, denied: bool) -> Claim:
    """The stage (12운성) of the day master at a place or in a branch; None by another school."""
    if place.letter == "R":
        return stage_in_claim(first, last, BRANCHES[place.value], stage, denied=denied)
    said = f"{PLACE_KO[place.value]}{PART_KO[place.letter]} {stage}"

    def test(natal: Natal) -> Answer:
        own = natal.own_stage_at(place.value)
        if own is None:
            return False, "시주 없음"
        if own == stage:
            return True, own
        return (None if stage in natal.stage_at(place.value) else False), own

    return Claim("stage", first, last, said, test, denied)


def stage_in_claim(first: int, last: int, branch: Branch, stage: str, *, denied: bool) -> Claim:
    """The stage of the day master in a branch; None by another school."""

    def test(natal: Natal) -> Answer:
        own = twelve_stage(natal.day_master, branch, natal.analysis.signs.conventions.twelve_stages)
        others = {twelve_stage(natal.day_master, branch, school) for school in _SCHOOLS}
        return True if own == stage else None if stage in others else False, own

    return Claim("stage", first, last, f"{branch.hangul} {stage}", test, denied)


def stem_stage_claim(first: int, last: int, stem: Stem, branch: Branch, stage: str) -> Claim:
    """The stage of any stem in a branch, which no chart changes; None where only a school has it."""

    def test(_: Natal) -> Answer:
        found = [twelve_stage(stem, branch, school) for school in _SCHOOLS]
        if stage == found[0]:
            return True, found[0]
        return (None if stage in found else False), found[0]

    said = f"{stem.hangul} {branch.hangul} {stage}"
    return Claim("stage", first, last, said, test)
