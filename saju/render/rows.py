"""The derived rows of a chart as plain values, one function a kind of row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from saju.balance import ElementBalance
from saju.hour_outlook import HourOutlook, HourRow, Outlook
from saju.relations import Relation
from saju.render.words import (
    ELEMENT_NAMES,
    by_element,
    element_names,
    pair_body,
    said_body,
    sign_body,
)
from saju.stars import Star
from saju.strength import Strength, StrengthPart
from saju.structure import Structure
from saju.useful_element import UsefulElement
from saju.void import Void

T = TypeVar("T")


def balance_body(balance: ElementBalance) -> dict[str, Any]:
    """Hidden signs counted, points by place, and the extremes."""
    return {
        "hidden": by_element(balance.hidden_counts),
        "points": by_element(balance.weights),
        "strongest": element_names(balance.strongest),
        "weakest": element_names(balance.weakest),
        "missing": element_names(balance.missing),
    }


def strength_body(strength: Strength) -> dict[str, Any]:
    """신강 or 신약 with its three parts."""
    return {
        "score": round(strength.score, 1),
        "verdict": strength.verdict,
        "name": strength.name,
        "season": _part(strength.season),
        "ground": _part(strength.ground),
        "company": _part(strength.company),
        "reason": said_body(strength.reason),
    }


def _part(part: StrengthPart) -> dict[str, Any]:
    return {
        "holds": part.holds,
        "points": round(part.points, 1),
        "limit": round(part.limit, 1),
        "reason": said_body(part.reason),
    }


def structure_body(structure: Structure) -> dict[str, Any]:
    """격국 and the conditions of every 외격."""
    stem = structure.stem
    return {
        "name": structure.name,
        "hanja": structure.hanja,
        "kind": structure.kind,
        "ten_god": structure.ten_god,
        "stem": None if stem is None else sign_body(stem),
        "revealed": structure.revealed,
        "element": None if structure.element is None else ELEMENT_NAMES[structure.element],
        "reason": said_body(structure.reason),
        "outer_conditions": [
            {
                "name": condition.name,
                "hanja": condition.hanja,
                "holds": condition.holds,
                "reason": said_body(condition.reason),
            }
            for condition in structure.outer
        ],
    }


def useful_body(useful: UsefulElement) -> dict[str, Any]:
    """용신 by one method."""
    return {
        "method": useful.method,
        "element": ELEMENT_NAMES[useful.element],
        "stems": [sign_body(stem) for stem in useful.stems],
        "helper": None if useful.helper is None else ELEMENT_NAMES[useful.helper],
        "harmful": None if useful.harmful is None else ELEMENT_NAMES[useful.harmful],
        "ten_god_group": useful.ten_god_group,
        "present": useful.present,
        "places": list(useful.places),
        "reason": said_body(useful.reason),
    }


def relation_body(relation: Relation) -> dict[str, Any]:
    """A relation between pillars."""
    element, reason = relation.element, relation.reason
    return {
        "kind": relation.kind,
        "name": relation.name,
        "signs": relation.signs,
        "pillars": list(relation.places),
        "adjacent": relation.adjacent,
        "element": None if element is None else ELEMENT_NAMES[element],
        "transforms": relation.transforms,
        "reason": None if reason is None else said_body(reason),
    }


def star_body(star: Star) -> dict[str, Any]:
    """신살 with where it sits and by which rule."""
    return {
        "name": star.name,
        "hanja": star.hanja,
        "kind": star.kind,
        "pillars": list(star.places),
        "part": star.part,
        "rule": said_body(star.rule),
    }


def void_body(void: Void) -> dict[str, Any]:
    """공망 by one pillar."""
    return {
        "by": void.by,
        "branches": [sign_body(branch) for branch in void.branches],
        "pillars": list(void.places),
    }


def outlook_body(outlook: HourOutlook) -> dict[str, Any]:
    """What an unknown hour could be, and what it could change."""
    return {
        "hours": [_hour(row) for row in outlook.hours],
        "elements": {
            ELEMENT_NAMES[one.element]: {"least": one.least, "most": one.most}
            for one in outlook.elements
        },
        "missing_elements": _outlook(outlook.missing_elements, ELEMENT_NAMES.__getitem__),
        "strength": _outlook(outlook.strength, str),
        "structure": _outlook(outlook.structure, str),
        "useful_elements": _outlook(outlook.useful_elements, ELEMENT_NAMES.__getitem__),
        "stars": _outlook(outlook.stars, str),
        "relations": _outlook(outlook.relations, _relation_name),
        "transformations": _outlook(outlook.transformations, _relation_name),
    }


def _hour(row: HourRow) -> dict[str, Any]:
    return pair_body(row.pillar) | {
        "branch": row.branch.hangul,
        "late": row.late,
        "ten_god": {"stem": row.ten_god_stem, "branch": row.ten_god_branch},
        "twelve_stage": row.stage,
    }


def _relation_name(relation: Relation) -> dict[str, Any]:
    return {"name": relation.name, "pillars": list(relation.places)}


def _outlook(outlook: Outlook[T], named: Callable[[T], object]) -> dict[str, Any]:
    return {
        "unchanged": [named(value) for value in outlook.unchanged],
        "could_change": [
            {
                "value": named(possible.value),
                "hours": [pillar.hangul for pillar in possible.hours],
            }
            for possible in outlook.could_change
        ],
    }
