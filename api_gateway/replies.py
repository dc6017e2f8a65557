"""Answers as bytes, spliced from parts that were encoded once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from api_gateway.charts import CallersChart, Charts
from shared.clock import Clock
from shared.contracts.answers import ENGINE, Answer, Usage, body, members, story
from shared.engine import ENGINE_MODEL
from shared.jobs.record import JobRecord, JobStatus

RETRY_AFTER_S = 1
JOBS_PATH = "/admin-api/saju/jobs/"


class Reply:
    """Builds the answers to one question of one caller, and measures how long they took.

    `chart` gives the answer's member of that name, encoded.
    """

    def __init__(self, chart: CallersChart, clock: Clock) -> None:
        self._chart = chart
        self._clock = clock
        self._started_s = clock.monotonic_s()

    def prepare(self) -> None:
        """Does beforehand what can be done for an answer that is waited for."""
        self._chart.prepare()

    def known(self, core: bytes, level: str) -> Response:
        """200 from a cache."""
        tail = story("intelligent_cache", (), Usage(), cache_level=level)
        return self._completed(None, core, tail)

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

    def inspected(self, inspection: Mapping[str, Any]) -> Response:
        """200 with what was inspected, which needs no queue."""
        dated = members({"created_at": self._clock.now()})
        return self._completed(None, members(inspection), dated)

    def finished(self, record: JobRecord) -> Response:
        """200 of a job that was waited for."""
        return self._completed(record.job_id, record.core or b"", record.tail or b"")

    def awaited(self, job_id: str, status: JobStatus) -> Response:
        """202: the chart now, the words later."""
        status_url = JOBS_PATH + job_id
        content = body(
            members(
                {"success": True, "status": status, "job_id": job_id, "status_url": status_url}
            ),
            self._chart(),
        )
        headers = {"Location": status_url, "Retry-After": str(RETRY_AFTER_S)}
        return Response(content, 202, headers, media_type="application/json")

    def _completed(self, job_id: str | None, core: bytes, tail: bytes) -> Response:
        chart = self._chart()
        took_s = self._clock.monotonic_s() - self._started_s
        envelope = _envelope(JobStatus.COMPLETED, job_id, took_s)
        content = body(envelope, chart, core, tail)
        return Response(content, media_type="application/json")


def job_reply(record: JobRecord, charts: Charts) -> Response:
    """200 of a known job: what it is so far. Its chart is the question's, without the moment."""
    try:
        chart = charts.of_spelled(record.question)
    except ValueError:  # another release spelled it; its job fails
        chart = members({"chart": None})
    if record.core is None or record.tail is None:
        fields = {"success": True, "status": record.status, "job_id": record.job_id}
        if not record.status.finished:
            fields["status_url"] = JOBS_PATH + record.job_id
        return Response(body(members(fields), chart), media_type="application/json")
    envelope = _envelope(record.status, record.job_id, record.took_s or 0.0)
    return Response(body(envelope, chart, record.core, record.tail), media_type="application/json")


def _envelope(status: JobStatus, job_id: str | None, took_s: float) -> bytes:
    return members(
        {"success": True, "status": status, "job_id": job_id, "response_time": round(took_s, 6)}
    )
