"""How close a birth is to a boundary: which pillars a minute, a day or a degree could change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from saju.model import Conventions
from saju.pillars import DAY_S, HOUR_S, day_hour_pillars, month_pillar_of, year_pillar_of
from saju.sexagenary import Pillar
from saju.solar_terms import saju_year_of, solar_terms

PillarName = Literal["year", "month", "day", "hour"]
UNCERTAINTY_S = 60
_DAY_AND_HOUR: tuple[tuple[PillarName, int], ...] = (("day", 0), ("hour", 1))
_HOURS = "자축인묘진사오미신유술해"


@dataclass(frozen=True, slots=True)
class BoundaryWarning:
    """A pillar that could be another: what begins there, when (UTC seconds), and the other pillar."""

    pillar: PillarName
    term: str
    instant_s: int
    other: Pillar


def term_warnings(utc_s: int, before_s: int, after_s: int) -> tuple[BoundaryWarning, ...]:
    """Year and month pillars that change from `before_s` to `after_s`, seen from `utc_s`."""
    terms = solar_terms()
    own = terms.month_number(utc_s)
    warnings = []
    for month in (terms.month_number(before_s), terms.month_number(after_s)):
        if month == own:
            continue
        term = terms.month_term(max(month, own))
        year, other_year = saju_year_of(own), saju_year_of(month)
        if year != other_year:
            warnings.append(
                BoundaryWarning("year", term.name, term.instant_s, year_pillar_of(other_year))
            )
        warnings.append(BoundaryWarning("month", term.name, term.instant_s, month_pillar_of(month)))
    return tuple(warnings)


def clock_warnings(
    utc_s: int, clock_s: int, clock_of: Callable[[int], int], conventions: Conventions
) -> tuple[BoundaryWarning, ...]:
    """Day and hour pillars that a minute more or less would change, over a jump of the clock too."""
    own = day_hour_pillars(clock_s, conventions)
    warnings = []
    for other_s in (utc_s - UNCERTAINTY_S, utc_s + UNCERTAINTY_S):
        others = day_hour_pillars(clock_of(other_s), conventions)
        if others == own:
            continue
        for place, index in _DAY_AND_HOUR:
            if others[index] == own[index]:
                continue

            def pillar_at(at_s: int, index: int = index) -> Pillar:
                return day_hour_pillars(clock_of(at_s), conventions)[index]

            edge_s = _change_s(pillar_at, *sorted((utc_s, other_s)))
            name = _hour_name(clock_of(edge_s))
            warnings.append(BoundaryWarning(place, name, edge_s, others[index]))
    return tuple(warnings)


def day_warnings(
    noon_s: int,
    civil_day_s: tuple[int, int],
    clock_of: Callable[[int], int],
    conventions: Conventions,
) -> tuple[BoundaryWarning, ...]:
    """The day pillars that a civil day with an unknown hour could have besides its noon's.

    The day is looked through hour by hour, for a clock that is put back may make it a day twice.
    """

    def day_at(utc_s: int) -> Pillar:
        return day_hour_pillars(clock_of(utc_s), conventions)[0]

    first_s, last_s = civil_day_s
    own = day_at(noon_s)
    name = "자시" if conventions.day_boundary == "23:00" else "자정"
    found: dict[Pillar, BoundaryWarning] = {}
    for begin_s, end_s in pairwise((*range(first_s, last_s, HOUR_S), last_s)):
        before, after = day_at(begin_s), day_at(end_s)
        other = before if end_s <= noon_s else after
        if before != after and other != own:
            edge_s = _change_s(day_at, begin_s, end_s)
            found[other] = BoundaryWarning("day", name, edge_s, other)
    return tuple(found.values())


def place_warnings(
    utc_s: int, clock_s: int, others_s: tuple[int, ...], conventions: Conventions
) -> tuple[BoundaryWarning, ...]:
    """Day and hour pillars that another place of the same zone would have had at this instant."""
    own_day, own_hour = day_hour_pillars(clock_s, conventions)
    found: dict[tuple[str, Pillar], BoundaryWarning] = {}
    for other_s in others_s:
        day, hour = day_hour_pillars(other_s, conventions)
        if day != own_day:
            found["day", day] = BoundaryWarning("day", "경도", utc_s, day)
        if hour != own_hour:
            found["hour", hour] = BoundaryWarning("hour", "경도", utc_s, hour)
    return tuple(found.values())


def _change_s(pillar_at: Callable[[int], Pillar], before_s: int, after_s: int) -> int:
    """The second between two instants of different pillars at which the later one begins."""
    later = pillar_at(after_s)
    while after_s - before_s > 1:
        middle_s = (before_s + after_s) // 2
        if pillar_at(middle_s) == later:
            after_s = middle_s
        else:
            before_s = middle_s
    return after_s


def _hour_name(edge_s: int) -> str:
    of_day_s = edge_s % DAY_S
    if of_day_s == 0:
        return "자정"
    return _HOURS[(of_day_s // 3_600 + 1) // 2 % 12] + "시"
