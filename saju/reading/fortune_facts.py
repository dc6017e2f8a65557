"""What a date adds to a chart's facts: the running and next decade, the year, month and day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saju.day_master import ten_god
from saju.luck import DECADE
from saju.reading.facts import Term, bind_relation, bind_useful_decade, luck_age
from saju.transits import fortune_of

if TYPE_CHECKING:
    from saju.analysis import Analysis
    from saju.moment import Moment
    from saju.reading.facts import Facts, LuckStarts
    from saju.transits import Fortune, FortunePillar, Transit


def add_fortune(
    facts: Facts,
    analysis: Analysis,
    transit: Transit,
    moment: Moment | None,
    luck_starts: LuckStarts,
) -> None:
    """Adds what the pillars of a day, and the decade that it lies in, are to a chart."""
    fortune = fortune_of(analysis.signs, transit, moment)
    facts.add("date:known", date=transit.date, year_number=transit.saju_year)
    if moment is None or not _is_open(transit, moment, luck_starts):
        _decades(facts, analysis, fortune, luck_starts)
    support = analysis.useful_elements[0]
    for name, pillar_word, each in (
        ("year", "year_now", fortune.year),
        ("month", "month_now", fortune.month),
        ("today", "today", fortune.day),
    ):
        facts.add(f"{name}_now:{each.pillar.hanja}", **{pillar_word: each.pillar})
        _comes(facts, name, each)
        elements = (each.pillar.stem.element, each.pillar.branch.element)
        if support.element in elements:
            facts.add(f"{name}_helps")
        if support.harmful in elements:
            facts.add(f"{name}_hinders")


def _is_open(transit: Transit, moment: Moment, luck_starts: LuckStarts) -> bool:
    """Whether an unknown hour leaves open which decade is running."""
    if luck_starts is None:
        return False
    age = transit.saju_year - moment.solar_date.year
    return len({(age - start) // DECADE for start in luck_starts}) > 1


def _decades(facts: Facts, analysis: Analysis, fortune: Fortune, luck_starts: LuckStarts) -> None:
    me, luck = analysis.signs.day_master, analysis.luck
    if luck is None:
        return
    if fortune.decade is None:
        facts.add("now:before")
        passed = 0
    else:
        pillars = [decade.pillar for decade in luck.pillars]
        if fortune.decade.pillar not in pillars:
            return  # at a hundred years and more, after the tenth, the last that charts show
        passed = pillars.index(fortune.decade.pillar) + 1
        now = luck.pillars[passed - 1]
        facts.add("now:running")
        age = luck_age(now.age, luck.start_age, luck_starts)
        facts.add(f"luck:{now.pillar.hanja}@{now.age}", now_luck=now.pillar, now_age=age)
        _gods(facts, "now", fortune.decade)
    for coming in luck.pillars[passed : passed + 1]:  # none after the tenth
        god = ten_god(me, coming.pillar.stem)
        facts.add(
            f"luck:{coming.pillar.hanja}@{coming.age}",
            next_luck=coming.pillar,
            next_age=luck_age(coming.age, luck.start_age, luck_starts),
        )
        facts.add(f"next_god:{god}", next_god=Term("ten_god", god))
    bind_useful_decade(facts, analysis, luck_starts, passed)


def _gods(facts: Facts, name: str, comes: FortunePillar) -> None:
    for what, table, value in (
        ("god", "ten_god", comes.ten_god_stem),
        ("branch_god", "ten_god", comes.ten_god_branch),
        ("stage", "stage", comes.stage),
    ):
        word = f"{name}_{what}"
        facts.add(f"{word}:{value}", **{word: Term(table, value)})


def _comes(facts: Facts, name: str, comes: FortunePillar) -> None:
    _gods(facts, name, comes)
    if comes.void:
        facts.add(f"{name}_void")
    for star in comes.stars:
        facts.bind(f"{name}_star:{star}", star=Term("star", star))
    for relation in comes.relations:
        natal = [place for place in relation.places if not place.endswith("_luck")]
        bind_relation(facts, f"{name}_relation", relation, natal)
