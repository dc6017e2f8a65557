"""A month of the almanac (만세력): each day in both calendars with its pillar, and the solar terms.

Days are those of the calendar, and so are their pillars and lunar dates, wherever one is. A zone decides
on which day, and at which time of its clock, a solar term falls, and with it the month's pillar.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from saju.civil import DAY_S, FIRST_YEAR, LAST_YEAR, nearest_instant_s
from saju.errors import NoSuchMonth, YearOutOfRange
from saju.lunar import LunarDate, lunar_calendar
from saju.pillars import day_pillar_of, month_pillar_of, year_pillar_of
from saju.sexagenary import Pillar
from saju.solar_terms import Term, saju_year_of, solar_terms
from saju.zones import Zone, zone_of


@dataclass(frozen=True, slots=True)
class AlmanacTerm:
    """A solar term, and what the zone's clock shows then."""

    term: Term
    local: datetime


@dataclass(frozen=True, slots=True)
class AlmanacDay:
    """A day of the calendar.

    Attributes:
        solar: its date.
        lunar: the same day in the Korean calendar.
        pillar: 일진, of its noon, which every school gives it.
        year, month: the pillars that hold when the day ends.
        term: the solar term that falls on it.

    """

    solar: date
    lunar: LunarDate
    pillar: Pillar
    year: Pillar
    month: Pillar
    term: AlmanacTerm | None


@dataclass(frozen=True, slots=True)
class MonthPillars:
    """Year's and month's pillar from one 절 to the next."""

    year: Pillar
    month: Pillar
    begins: AlmanacTerm


@dataclass(frozen=True, slots=True)
class AlmanacMonth:
    """A month of the calendar.

    Attributes:
        year, month: its name.
        zone: whose clock the terms are told by.
        days: all of them, in order.
        pillars: those that hold in it, in order; the first began before it or with its first second.

    """

    year: int
    month: int
    zone: Zone
    days: tuple[AlmanacDay, ...]
    pillars: tuple[MonthPillars, ...]


def almanac_month(year: int, month: int, timezone: str = "Asia/Seoul") -> AlmanacMonth:
    """The almanac of a month of 1900–2100.

    Raises YearOutOfRange, NoSuchMonth or UnknownTimezone.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        message = f"{year} is outside the years {FIRST_YEAR}–{LAST_YEAR}"
        raise YearOutOfRange(
            "year", year, message, 2026, what=f"{year}", first=FIRST_YEAR, last=LAST_YEAR
        )
    if not 1 <= month <= 12:
        raise NoSuchMonth("month", month, f"there is no month {month}", 12)
    zone, terms = zone_of(timezone), solar_terms()
    first = date(year, month, 1).toordinal()
    end = date(year + month // 12, month % 12 + 1, 1).toordinal()
    # A term's day is the one that the clock shows then. One that is put back at midnight shows the day
    # before once more, so what lies around the month is looked through as well.
    found = terms.between(
        nearest_instant_s(zone, (first - 1) * DAY_S), nearest_instant_s(zone, (end + 1) * DAY_S)
    )
    fallen = {one.local.toordinal(): one for one in (_told(term, zone) for term in found)}
    return AlmanacMonth(
        year,
        month,
        zone,
        tuple(_day(ordinal, fallen.get(ordinal), zone) for ordinal in range(first, end)),
        _pillars(
            nearest_instant_s(zone, first * DAY_S), nearest_instant_s(zone, end * DAY_S), zone
        ),
    )


def _day(ordinal: int, term: AlmanacTerm | None, zone: Zone) -> AlmanacDay:
    number = solar_terms().month_number(nearest_instant_s(zone, (ordinal + 1) * DAY_S) - 1)
    return AlmanacDay(
        solar=date.fromordinal(ordinal),
        lunar=lunar_calendar().date_of(ordinal),
        pillar=day_pillar_of(ordinal),
        year=year_pillar_of(saju_year_of(number)),
        month=month_pillar_of(number),
        term=term,
    )


def _pillars(first_s: int, end_s: int, zone: Zone) -> tuple[MonthPillars, ...]:
    terms = solar_terms()
    numbers = range(terms.month_number(first_s), terms.month_number(end_s - 1) + 1)
    return tuple(
        MonthPillars(
            year_pillar_of(saju_year_of(number)),
            month_pillar_of(number),
            _told(terms.month_term(number), zone),
        )
        for number in numbers
    )


def _told(term: Term, zone: Zone) -> AlmanacTerm:
    return AlmanacTerm(term, zone.local(term.instant_s))
