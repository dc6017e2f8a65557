"""The births of some days whose charts are pairwise different: one for each that there is.

Whoever is born in the same two hours has the same chart, but for the age at which the luck pillars
begin, which may change within them; so each day is looked at every half hour.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, cast

from client import Birth as AskedBirth
from saju import Birth, Gender, Signs, chart_of
from saju.errors import LocalTimeNeverWas, LocalTimeWasTwice

LATELY = 6
"""The same chart comes again at once, or where the clock goes back, but in no other hour of the years."""
_LOOKED_AT = (*range(0, 24 * 60, 30), 24 * 60 - 1)
"""Minutes of the day. Its end may belong to the first double hour of the next day already."""


@dataclass(frozen=True, slots=True)
class Days:
    """The births that are meant.

    Attributes:
        genders: None: a chart without luck pillars.
        unknown_hour: the chart of each day's unknown hour besides.

    """

    first: date
    last: date
    genders: Sequence[Gender | None]
    zone: str
    unknown_hour: bool = False

    @property
    def count(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1


def check(days: Days) -> None:
    """Raises `SajuError` where there is no such zone, or a day is outside the years of the engine."""
    for day in (days.first, days.last):
        deque(_moments(_birth(days, day, 12 * 60, None)), maxlen=0)


def distinct_births(days: Days) -> Iterator[tuple[int, AskedBirth]]:
    """Each day's number, from 0, and the births on it, one for each chart; of days that are checked."""
    lately: dict[Gender | None, deque[Signs]] = {
        gender: deque(maxlen=LATELY) for gender in days.genders
    }
    for number in range(days.count):
        day = days.first + timedelta(days=number)
        for gender in days.genders:
            for minute in _LOOKED_AT:
                for birth, signs in _moments(_birth(days, day, minute, gender)):
                    if signs not in lately[gender]:
                        lately[gender].append(signs)
                        yield number, _asked(birth)
            if days.unknown_hour:
                yield number, _asked(_birth(days, day, None, gender))


def _birth(days: Days, day: date, minute: int | None, gender: Gender | None) -> Birth:
    hour, rest = (None, 0) if minute is None else divmod(minute, 60)
    return Birth(day.year, day.month, day.day, hour, rest, gender=gender, timezone=days.zone)


def _moments(birth: Birth) -> Iterator[tuple[Birth, Signs]]:
    """The birth with its signs; twice where the clock showed its time twice, never where it jumped."""
    try:
        yield birth, chart_of(birth).signs
    except LocalTimeWasTwice:
        for fold in (0, 1):
            which = replace(birth, fold=fold)
            yield which, chart_of(which).signs
    except LocalTimeNeverWas:
        return


def _asked(birth: Birth) -> AskedBirth:
    return AskedBirth(
        year=birth.year,
        month=birth.month,
        day=birth.day,
        hour=birth.hour,
        minute=birth.minute if birth.hour is not None else None,
        gender=birth.gender,
        timezone=birth.timezone,
        fold=cast("Literal[0, 1] | None", birth.fold),
    )
