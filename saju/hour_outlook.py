"""시 모름: what every hour of the day has in common for a chart, and what the hour could change.

The hour's stem follows from the day's (오서둔, 연해자평), so there are twelve hours to think of, or
thirteen where midnight parts 조자시 from 야자시 and the latter has the next day's stem. The day
pillar is taken as it is: whether it could be another is a boundary warning of the moment.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeVar

from saju.balance import balance_of, element_counts
from saju.day_master import branch_ten_god, ten_god, twelve_stage
from saju.pillars import Pillars, hour_stems
from saju.relations import Relation, relations_of
from saju.sexagenary import BRANCHES, Branch, Pillar, pillar_of
from saju.signs import Signs
from saju.stars import stars_of
from saju.strength import strength_of
from saju.structure import structure_of
from saju.useful_element import useful_elements_of

if TYPE_CHECKING:
    from collections.abc import Iterable

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class HourRow:
    """An hour that could be the birth's: its branch and pillar, ten gods and 12운성 in hangul.

    `late` marks the 야자시 of before midnight where its stem is another than that of 조자시.
    """

    branch: Branch
    late: bool
    pillar: Pillar
    ten_god_stem: str
    ten_god_branch: str
    stage: str


@dataclass(frozen=True, slots=True)
class Possible(Generic[T]):
    """What is so at some hours only, and the pillars of those hours."""

    value: T
    hours: tuple[Pillar, ...]


@dataclass(frozen=True, slots=True)
class Outlook(Generic[T]):
    """Of one subject: what holds at every hour, and what at some only."""

    unchanged: tuple[T, ...]
    could_change: tuple[Possible[T], ...]


@dataclass(frozen=True, slots=True)
class ElementRange:
    """How few and how many visible signs of an element (an index of ELEMENTS) there could be."""

    element: int
    least: int
    most: int


@dataclass(frozen=True)
class HourOutlook:
    """A chart over its possible hours; each part is computed when it is first asked for."""

    signs: Signs

    @cached_property
    def hours(self) -> tuple[HourRow, ...]:
        """자시 to 해시, then 야자시 where it has a stem of its own."""
        day, me, conventions = self.signs.pillars.day, self.signs.day_master, self.signs.conventions
        stems = [hour_stems(day, branch, conventions) for branch in BRANCHES]
        seats = [(branch, own[0], False) for branch, own in zip(BRANCHES, stems, strict=True)]
        seats += [(BRANCHES[0], stem, True) for stem in stems[0][1:]]
        rows = []
        for branch, stem, late in seats:
            pillar = pillar_of(stem, branch.index)
            rows.append(
                HourRow(
                    branch,
                    late,
                    pillar,
                    ten_god(me, pillar.stem),
                    branch_ten_god(me, branch),
                    twelve_stage(me, branch, conventions.twelve_stages),
                )
            )
        return tuple(rows)

    @cached_property
    def elements(self) -> tuple[ElementRange, ...]:
        """Wood to water: the counts of the eight signs."""
        counts = [element_counts(pillars) for pillars in self._charts]
        return tuple(
            ElementRange(element, min(of_hours), max(of_hours))
            for element, of_hours in enumerate(zip(*counts, strict=True))
        )

    @cached_property
    def missing_elements(self) -> Outlook[int]:
        """Elements that no visible sign has, at every hour or at some; at the others the hour fills them."""
        return self._outlook(
            [element for element, count in enumerate(element_counts(pillars)) if count == 0]
            for pillars in self._charts
        )

    @cached_property
    def strength(self) -> Outlook[str]:
        """신강 or 신약 in its degrees, by name."""
        return self._outlook([strength_of(pillars).name] for pillars in self._charts)

    @cached_property
    def structure(self) -> Outlook[str]:
        """격국, by name."""
        return self._outlook(
            [structure_of(pillars, self.signs.conventions.hidden_stems).name]
            for pillars in self._charts
        )

    @cached_property
    def useful_elements(self) -> Outlook[int]:
        """용신 by 억부; that by 조후 needs no hour."""
        return self._outlook([self._useful_element(pillars)] for pillars in self._charts)

    @cached_property
    def stars(self) -> Outlook[str]:
        """Stars (신살) that would sit on the hour pillar; those of the other three stay."""
        return self._outlook(
            [star.name for star in stars_of(pillars, self.signs.gender) if "hour" in star.places]
            for pillars in self._charts
        )

    @cached_property
    def relations(self) -> Outlook[Relation]:
        """합충형파해 and the rest, those among the known pillars with them; none says it transforms."""
        return self._outlook(
            [replace(found, transforms=None, reason=None) for found in relations_of(pillars)]
            for pillars in self._charts
        )

    @cached_property
    def transformations(self) -> Outlook[Relation]:
        """The 합 that become their element, those among the known pillars with them."""
        return self._outlook(
            [replace(found, reason=None) for found in relations_of(pillars) if found.transforms]
            for pillars in self._charts
        )

    def _useful_element(self, pillars: Pillars) -> int:
        table = self.signs.conventions.hidden_stems
        support, _ = useful_elements_of(
            pillars,
            strength_of(pillars),
            structure_of(pillars, table),
            balance_of(pillars, table),
        )
        return support.element

    @cached_property
    def _charts(self) -> tuple[Pillars, ...]:
        return tuple(replace(self.signs.pillars, hour=row.pillar) for row in self.hours)

    def _outlook(self, of_hours: Iterable[Iterable[T]]) -> Outlook[T]:
        """What each hour has, sorted by whether all have it; in the order of first appearance."""
        found: dict[T, dict[Pillar, None]] = {}
        for row, values in zip(self.hours, of_hours, strict=True):
            for value in values:
                found.setdefault(value, {})[row.pillar] = None
        every = len(self.hours)
        return Outlook(
            tuple(value for value, hours in found.items() if len(hours) == every),
            tuple(
                Possible(value, tuple(hours))
                for value, hours in found.items()
                if len(hours) < every
            ),
        )


def hour_outlook(signs: Signs) -> HourOutlook:
    """The outlook of a chart whose hour is unknown; an hour that is known is put aside."""
    return HourOutlook(signs)
