"""All that follows from a chart's signs, each part computed when it is first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType

from saju.balance import ElementBalance, balance_of
from saju.hour_outlook import HourOutlook, hour_outlook
from saju.luck import Luck, luck_of
from saju.model import Place
from saju.relations import Relation, relations_of
from saju.signs import Signs
from saju.stars import Spirit, Star, stars_of, twelve_spirits_of
from saju.strength import Strength, strength_of
from saju.structure import Structure, structure_of
from saju.useful_element import UsefulElement, useful_elements_of
from saju.void import Void, voids_of


class Analysis:
    """The derived rows of one chart, by the conventions that its signs carry."""

    def __init__(self, signs: Signs) -> None:
        self.signs = signs

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """합충형파해 and the rest between the pillars."""
        return relations_of(self.signs.pillars)

    @cached_property
    def stars(self) -> tuple[Star, ...]:
        """신살."""
        return stars_of(self.signs.pillars, self.signs.gender)

    @cached_property
    def twelve_spirits(self) -> Mapping[Place, Spirit]:
        """12신살 of each known branch."""
        base = self.signs.conventions.twelve_spirits
        return MappingProxyType(dict(twelve_spirits_of(self.signs.pillars, base)))

    @cached_property
    def voids(self) -> tuple[Void, ...]:
        """공망, by the day pillar and by the year pillar."""
        return voids_of(self.signs.pillars)

    @cached_property
    def balance(self) -> ElementBalance:
        """How the five elements are spread."""
        return balance_of(self.signs.pillars, self.signs.conventions.hidden_stems)

    @cached_property
    def strength(self) -> Strength:
        """신강 or 신약, with its parts."""
        return strength_of(self.signs.pillars)

    @cached_property
    def structure(self) -> Structure:
        """격국."""
        return structure_of(self.signs.pillars, self.signs.conventions.hidden_stems)

    @cached_property
    def useful_elements(self) -> tuple[UsefulElement, UsefulElement]:
        """용신 by 억부 and by 조후."""
        return useful_elements_of(self.signs.pillars, self.strength, self.structure, self.balance)

    @cached_property
    def luck(self) -> Luck | None:
        """대운; None without gender."""
        return luck_of(self.signs)

    @cached_property
    def hour_outlook(self) -> HourOutlook | None:
        """What the hour could change; None when it is known."""
        return None if self.signs.pillars.hour else hour_outlook(self.signs)
