"""What a chart is to another person, and to a day, as plain values."""

from __future__ import annotations

from typing import Any

from saju.chart import Chart
from saju.civil import FIRST_YEAR
from saju.compatibility import Compatibility
from saju.luck import LuckPillar
from saju.render.moment import instant_text
from saju.render.rows import relation_body
from saju.render.signs import spirit_body
from saju.render.words import pair_body, said_body
from saju.signs import Signs
from saju.transits import (
    FortunePillar,
    Transit,
    fortune_with,
    luck_pillar_on,
    month_luck,
    year_luck,
)


def compatibility_body(compatibility: Compatibility) -> dict[str, Any]:
    """궁합: the score, and every part with its own."""
    return {
        "score": compatibility.score,
        "parts": [
            {
                "id": part.id,
                "name": said_body(part.name),
                "score": part.score,
                "weight": part.weight,
                "reason": said_body(part.reason),
                "relations": [relation_body(relation) for relation in part.relations],
            }
            for part in compatibility.parts
        ],
    }


YEARS = 10
"""세운 that a day's luck lists, from its own year on."""


def fortune_body(chart: Chart, transit: Transit) -> dict[str, Any]:
    """대운, 세운, 월운 and 일운 of a day, the years from it on and the months of its year."""
    luck = luck_pillar_on(chart.signs, transit, chart.moment)
    return fortune_rows(chart.signs, transit, luck, chart.moment.solar_date.year)


def fortune_rows(
    signs: Signs, transit: Transit, luck: LuckPillar | None, birth_year: int
) -> dict[str, Any]:
    """The same from all that it depends on, which whoever is born in two hours shares."""
    fortune = fortune_with(signs, transit, luck)
    in_table = transit.saju_year >= FIRST_YEAR
    return {
        "date": transit.date.isoformat(),
        "saju_year": transit.saju_year,
        "month_begins_here": None if transit.term is None else transit.term.name,
        "decade": None if fortune.decade is None else _pillar(fortune.decade),
        "year": _pillar(fortune.year),
        "month": _pillar(fortune.month),
        "day": _pillar(fortune.day),
        "years": [
            {"saju_year": year.saju_year, "age": year.age, "korean_age": year.korean_age}
            | _pillar(year.fortune)
            for year in year_luck(signs, transit.saju_year, YEARS, birth_year)
        ],
        "months": [
            {"term": month.term.name, "begins_utc": instant_text(month.term.instant_s)}
            | _pillar(month.fortune)
            for month in (month_luck(signs, transit.saju_year) if in_table else ())
        ],
    }


def _pillar(fortune: FortunePillar) -> dict[str, Any]:
    return pair_body(fortune.pillar) | {
        "ten_god": {"stem": fortune.ten_god_stem, "branch": fortune.ten_god_branch},
        "twelve_stage": fortune.stage,
        "twelve_spirit": spirit_body(fortune.spirit),
        "stars": list(fortune.stars),
        "void": fortune.void,
        "relations": [relation_body(relation) for relation in fortune.relations],
    }
