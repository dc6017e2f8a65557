"""What a fortune is told for: a day or a saju year, as far as a question may say it.

The time zone stays in the request. It decides what day it is, and on the day of a 절 whether its noon
is before or after it; the day's pillars are all that is left of that. A reading of a year depends on
the saju year's number alone, so all who ask within one year ask the same question.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, TypeAlias

from saju.pillars import month_pillar_fits, year_pillar_of
from saju.sexagenary import PILLAR_BY_HANJA, Pillar
from saju.transits import Transit, transit_in, transit_on, transit_with
from shared.contracts.requests import FIRST_DAY, LAST_DAY, ServiceType


@dataclass(frozen=True, slots=True)
class SajuDay:
    """A civil day, the saju year and the month pillar that its noon belongs to."""

    date: dt.date
    saju_year: int
    month: Pillar

    @property
    def transit(self) -> Transit:
        """The day as the engine takes it."""
        return transit_with(self.date, self.saju_year, self.month)

    def to_payload(self) -> dict[str, Any]:
        """A small JSON-able value."""
        return {
            "date": self.date.isoformat(),
            "saju_year": self.saju_year,
            "month_pillar": self.month.hanja,
        }

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> SajuDay:
        """The day that `to_payload` gave; raises ValueError, KeyError and TypeError."""
        date = dt.date.fromisoformat(payload["date"])
        month = PILLAR_BY_HANJA[payload["month_pillar"]]
        day = cls(date, payload["saju_year"], month)
        if (
            not FIRST_DAY <= date <= LAST_DAY
            or day.saju_year not in (date.year - 1, date.year)
            or not month_pillar_fits(month, year_pillar_of(day.saju_year))
        ):
            raise ValueError("no day has this date and these pillars")
        return day


@dataclass(frozen=True, slots=True)
class SajuYear:
    """A saju year, from one 입춘 to the next."""

    saju_year: int

    @property
    def transit(self) -> Transit:
        """A day of the year, of which the year alone may be told."""
        return transit_in(self.saju_year)

    def to_payload(self) -> dict[str, Any]:
        """A small JSON-able value."""
        return {"saju_year": self.saju_year}

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> SajuYear:
        """The year that `to_payload` gave; raises ValueError, KeyError and TypeError."""
        year = payload["saju_year"]
        if type(year) is not int or not FIRST_DAY.year - 1 <= year <= LAST_DAY.year:
            raise ValueError("no date lies in this saju year")
        return cls(year)


Occasion: TypeAlias = SajuDay | SajuYear

_KINDS: dict[str, type[SajuDay | SajuYear]] = {
    "daily_fortune": SajuDay,
    "yearly_fortune": SajuYear,
}
FORTUNES = frozenset(_KINDS)
"""The service types that are read for an occasion."""


def occasion_of(service_type: ServiceType, date: dt.date, timezone: str) -> Occasion:
    """What one of the `FORTUNES` is told for on a civil day of a time zone."""
    day = transit_on(date, timezone)
    if _KINDS[service_type] is SajuYear:
        return SajuYear(day.saju_year)
    return SajuDay(date, day.saju_year, day.pillars.month)


def occasion_from_payload(service_type: str, payload: Any) -> Occasion | None:
    """The occasion in a question's bytes: one for each of the `FORTUNES`, and None for all others.

    Raises:
        ValueError, KeyError, TypeError: it is no occasion, or not this service type's.
    """
    kind = _KINDS.get(service_type)
    if kind is not None:
        return kind.from_payload(payload)
    if payload is not None:
        raise ValueError("only a fortune is told for an occasion")
    return None
