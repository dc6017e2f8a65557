"""The answer of an inspection, as the OpenAPI document describes it, and questions to try."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from api_gateway.openapi.answers import AnswerChart, Words
from api_gateway.openapi.chart import Row


class ClaimFinding(Row):
    """A field of `saju_result` that is not the chart's, or cannot be read."""

    field: Literal["year_pillar", "month_pillar", "day_pillar", "hour_pillar", "ilgan"]
    expected: str | None
    """in hangul; null where the chart has none, for an unknown hour"""
    claimed: str
    """as it was sent"""
    why: str
    """in the caller's `language`"""
    right_under: list[dict[str, str]] | None
    """the smallest changes of `options` under which the claim holds; null where none does"""


class _Place(Row):
    kind: str
    """what the statement is about, such as `pillar`, `element` or `luck`"""
    start: int
    """where it begins in `reading`, in characters (Unicode code points)"""
    end: int
    """where it ends, likewise; exclusive"""
    quote: str
    """the text from `start` to `end`; 300 characters at most"""
    claimed: str
    """what it says, in a few Korean words"""
    expected: str
    """what the chart has, in a few Korean words"""


class ReadingFinding(_Place):
    """A statement of `reading` that contradicts the chart."""

    field: Literal["reading"]
    why: str
    """in the caller's `language`"""


class StatementRow(_Place):
    """A statement of `reading` about the chart."""

    verdict: Literal["true", "false", "unknown"]
    """unknown: schools differ, or the chart cannot say"""


class StatementCounts(Row):
    """All the statements of `reading`, also those that are too many to be listed."""

    true: int
    false: int
    unknown: int


class _Inspection(Row):
    success: Literal[True]
    chart: AnswerChart
    verdict: Literal["correct", "incorrect"]
    """incorrect when anything that was judged is false"""
    score: float
    """the share of what was judged that holds, 0 to 1; 1 where nothing was"""
    judged: int
    """claimed fields, and statements that are true or false"""
    findings: list[ClaimFinding | ReadingFinding]
    """all that is false: fields first, then at most 1,000 statements in the text's order"""
    statements: list[StatementRow] | None
    """at most 1,000, in the text's order; null without `reading`"""
    statement_counts: StatementCounts | None


class InspectionAnswer(_Inspection):
    """What is claimed, held against the chart, and the review where one was asked for."""

    status: Literal["completed"]
    job_id: str | None
    """of the review that was waited for; null where none was"""
    response_time: float
    """seconds"""
    review: Words | None
    """null where none was asked for, or there is no `reading` to review"""
    created_at: dt.datetime


class QueuedInspection(_Inspection):
    """The inspection at once; the review is awaited at `status_url`, as a reading is."""

    status: Literal["queued", "running", "failed", "cancelled"]
    job_id: str
    status_url: str
    review: None


_BIRTH = {"year": 1990, "month": 3, "day": 15, "hour": 14, "minute": 30, "gender": "남성"}

EXAMPLES: dict[str, dict[str, Any]] = {
    "chart": {
        "summary": "A chart whose month and day are wrong",
        "value": {
            "birth_info": _BIRTH,
            "saju_result": {
                "year_pillar": "경오",
                "month_pillar": "정묘",
                "day_pillar": "기해",
                "hour_pillar": "신미",
                "ilgan": "기",
            },
        },
    },
    "reading": {
        "summary": "A Korean text, one statement of which is false",
        "value": {
            "birth_info": _BIRTH,
            "reading": "당신의 일주는 기묘(己卯)입니다. 화가 없는 사주입니다.",
        },
    },
    "both": {
        "summary": "A right chart and an English text, the reasons in English",
        "value": {
            "birth_info": _BIRTH,
            "saju_result": {"day_pillar": "己卯", "ilgan": "己"},
            "reading": "Your day pillar is 己卯. There is no metal.",
            "language": "en",
        },
    },
    "convention": {
        "summary": "A day that would be right by the wall clock",
        "value": {
            "birth_info": {**_BIRTH, "hour": 23, "minute": 10},
            "saju_result": {"day_pillar": "경진"},
            "options": {"solar_time": "mean"},
        },
    },
    "partner": {
        "summary": "A text about two people and this year",
        "value": {
            "birth_info": _BIRTH,
            "partner_birth_info": {"year": 2000, "month": 1, "day": 1, "hour": 12},
            "reading": "상대방의 일주는 무오입니다. 올해는 병오년입니다.",
            "date": "2026-11-23",
        },
    },
}
