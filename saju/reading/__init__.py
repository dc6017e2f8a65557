"""The engine's own reading: true things of a chart, said in words kept in `saju/texts`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saju.errors import UnknownReading
from saju.reading.facts import Facts, add_chart, bind_useful_decade
from saju.reading.fortune_facts import add_fortune
from saju.reading.pair_facts import add_pair
from saju.reading.parts import Reading, Section, Sentence
from saju.reading.rules import LANGUAGES, plan, texts
from saju.reading.teller import Teller

if TYPE_CHECKING:
    from saju.moment import Moment
    from saju.signs import Signs
    from saju.transits import Transit

__all__ = [
    "COMPATIBILITY",
    "LANGUAGES",
    "SERVICE_TYPES",
    "Reading",
    "Section",
    "Sentence",
    "facts_of",
    "local_reading",
]

COMPATIBILITY = "compatibility"
SERVICE_TYPES = (
    "saju_interpretation",
    "personality",
    "career",
    "wealth",
    "love",
    "health",
    "daily_fortune",
    "yearly_fortune",
    COMPATIBILITY,
)


def local_reading(
    signs: Signs,
    service_type: str,
    language: str,
    *,
    partner: Signs | None = None,
    transit: Transit | None = None,
    moment: Moment | None = None,
) -> Reading:
    """The reading of a chart in `ko` or `en`, always the same for the same arguments.

    `transit` is the day that fortunes are told for; without it they say what any day is to the
    chart. `partner` is the second chart of `compatibility`. With the `moment` of the birth the reading
    says which pillars are close to another.

    Raises UnknownReading for another service type or language, and for `compatibility` without a
    partner.
    """
    if service_type not in SERVICE_TYPES:
        message = f"there is no local reading of {service_type!r}"
        raise UnknownReading("service_type", service_type, message, SERVICE_TYPES[0])
    if language not in LANGUAGES:
        message = f"there is no local reading in {language!r}; there are {', '.join(LANGUAGES)}"
        raise UnknownReading("language", language, message, LANGUAGES[0])
    if service_type == COMPATIBILITY and partner is None:
        message = "a compatibility is read from two charts"
        raise UnknownReading("partner", None, message, "the signs of another birth")
    facts = facts_of(signs, transit, partner, moment)
    people = [signs.to_payload(), None if partner is None else partner.to_payload()]
    return Teller(facts, texts(language), repr(people).encode()).reading(plan()[service_type])


def facts_of(
    signs: Signs,
    transit: Transit | None = None,
    partner: Signs | None = None,
    moment: Moment | None = None,
) -> Facts:
    """All that holds of a chart, of a day for it, of it with another chart, and of its moment."""
    facts = Facts()
    unknown_hour = moment is not None and moment.instant_s is None
    luck_starts = moment.luck_start_range if moment is not None and unknown_hour else None
    analysis = add_chart(facts, signs, luck_starts)
    if transit is None:
        facts.add("date:unknown")
        bind_useful_decade(facts, analysis, luck_starts)
    else:
        add_fortune(facts, analysis, transit, moment, luck_starts)
    if moment is not None:
        _add_boundaries(facts, moment)
    if partner is None:
        facts.add("people:one")
    else:
        add_pair(facts, signs, partner)
    return facts


def _add_boundaries(facts: Facts, moment: Moment) -> None:
    for warning in moment.boundary_warnings:
        # Of an unknown hour it is no news that the day could be another.
        if moment.instant_s is not None or warning.pillar != "day":
            facts.bind(f"boundary:{warning.pillar}", boundary_other=warning.other)
