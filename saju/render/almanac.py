"""A month of the almanac as plain values."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from saju.almanac import AlmanacDay, AlmanacMonth, AlmanacTerm
from saju.render.moment import instant_text
from saju.render.words import element_names, pair_body
from saju.sexagenary import Pillar
from saju.zones import RELEASE

_HALF_MINUTE = timedelta(seconds=30)


def almanac_body(almanac: AlmanacMonth) -> dict[str, Any]:
    """All of it."""
    return {
        "month": f"{almanac.year}-{almanac.month:02}",
        "timezone": almanac.zone.name,
        "days": [_day(day) for day in almanac.days],
        "month_pillars": [
            {
                "year_pillar": _pillar(one.year),
                "month_pillar": _pillar(one.month),
                "begins": _term(one.begins),
            }
            for one in almanac.pillars
        ],
        "tzdata": RELEASE,
    }


def _day(day: AlmanacDay) -> dict[str, Any]:
    lunar = day.lunar
    return {
        "solar_date": day.solar.isoformat(),
        "lunar_date": {
            "year": lunar.year,
            "month": lunar.month,
            "day": lunar.day,
            "leap": lunar.leap,
        },
        "day_pillar": _pillar(day.pillar),
        "month_pillar": _pillar(day.month),
        "year_pillar": _pillar(day.year),
        "term": None if day.term is None else _term(day.term),
    }


def _pillar(pillar: Pillar) -> dict[str, Any]:
    """Its names, and the elements of its stem and its branch."""
    elements = element_names((pillar.stem.element, pillar.branch.element))
    return {**pair_body(pillar), "elements": elements}


def _term(told: AlmanacTerm) -> dict[str, Any]:
    term, local = told.term, told.local
    # To the nearest minute, as almanacs print it, and never so near that it would be another day's.
    rounded = local + _HALF_MINUTE
    minute = rounded if rounded.date() == local.date() else local
    return {
        "name": term.name,
        "hanja": term.hanja,
        "longitude_deg": term.longitude_deg,
        "begins_month": term.begins_month,
        "instant_utc": instant_text(term.instant_s),
        "local": f"{local:%Y-%m-%dT%H:%M:%S}",  # of 1900, offsets have seconds and no standard form
        "minute": f"{minute:%H:%M}",
    }
