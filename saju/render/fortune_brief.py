"""What a day or a year is to a chart, in few words: what a model is told of a fortune."""

from __future__ import annotations

from typing import Any

from saju.civil import FIRST_YEAR
from saju.signs import Signs
from saju.transits import FortunePillar, Transit, fortune_of, month_luck

_MONTHS = (*range(2, 13), 1)
"""The calendar month in which each month from 입춘 on begins: its 절 is between the 3rd and 9th."""


def day_brief(signs: Signs, transit: Transit) -> dict[str, Any]:
    """A day with its date, and the month, year and decade that it lies in; the decade may be None."""
    fortune = fortune_of(signs, transit)
    return {
        "date": transit.date.isoformat(),
        "day": _pillar(fortune.day),
        "month": _pillar(fortune.month),
        "year": {"saju_year": transit.saju_year} | _pillar(fortune.year),
        "decade": None if fortune.decade is None else _pillar(fortune.decade),
    }


def year_brief(signs: Signs, transit: Transit) -> dict[str, Any]:
    """A day's saju year with its months and the decade; the same on every day of that year."""
    fortune, saju_year = fortune_of(signs, transit), transit.saju_year
    months = month_luck(signs, saju_year) if saju_year >= FIRST_YEAR else ()
    return {
        "year": {"saju_year": saju_year} | _pillar(fortune.year),
        "decade": None if fortune.decade is None else _pillar(fortune.decade),
        "months": [
            {"begins_in_month": number, "term": month.term.name} | _pillar(month.fortune)
            for number, month in zip(_MONTHS, months, strict=False)
        ],
    }


def _pillar(fortune: FortunePillar) -> dict[str, Any]:
    return {
        "hanja": fortune.pillar.hanja,
        "hangul": fortune.pillar.hangul,
        "ten_gods": [fortune.ten_god_stem, fortune.ten_god_branch],
        "twelve_stage": fortune.stage,
        "stars": fortune.stars,
        "void": fortune.void,
        "relations": [
            {"name": relation.name, "pillars": relation.places} for relation in fortune.relations
        ],
    }
