"""A chart as plain JSON-able values, in two parts.

`signs_body` is timeless and may be stored, cached and shown to a model; `moment_body` is personal and
stands in the answer to whoever asked, nowhere else.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from saju.balance import element_counts
from saju.chart import Chart
from saju.day_master import branch_ten_god, ten_god, twelve_stage
from saju.hidden_stems import hidden_stems
from saju.luck import LuckPillar, luck_pillars
from saju.lunar import LunarDate
from saju.pillars import DAY_S
from saju.sexagenary import ELEMENTS, ELEMENTS_HANJA, Branch, Pillar, Stem
from saju.signs import Signs

_ELEMENT_NAMES = ("wood", "fire", "earth", "metal", "water")
_POLARITIES = {True: "yang", False: "yin"}


def signs_body(signs: Signs) -> dict[str, Any]:
    """The timeless fields: pillars in hangul and in full, elements, luck pillars, conventions."""
    pillars = signs.pillars
    hour = pillars.hour
    own = signs.day_master
    return {
        "year_pillar": pillars.year.hangul,
        "month_pillar": pillars.month.hangul,
        "day_pillar": pillars.day.hangul,
        "hour_pillar": None if hour is None else hour.hangul,
        "ilgan": own.hangul,
        "pillars": {
            "year": _pillar(pillars.year, own),
            "month": _pillar(pillars.month, own),
            "day": _pillar(pillars.day, own, is_day=True),
            "hour": None if hour is None else _pillar(hour, own),
        },
        "saju_year": signs.saju_year,
        "animal": pillars.year.branch.animal,
        "gender": signs.gender,
        "elements": dict(zip(_ELEMENT_NAMES, element_counts(pillars), strict=True)),
        "luck": _luck(signs),
        "conventions": signs.conventions.to_payload(),
    }


def moment_body(chart: Chart) -> dict[str, Any]:
    """The fields of the very moment: both calendars, the instant, what is close to a boundary."""
    moment = chart.moment
    solar = moment.solar_date
    elapsed = moment.luck_elapsed
    return {
        "solar_date": {"year": solar.year, "month": solar.month, "day": solar.day},
        "lunar_date": _lunar(moment.lunar_date),
        "instant_utc": None if moment.instant_s is None else _instant(moment.instant_s),
        "longitude": moment.longitude_deg,
        "boundary_warnings": [
            {
                "pillar": warning.pillar,
                "term": warning.term,
                "instant_utc": _instant(warning.instant_s),
                "other": warning.other.hangul,
            }
            for warning in moment.boundary_warnings
        ],
        "warnings": list(moment.warnings),
        "luck_starts_on": None
        if moment.luck_starts_on is None
        else moment.luck_starts_on.isoformat(),
        "luck_elapsed": None
        if elapsed is None
        else {"years": elapsed.years, "months": elapsed.months, "days": elapsed.days},
        "tzdata": moment.tzdata_release,
    }


def chart_body(chart: Chart) -> dict[str, Any]:
    """Both parts: the chart of an answer to whoever asked."""
    return signs_body(chart.signs) | moment_body(chart)


def _pillar(pillar: Pillar, own: Stem, *, is_day: bool = False) -> dict[str, Any]:
    stem, branch = pillar.stem, pillar.branch
    return {
        "hanja": pillar.hanja,
        "hangul": pillar.hangul,
        "stem": _sign(stem),
        "branch": _sign(branch),
        "element": {"stem": ELEMENTS[stem.element], "branch": ELEMENTS[branch.element]},
        "ten_god": {
            "stem": "일간" if is_day else ten_god(own, stem),
            "branch": branch_ten_god(own, branch),
        },
        "hidden_stems": [
            _sign(hidden.stem) | {"ten_god": ten_god(own, hidden.stem)}
            for hidden in hidden_stems(branch)
        ],
        "twelve_stage": twelve_stage(own, branch),
    }


def _sign(sign: Stem | Branch) -> dict[str, str]:
    return {
        "hanja": sign.hanja,
        "hangul": sign.hangul,
        "element": ELEMENTS[sign.element],
        "element_hanja": ELEMENTS_HANJA[sign.element],
        "polarity": _POLARITIES[sign.is_yang],
    }


def _luck(signs: Signs) -> dict[str, Any] | None:
    direction = signs.luck_direction
    if direction is None or signs.luck_start is None:
        return None
    pillars = luck_pillars(signs.pillars.month, direction, signs.luck_start)
    return {
        "direction": direction,
        "start_age": signs.luck_start,
        "pillars": [_luck_pillar(pillar, signs.day_master) for pillar in pillars],
    }


def _luck_pillar(luck: LuckPillar, own: Stem) -> dict[str, Any]:
    return {
        "hanja": luck.pillar.hanja,
        "hangul": luck.pillar.hangul,
        "age": luck.age,
        "korean_age": luck.korean_age,
        "ten_god": {
            "stem": ten_god(own, luck.pillar.stem),
            "branch": branch_ten_god(own, luck.pillar.branch),
        },
    }


def _lunar(lunar: LunarDate) -> dict[str, Any]:
    return {"year": lunar.year, "month": lunar.month, "day": lunar.day, "leap": lunar.leap}


def _instant(utc_s: int) -> str:
    day, of_day_s = divmod(utc_s, DAY_S)
    moment = datetime.fromordinal(day).replace(tzinfo=UTC) + timedelta(seconds=of_day_s)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
