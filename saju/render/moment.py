"""The personal part of a chart as plain values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from saju.chart import Chart
from saju.luck import luck_of
from saju.lunar import LunarDate
from saju.pillars import DAY_S
from saju.render.signs import signs_body
from saju.render.words import said_body, sign_body


def chart_body(chart: Chart) -> dict[str, Any]:
    """Both parts: the chart of an answer to whoever asked."""
    return signs_body(chart.signs) | moment_body(chart)


def moment_body(chart: Chart) -> dict[str, Any]:
    """The fields of the very moment: both calendars, the instant, what is close to a boundary."""
    moment = chart.moment
    solar = moment.solar_date
    elapsed = moment.luck_elapsed
    ruling, luck = moment.ruling_stem, luck_of(chart.signs)
    start_range = moment.luck_start_range
    ages = () if luck is None else [decade.age for decade in luck.pillars]
    first_days = [day.isoformat() for day in moment.luck_first_days]
    return {
        "solar_date": {"year": solar.year, "month": solar.month, "day": solar.day},
        "lunar_date": _lunar(moment.lunar_date),
        "instant_utc": None if moment.instant_s is None else instant_text(moment.instant_s),
        "longitude": moment.longitude_deg,
        "boundary_warnings": [
            {
                "pillar": warning.pillar,
                "term": warning.term,
                "instant_utc": instant_text(warning.instant_s),
                "other": warning.other.hangul,
            }
            for warning in moment.boundary_warnings
        ],
        "warnings": [said_body(warning) for warning in moment.warnings],
        "ruling_stem": None if ruling is None else sign_body(ruling),
        "luck_starts_on": first_days[0] if first_days else None,
        "luck_start_range": None
        if start_range is None
        else {"least": start_range[0], "most": start_range[1]},
        "luck_first_days": first_days,
        "luck_first_years": [] if luck is None else list(moment.luck_first_years(ages)),
        "luck_elapsed": None
        if elapsed is None
        else {
            "years": elapsed.years,
            "months": elapsed.months,
            "days": elapsed.days,
            "decimal_years": elapsed.decimal_years,
        },
        "tzdata": moment.tzdata_release,
    }


def instant_text(utc_s: int) -> str:
    """RFC 3339 of UTC seconds of the calendar."""
    day, of_day_s = divmod(utc_s, DAY_S)
    moment = datetime.fromordinal(day).replace(tzinfo=UTC) + timedelta(seconds=of_day_s)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _lunar(lunar: LunarDate) -> dict[str, Any]:
    return {"year": lunar.year, "month": lunar.month, "day": lunar.day, "leap": lunar.leap}
