"""Void branches (공망, 空亡): the two branches that a decade of the cycle of sixty leaves out.

Source: 연해자평 (淵海子平) 論六甲空亡. Korean practice reads them from the day pillar, older books
from the year pillar; both are given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from saju.sexagenary import BRANCHES

if TYPE_CHECKING:
    from saju.model import Place
    from saju.pillars import Pillars
    from saju.sexagenary import Branch, Pillar


@dataclass(frozen=True, slots=True)
class Void:
    """The branches void by a pillar, and the places of the chart (year first) that have them."""

    by: Literal["year", "day"]
    branches: tuple[Branch, Branch]
    places: tuple[Place, ...]


def void_branches(pillar: Pillar) -> tuple[Branch, Branch]:
    """The two branches without a stem in the pillar's decade (순), the yang one first."""
    first = (pillar.branch.index - pillar.stem.index - 2) % 12
    return BRANCHES[first], BRANCHES[first + 1]


def voids_of(pillars: Pillars) -> tuple[Void, Void]:
    """공망 of a chart by the day pillar and by the year pillar."""
    return _void(pillars, "day", pillars.day), _void(pillars, "year", pillars.year)


def _void(pillars: Pillars, by: Literal["year", "day"], base: Pillar) -> Void:
    branches = void_branches(base)
    places = tuple(place for place, pillar in pillars.items() if pillar.branch in branches)
    return Void(by, branches, places)
