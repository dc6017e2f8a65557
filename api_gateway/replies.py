"""Answers as bytes, spliced from parts that were encoded once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Protocol

from starlette.responses import Response

from api_gateway.asking import Known
from api_gateway.charts import Charts
from shared.cache.two_level import Level
from shared.clock import Clock
from shared.contracts.answers import (
    ENGINE,
    Answer,
    DataSource,
    Usage,
    body,
    envelope,
    members,
    story,
)
from shared.engine import ENGINE_MODEL
from shared.jobs.answer import JOBS_PATH, job_body
from shared.jobs.record import JobRecord, JobStatus

RETRY_AFTER_S = 1
_HIT_HEAD = b'"success":true,"status":"completed","job_id":null,"response_time":%.6f'


class ChartMember(Protocol):
    """The `chart` member of one caller's answers, encoded when it is called."""

    def __call__(self) -> bytes:
        """The member."""
        ...

    def prepare(self) -> None:
        """Does beforehand what is this caller's own."""
        ...


class Reply:
    """Builds the answers to one question of one caller, and measures how long they took.

    `chart` gives the answer's member of that name, encoded; `started_s` is when the question came, by
    the clock that does not jump.
    """

    def __init__(self, chart: ChartMember, clock: Clock, started_s: float) -> None:
        self._chart = chart
        self._clock = clock
        self._started_s = started_s

    def prepare(self) -> None:
        """Does beforehand what can be done for an answer that is waited for."""
        self._chart.prepare()

    def known(self, known: Known) -> Response:
        """200 from a cache. Nothing is encoded for it: that would take longer than to look it up."""
        chart = self._chart()
        took_s = self._clock.monotonic_s() - self._started_s
        return Response(hit_body((chart,), known, took_s), media_type="application/json")

    def engine(self, answer: Answer) -> Response:
        """200 from the engine, because store, queue or workers are away."""
        return self._completed(None, answer.core(), answer.tail(degraded=True))

    def chart_only(self) -> Response:
        """200 with the chart, which needs no words."""
        core = members(
            {
                "response": None,
                "reading": None,
                "model_used": ENGINE,
                "model": ENGINE_MODEL,
                "fallback_used": False,
                "validation": {"score": 1.0, "checks": []},
                "created_at": self._clock.now(),
            }
        )
        return self._completed(None, core, story("saju_engine", (), Usage()))

    def inspected(
        self,
        inspection: Mapping[str, Any],
        review: Known | Answer | JobRecord | None = None,
    ) -> Response:
        """200 with what was inspected, and the model's or the engine's review where one is asked for."""
        job_id = review.job_id if isinstance(review, JobRecord) else None
        dated = members({"created_at": self._clock.now()})
        tail = b'"review":%b,%b' % (_review(review), dated)
        return self._completed(job_id, members(inspection), tail)

    def finished(self, record: JobRecord) -> Response:
        """200 of a job that was waited for."""
        return self._completed(record.job_id, record.core or b"", record.tail or b"")

    def awaited(
        self, job_id: str, status: JobStatus, inspection: Mapping[str, Any] | None = None
    ) -> Response:
        """202: the chart now, with what was inspected if anything was; the words later."""
        status_url = JOBS_PATH + job_id
        parts = [
            members(
                {"success": True, "status": status, "job_id": job_id, "status_url": status_url}
            ),
            self._chart(),
        ]
        if inspection is not None:
            parts.append(members({**inspection, "review": None}))
        content = body(*parts)
        headers = {"Location": status_url, "Retry-After": str(RETRY_AFTER_S)}
        return Response(content, 202, headers, media_type="application/json")

    def _completed(self, job_id: str | None, core: bytes, tail: bytes) -> Response:
        chart = self._chart()
        took_s = self._clock.monotonic_s() - self._started_s
        told = envelope(JobStatus.COMPLETED, job_id, took_s)
        content = body(told, chart, core, tail)
        return Response(content, media_type="application/json")


def _review(review: Known | Answer | JobRecord | None) -> bytes:
    """The value of `review`: what a reading's answer has beyond its envelope and chart."""
    match review:
        case Known():
            tail = _hit_tail(review.level, stale=review.stale, degraded=review.degraded)
            return body(review.core, tail)
        case Answer():
            return body(review.core(), review.tail(degraded=True))
        case JobRecord():
            return body(review.core or b"", review.tail or b"")
    return b"null"


def job_reply(record: JobRecord, charts: Charts) -> Response:
    """200 of a known job: what it is so far."""
    return Response(job_body(record, charts), media_type="application/json")


def hit_body(chart: Iterable[bytes], known: Known, took_s: float) -> bytes:
    """The 200 from a cache as bytes; each piece of the `chart` member is copied only once."""
    tail = _hit_tail(known.level, stale=known.stale, degraded=known.degraded)
    return b"".join((b"{", _HIT_HEAD % took_s, b",", *chart, b",", known.core, b",", tail, b"}"))


@cache
def _hit_tail(level: Level, *, stale: bool, degraded: bool) -> bytes:
    source: DataSource = "stale_cache" if stale else "intelligent_cache"
    return story(source, (), Usage(), cache_level=level, degraded=degraded)
