"""세운, 월운 and 일운: the pillars of a year, a month and a day, and what they are to a chart.

Source: 연해자평 (論太歲, 論運) and every Korean 만세력 – the running year changes at 입춘, the month at
its 절, and both are read like the luck pillar (대운): by the day master and the signs of birth.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from typing import Literal

from saju import civil
from saju.day_master import branch_ten_god, ten_god, twelve_stage
from saju.errors import YearOutOfRange
from saju.luck import LuckPillar, luck_pillar_in, luck_pillar_numbered
from saju.moment import Moment
from saju.pillars import DAY_S, Pillars, day_pillar_of, month_pillar_of, year_pillar_of
from saju.relations import Relation, relations_among
from saju.sexagenary import Pillar
from saju.signs import Signs
from saju.solar_terms import Term, saju_year_of, solar_terms
from saju.stars import Spirit, stars_at, twelve_spirit
from saju.void import void_branches
from saju.zones import zone_of

FortuneKind = Literal["decade", "year", "month", "day"]
_MONTHS = 12
_NOON_S = DAY_S // 2


@dataclass(frozen=True, slots=True)
class Transit:
    """A civil day's year, month and day pillar at its noon, hour None.

    `term` is the 절 that falls on the day: before or after noon, the month pillar changes with it.
    """

    date: date
    pillars: Pillars
    saju_year: int
    term: Term | None


@dataclass(frozen=True, slots=True)
class FortunePillar:
    """A luck, year, month or day pillar as a chart sees it.

    Ten gods, 12운성 (`stage`), 12신살 (`spirit`) and stars in hangul; `void`: its branch is 공망 by the
    day pillar of birth; `relations` are those it has part in, its place called `decade_luck`,
    `year_luck`, `month_luck` or `day_luck`.
    """

    kind: FortuneKind
    pillar: Pillar
    ten_god_stem: str
    ten_god_branch: str
    stage: str
    spirit: Spirit
    stars: tuple[str, ...]
    void: bool
    relations: tuple[Relation, ...]


@dataclass(frozen=True, slots=True)
class Fortune:
    """대운, 세운, 월운 and 일운 of a day; `decade` None before the first luck pillar or without gender."""

    decade: FortunePillar | None
    year: FortunePillar
    month: FortunePillar
    day: FortunePillar


@dataclass(frozen=True, slots=True)
class YearLuck:
    """세운: a saju year, the ages it is counted by (만 after the birthday, 세는나이), its pillar."""

    saju_year: int
    age: int
    korean_age: int
    fortune: FortunePillar


@dataclass(frozen=True, slots=True)
class MonthLuck:
    """월운: a month, the 절 that begins it, its pillar."""

    term: Term
    fortune: FortunePillar


def transit_on(day: date, timezone: str = "Asia/Seoul") -> Transit:
    """The pillars of a civil day; raises YearOutOfRange (1900–2100) and UnknownTimezone."""
    _check_year("date", day.year, day)
    zone, terms = zone_of(timezone), solar_terms()
    midnight_s = day.toordinal() * DAY_S
    noon, before, last = (
        terms.month_number(civil.nearest_instant_s(zone, midnight_s + local_s) - early_s)
        for local_s, early_s in ((_NOON_S, 0), (0, 1), (DAY_S, 1))
    )
    saju_year = saju_year_of(noon)
    pillars = Pillars(
        year_pillar_of(saju_year), month_pillar_of(noon), day_pillar_of(day.toordinal()), None
    )
    return Transit(day, pillars, saju_year, terms.month_term(last) if last != before else None)


def transit_with(day: date, saju_year: int, month: Pillar) -> Transit:
    """A civil day of which saju year and month are known; whether a 절 falls on it is not."""
    pillars = Pillars(year_pillar_of(saju_year), month, day_pillar_of(day.toordinal()), None)
    return Transit(day, pillars, saju_year, None)


def transit_in(saju_year: int) -> Transit:
    """A day that lies in a saju year (1899–2100) everywhere, for what is told of the year alone."""
    return transit_on(max(date(saju_year, 7, 1), date(civil.FIRST_YEAR, 1, 1)))


def fortune_of(signs: Signs, transit: Transit, moment: Moment | None = None) -> Fortune:
    """What a day's pillars, and the luck pillar in force, are to a chart.

    With the moment of the birth the luck pillar is counted from its calendar year, and where luck
    is not rounded (`exact`) from the very day that it begins.
    """
    return fortune_with(signs, transit, luck_pillar_on(signs, transit, moment))


def fortune_with(signs: Signs, transit: Transit, luck: LuckPillar | None) -> Fortune:
    """The same where the luck pillar in force is known."""
    return Fortune(
        None if luck is None else fortune_pillar(signs, "decade", luck.pillar),
        fortune_pillar(signs, "year", transit.pillars.year),
        fortune_pillar(signs, "month", transit.pillars.month),
        fortune_pillar(signs, "day", transit.pillars.day),
    )


def luck_pillar_on(signs: Signs, transit: Transit, moment: Moment | None) -> LuckPillar | None:
    """The luck pillar in force on a day, counted as in `fortune_of`."""
    if moment is None:
        return luck_pillar_in(signs, transit.saju_year)
    if signs.conventions.luck_rounding == "exact" and moment.luck_first_days:
        begun = bisect_right(moment.luck_first_days, transit.date)
        return luck_pillar_numbered(signs, begun - 1)
    return luck_pillar_in(signs, transit.saju_year, moment.solar_date.year)


def year_luck(
    signs: Signs, first_saju_year: int, count: int, birth_year: int | None = None
) -> tuple[YearLuck, ...]:
    """세운 of so many saju years from the first one on; ages are negative before the birth.

    `birth_year` is the calendar year of the birth, without it the saju year.
    """
    born = signs.saju_year if birth_year is None else birth_year
    return tuple(
        YearLuck(
            year,
            year - born,
            year - born + 1,
            fortune_pillar(signs, "year", year_pillar_of(year)),
        )
        for year in range(first_saju_year, first_saju_year + count)
    )


def month_luck(signs: Signs, saju_year: int) -> tuple[MonthLuck, ...]:
    """월운 of the twelve months from 입춘 on; raises YearOutOfRange (1900–2100)."""
    _check_year("saju_year", saju_year, saju_year)
    terms = solar_terms()
    # The Sun is between 입춘 and 경칩 on this day of every year.
    first = terms.month_number(date(saju_year, 2, 20).toordinal() * DAY_S)
    return tuple(
        MonthLuck(terms.month_term(number), fortune_pillar(signs, "month", month_pillar_of(number)))
        for number in range(first, first + _MONTHS)
    )


def fortune_pillar(signs: Signs, kind: FortuneKind, pillar: Pillar) -> FortunePillar:
    """What a pillar that comes by is to a chart."""
    natal, me = signs.pillars, signs.day_master
    by_year = signs.conventions.twelve_spirits == "year"
    base = natal.year.branch if by_year else natal.day.branch
    place = f"{kind}_luck"
    return FortunePillar(
        kind,
        pillar,
        ten_god(me, pillar.stem),
        branch_ten_god(me, pillar.branch),
        twelve_stage(me, pillar.branch, signs.conventions.twelve_stages),
        twelve_spirit(base, pillar.branch),
        stars_at(natal, pillar, signs.gender),
        pillar.branch in void_branches(natal.day),
        tuple(
            relation
            for relation in relations_among((*natal.items(), (place, pillar)), natal.month.branch)
            if place in relation.places
        ),
    )


def _check_year(field: str, year: int, value: object) -> None:
    first, last = civil.FIRST_YEAR, civil.LAST_YEAR
    if not first <= year <= last:
        raise YearOutOfRange(field, value, f"{value} is outside the years {first}–{last}", 1990)
