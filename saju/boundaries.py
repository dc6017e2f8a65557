"""How close a birth is to a boundary: which pillars a minute, a day or a degree could change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from saju.model import Conventions
from saju.pillars import DAY_S, day_hour_pillars, month_pillar_of, year_pillar_of
from saju.sexagenary import Pillar
from saju.solar_terms import saju_year_of, solar_terms

PillarName = Literal["year", "month", "day", "hour"]
UNCERTAINTY_S = 60
_HOUR_PAIR_S = 7_200
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
    utc_s: int, clock_s: int, conventions: Conventions
) -> tuple[BoundaryWarning, ...]:
    """Day and hour pillars that a minute more or less on the local clock would change."""
    own_day, own_hour = day_hour_pillars(clock_s, conventions)
    warnings = []
    for shift_s in (-UNCERTAINTY_S, UNCERTAINTY_S):
        day, hour = day_hour_pillars(clock_s + shift_s, conventions)
        edge_s = _edge_between(clock_s, clock_s + shift_s)
        instant_s = utc_s + edge_s - clock_s
        if day != own_day:
            warnings.append(BoundaryWarning("day", _hour_name(edge_s), instant_s, day))
        if hour != own_hour:
            warnings.append(BoundaryWarning("hour", _hour_name(edge_s), instant_s, hour))
    return tuple(warnings)


def day_warnings(
    own: Pillar,
    civil_day_s: tuple[int, int],
    clock_of: Callable[[int], int],
    conventions: Conventions,
) -> tuple[BoundaryWarning, ...]:
    """The day pillars that a civil day with an unknown hour could have besides `own`."""
    warnings = []
    first_s, last_s = civil_day_s
    for end_s in (first_s, last_s):
        day, _ = day_hour_pillars(clock_of(end_s), conventions)
        if day == own:
            continue
        clock_s = clock_of(end_s)
        start = DAY_S - 3_600 if conventions.day_boundary == "23:00" else 0
        shift = (clock_s - start) % DAY_S if end_s == last_s else -((start - clock_s) % DAY_S)
        name = "자시" if conventions.day_boundary == "23:00" else "자정"
        warnings.append(BoundaryWarning("day", name, end_s - shift, day))
    return tuple(warnings)


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


def _edge_between(one_s: int, other_s: int) -> int:
    """The full odd hour or midnight between two clock times a minute apart, if any."""
    later_s = max(one_s, other_s)
    odd_hour_s = (later_s + 3_600) // _HOUR_PAIR_S * _HOUR_PAIR_S - 3_600
    midnight_s = later_s // DAY_S * DAY_S
    return max(odd_hour_s, midnight_s) if midnight_s > min(one_s, other_s) else odd_hour_s


def _hour_name(edge_s: int) -> str:
    of_day_s = edge_s % DAY_S
    if of_day_s == 0:
        return "자정"
    return _HOURS[(of_day_s // 3_600 + 1) // 2 % 12] + "시"
