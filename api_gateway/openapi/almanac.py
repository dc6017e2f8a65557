"""A month of the almanac, as the OpenAPI document describes it; it is rendered by `saju.render.almanac`."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import Field

from api_gateway.openapi.chart import ElementName, Row

PARAMETERS: list[dict[str, Any]] = [
    {
        "name": "month",
        "in": "query",
        "required": True,
        "description": "a month of 1900-01 to 2100-12",
        "schema": {"type": "string", "pattern": "^(19[0-9]{2}|20[0-9]{2}|2100)-(0[1-9]|1[0-2])$"},
        "example": "2026-11",
    },
    {
        "name": "timezone",
        "in": "query",
        "description": "the IANA zone by whose clock solar terms are told; else Asia/Seoul",
        "schema": {"type": "string"},
        "example": "Asia/Seoul",
    },
    {
        "name": "If-None-Match",
        "in": "header",
        "description": "the ETag of what the caller has",
        "schema": {"type": "string"},
    },
]


class AlmanacPillar(Row):
    """A pillar and the elements of its two signs."""

    hanja: str
    hangul: str
    elements: list[ElementName] = Field(min_length=2, max_length=2)
    """of the stem, of the branch"""


class AlmanacTermRow(Row):
    """A solar term (절기)."""

    name: str
    hanja: str
    longitude_deg: int
    """of the Sun"""
    begins_month: bool
    """a 절, with which the month pillar changes (and the year's with 입춘); else a 중기"""
    instant_utc: dt.datetime
    """exact to the second"""
    local: str
    """what the zone's clock shows then, YYYY-MM-DDTHH:MM:SS"""
    minute: str
    """the same to the nearest minute, HH:MM, as almanacs print it"""


class AlmanacLunarDate(Row):
    """A day of the Korean calendar (음력)."""

    year: int
    month: int
    day: int
    leap: bool
    """a 윤달"""


class AlmanacDayRow(Row):
    """A day."""

    solar_date: dt.date
    lunar_date: AlmanacLunarDate
    day_pillar: AlmanacPillar
    """of its noon: where a school begins the day at 23:00, the evening has the next one's"""
    month_pillar: AlmanacPillar
    """as the day ends; until the instant of a 절 the one before holds"""
    year_pillar: AlmanacPillar
    """likewise"""
    term: AlmanacTermRow | None


class MonthPillarsRow(Row):
    """The year's and the month's pillar from one 절 to the next."""

    year_pillar: AlmanacPillar
    month_pillar: AlmanacPillar
    begins: AlmanacTermRow
    """of the first row it is before the month"""


class AlmanacRow(Row):
    """A month: what it has is for ever, but for what zones will do."""

    month: str
    timezone: str
    days: list[AlmanacDayRow]
    month_pillars: list[MonthPillarsRow]
    """those that hold in the month, in order"""
    tzdata: str
    """the release of the zones"""


class AlmanacAnswer(Row):
    """A month of the almanac."""

    success: Literal[True]
    data: AlmanacRow
