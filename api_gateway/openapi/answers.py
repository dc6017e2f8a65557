"""The answers of the gateway, as the OpenAPI document describes them."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from api_gateway.openapi.chart import (
    BirthChart,
    CompatibilityRow,
    FortuneRow,
    Row,
    SignsChart,
)
from shared.cache.two_level import Level
from shared.contracts.answers import DataSource, ModelUsed


class AnswerChart(BirthChart):
    """The chart of a POST's answer: the birth's, and what was asked besides."""

    partner: BirthChart | None = None
    """the other person's, where there is one"""
    compatibility: CompatibilityRow | None = None
    """궁합, where there are two people"""
    fortune: FortuneRow | None = None
    """the luck of the day that `date` named, or that a fortune took for today"""


class JobChart(SignsChart):
    """The chart of a job's answer: without the moment of any birth."""

    partner: SignsChart | None = None
    compatibility: CompatibilityRow | None = None


class SectionRow(Row):
    """A section of a reading; its text stands verbatim in `response`."""

    id: str
    title: str
    text: str


class ReadingRow(Row):
    """A reading, section by section."""

    sections: list[SectionRow]


class CheckRow(Row):
    """One thing that was checked of a reading."""

    id: str
    passed: bool
    detail: str | None


class ValidationRow(Row):
    """What was checked; the score is the share that held, 0 to 1."""

    score: float
    checks: list[CheckRow]


class UsageRow(Row):
    """What the answering call took."""

    input_tokens: int
    output_tokens: int
    cost_usd: float


class AttemptRow(Row):
    """One provider call, or one that was left out; `code` is its HTTP status."""

    provider: str
    model: str
    outcome: Literal[
        "ok",
        "timeout",
        "connection",
        "rate_limited",
        "quota",
        "server_error",
        "refused",
        "content_filter",
        "truncated",
        "unusable",
        "contradicts_chart",
        "skipped",
    ]
    code: int | None
    ms: int
    input_tokens: int
    output_tokens: int
    cost_usd: float
    """of this call, by the price table; 0 where no price is known"""


class Words(Row):
    """A reading or a review, who wrote it, and how that came about."""

    response: str | None
    """the whole reading as text; null for `saju_calculation`"""
    reading: ReadingRow | None
    model_used: ModelUsed
    model: str
    cache_hit: bool
    """also of a stale reading that was there at once while a fresher one is fetched"""
    cache_level: Level | None
    data_source: DataSource
    fallback_used: bool
    """any link but the first configured provider answered"""
    degraded: bool
    """store, queue or workers were away when this answer needed them; a fresh hit needs none"""
    validation: ValidationRow
    usage: UsageRow
    attempts: list[AttemptRow]
    created_at: dt.datetime


class _Finished(Words):
    success: Literal[True]
    job_id: str | None
    """null where no job was needed"""
    response_time: float
    """seconds"""
    code: str | None = None
    """why no model was asked though one could have been: `lost_too_often` (worker after worker died
    over this job), `waited_too_long`; absent in all other answers"""


class CompletedAnswer(_Finished):
    """The chart and its reading."""

    status: Literal["completed"]
    chart: AnswerChart


class QueuedAnswer(Row):
    """The exact chart at once; the words are awaited at `status_url`."""

    success: Literal[True]
    status: Literal["queued", "running", "failed", "cancelled"]
    job_id: str
    status_url: str
    chart: AnswerChart


class FinishedJob(_Finished):
    """A job that has its reading."""

    status: Literal["completed"]
    chart: JobChart


class FailedJob(Row):
    """A job that ended without a reading."""

    success: Literal[True]
    status: Literal["failed"]
    job_id: str
    response: None
    reading: None
    response_time: float
    code: str
    chart: JobChart | None


class OpenJob(Row):
    """A job that has no reading yet, or none any more."""

    success: Literal[True]
    status: Literal["queued", "running", "cancelled"]
    job_id: str
    status_url: str | None = None
    """absent when the job is over"""
    chart: JobChart | None


class StatusEvent(Row):
    """Data of a `status` event: how the job stands."""

    status: Literal["queued", "running"]
    job_id: str


class TextEvent(Row):
    """Data of a `text` event: a piece of a reading that is being written."""

    attempt: int
    """the place of the writing call among the job's attempts, from 0; a later one's text replaces
    what an earlier one had shown"""
    offset: int
    """where in that call's text the piece stands, in characters"""
    text: str
    checked: Literal[False]
    """nobody has looked at it yet: the whole may turn out to be unusable"""


class WithdrawnJob(Row):
    """The status after one submit was taken back."""

    success: Literal[True]
    status: Literal["queued", "running", "completed", "failed", "cancelled"]
    job_id: str


class Live(Row):
    """The process lives."""

    status: Literal["live"]


class Ready(Row):
    """Store, queue and a worker were reachable once; `degraded` while any of them is away."""

    status: Literal["ready", "starting"]
    degraded: bool


class FieldProblemRow(Row):
    """What is wrong with one field."""

    field: str
    code: str
    message: str


class ProblemBody(Row):
    """A problem (RFC 9457)."""

    type: Literal["about:blank"]
    title: str
    status: int
    detail: str
    success: Literal[False]
    code: str
    retry_after: int | None = None
    """seconds, where the answer has a Retry-After header or, in a batch's row, would have one"""
    errors: list[FieldProblemRow] | None = None


class BatchRow(Row):
    """What came of one item: a job, or a result at once, or a problem of its own."""

    index: int
    """its place in `items`, from 0"""
    status: Literal["queued", "running", "completed", "failed"]
    """`failed` where there is a problem"""
    job_id: str | None
    result: CompletedAnswer | None
    problem: ProblemBody | None


class BatchAnswer(Row):
    """One row an item, in order."""

    success: Literal[True]
    items: list[BatchRow]


class KnownRow(Row):
    """Whether one item would be a hit."""

    index: int
    """its place in `items`, from 0"""
    known: Literal["fresh", "engine", "stale", "no"] | None
    """engine: by the engine alone, for `PALJA_FALLBACK_TTL`; stale: served at once, while a fresher
    reading is fetched; no: it would be a job; null where there is a problem"""
    problem: ProblemBody | None


class KnownAnswer(Row):
    """One row an item, in order."""

    success: Literal[True]
    items: list[KnownRow]


def example_questions() -> dict[str, dict[str, Any]]:
    """Questions by a name, whose answers the document's readers can try."""
    birth = {"year": 1990, "month": 3, "day": 15, "hour": 14, "minute": 30, "gender": "남성"}
    partner = {"year": 1992, "month": 10, "day": 24, "hour": 17, "gender": "여성"}
    return {
        "interpretation": {"birth_info": birth},
        "calculation": {"birth_info": birth, "service_type": "saju_calculation"},
        "career": {"birth_info": birth, "service_type": "career", "language": "en"},
        "today": {"birth_info": birth, "service_type": "daily_fortune"},
        "year": {"birth_info": birth, "service_type": "yearly_fortune", "date": "2026-11-23"},
        "compatibility": {
            "birth_info": birth,
            "partner_birth_info": partner,
            "service_type": "compatibility",
        },
    }
