"""A chart together with pillars that meet it: of luck, of the time that is told, of a partner."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from saju.inspection.natal import Natal
from saju.relations import relations_among

if TYPE_CHECKING:
    from collections.abc import Sequence

    from saju.pillars import Pillars
    from saju.relations import Relation
    from saju.sexagenary import Pillar


class Hosting(Natal):
    """A chart of which relations may be said that it makes with its guests.

    Guests relate with the chart, and `together` with each other too, as the day that is told does
    with its month.
    """

    def __init__(self, host: Natal, guests: Sequence[Pillar], together: Sequence[Pillar] = ()):
        super().__init__(host.analysis)
        self._guests = tuple((f"guest_{k}", guest) for k, guest in enumerate(guests))
        self._together = tuple((f"told_{k}", guest) for k, guest in enumerate(together))

    @cached_property
    def stems(self) -> dict[str, int]:
        """Those of the chart and of its guests."""
        return {label: pillar.stem.index for label, pillar in self._everybody()}

    @cached_property
    def branches(self) -> dict[str, int]:
        """Those of the chart and of its guests."""
        return {label: pillar.branch.index for label, pillar in self._everybody()}

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """Those of the chart, those that a guest has part in, those of guests told together."""
        natal: Pillars = self.pillars
        found = list(self.analysis.relations)
        for guest in (*self._guests, *self._together):
            found += [
                relation
                for relation in relations_among((*natal.items(), guest), natal.month.branch)
                if guest[0] in relation.places
            ]
        if len(self._together) > 1:
            found += relations_among(self._together, natal.month.branch)
        return tuple(found)

    def _everybody(self) -> tuple[tuple[str, Pillar], ...]:
        return (*self.pillars.items(), *self._guests, *self._together)
