"""What a chart has to answer about statements: presence, places, amounts."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from saju.day_master import TEN_GODS, branch_ten_god, ten_god, twelve_stage
from saju.hidden_stems import hidden_stems
from saju.stars import twelve_spirits_of

if TYPE_CHECKING:
    from saju.analysis import Analysis
    from saju.model import HiddenStems, TwelveStages
    from saju.pillars import Pillars
    from saju.relations import Relation
    from saju.sexagenary import Pillar, Stem

PLACE_KO = {"year": "연", "month": "월", "day": "일", "hour": "시"}
PART_KO = {"L": "주", "T": "간", "B": "지"}
GOD_NAMES = tuple(god for pair in TEN_GODS for god in pair)
_OF_LEARNING = ("문창귀인", "문곡귀인", "학당귀인")  # any of which English calls an academic star
_TABLES: tuple[HiddenStems, ...] = ("monthly_division", "principal")


class Natal:
    """A chart as statements are held against it; everything is counted when first asked for."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis

    @property
    def pillars(self) -> Pillars:
        """The four pillars."""
        return self.analysis.signs.pillars

    @property
    def day_master(self) -> Stem:
        """일간."""
        return self.analysis.signs.day_master

    @cached_property
    def stems(self) -> dict[str, int]:
        """The stem index of each known place."""
        return {place: pillar.stem.index for place, pillar in self.pillars.items()}

    @cached_property
    def branches(self) -> dict[str, int]:
        """The branch index of each known place."""
        return {place: pillar.branch.index for place, pillar in self.pillars.items()}

    @cached_property
    def gods(self) -> dict[tuple[str, str], str]:
        """십성 by place and part (T or B), without the day master itself."""
        me = self.day_master
        found: dict[tuple[str, str], str] = {}
        for place, pillar in self.pillars.items():
            if place != "day":
                found[place, "T"] = ten_god(me, pillar.stem)
            found[place, "B"] = branch_ten_god(me, pillar.branch)
        return found

    @cached_property
    def hidden(self) -> frozenset[Stem]:
        """The stems that the branches hide, by either table."""
        return frozenset(
            hidden.stem
            for pillar in self.pillars
            for table in _TABLES
            for hidden in hidden_stems(pillar.branch, table)
        )

    @cached_property
    def hidden_gods(self) -> frozenset[str]:
        """십성 of the hidden stems."""
        return frozenset(ten_god(self.day_master, stem) for stem in self.hidden)

    @cached_property
    def stars(self) -> dict[str, set[str]]:
        """The places of each star that the chart carries by its own rules."""
        found: dict[str, set[str]] = {}
        for star in self.analysis.stars:
            found.setdefault(star.name, set()).update(star.places)
            if star.name in _OF_LEARNING:
                found.setdefault("문성", set()).update(star.places)
        return found

    @cached_property
    def spirits(self) -> dict[str, set[str]]:
        """The places of 12신살, counted from the year or the day branch."""
        found: dict[str, set[str]] = {}
        for by in ("year", "day"):
            for place, spirit in twelve_spirits_of(self.pillars, by):
                for name in (spirit.name, spirit.alias):
                    if name is not None:
                        found.setdefault(name, set()).add(place)
        return found

    @cached_property
    def spirit_names(self) -> dict[str, set[str]]:
        """The same by the chart's own convention alone."""
        found: dict[str, set[str]] = {}
        for place, spirit in self.analysis.twelve_spirits.items():
            found.setdefault(spirit.name, set()).add(place)
        return found

    @property
    def relations(self) -> tuple[Relation, ...]:
        """합충형파해, 원진 and 귀문 between the pillars."""
        return self.analysis.relations

    def stage_at(self, place: str) -> set[str]:
        """12운성 of the day master at a place, by every school."""
        pillar = self.pillar_at(place)
        if pillar is None:
            return set()
        schools: tuple[TwelveStages, ...] = ("fire_earth", "water_earth", "same_birth")
        return {twelve_stage(self.day_master, pillar.branch, school) for school in schools}

    def own_stage_at(self, place: str) -> str | None:
        """12운성 of the day master at a place, by the chart's school."""
        pillar = self.pillar_at(place)
        if pillar is None:
            return None
        school = self.analysis.signs.conventions.twelve_stages
        return twelve_stage(self.day_master, pillar.branch, school)

    def pillar_at(self, place: str) -> Pillar | None:
        """The pillar at a place, None for an unknown hour."""
        return next((pillar for name, pillar in self.pillars.items() if name == place), None)
