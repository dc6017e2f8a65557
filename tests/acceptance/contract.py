"""What the contract says of every answer of a kind, checked the same way everywhere."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

if TYPE_CHECKING:
    from tests.acceptance.caller import Reply

COMPLETED_FIELDS = frozenset(
    {
        *("success", "status", "job_id", "chart", "response", "reading", "model_used", "model"),
        *("cache_hit", "cache_level", "data_source", "fallback_used", "degraded", "validation"),
        *("usage", "attempts", "response_time", "created_at"),
    }
)
MOMENT_FIELDS = frozenset({"solar_date", "lunar_date", "instant_utc", "boundary_warnings"})
SHORT_PILLARS = ("year_pillar", "month_pillar", "day_pillar", "hour_pillar")
NO_USAGE = {"input_tokens": 0, "output_tokens": 0, "cost_usd": 0.0}
_KOREAN_READING_CHARS = 600


def assert_completed(answer: dict[str, Any]) -> None:
    """The whole answer of a finished question, whoever wrote it."""
    missing = COMPLETED_FIELDS - set(answer)
    assert not missing
    assert answer["success"] is True
    assert answer["status"] == "completed"
    assert datetime.fromisoformat(answer["created_at"]).tzinfo is not None
    sections = answer["reading"]["sections"]
    assert sections
    for section in sections:
        assert section["id"]
        assert section["title"]
        assert section["text"]
        assert section["text"] in answer["response"]
    assert len(answer["response"]) >= _KOREAN_READING_CHARS


def assert_from_engine(answer: dict[str, Any]) -> None:
    """A reading that the local engine wrote because no provider did, nothing being away."""
    assert_completed(answer)
    assert answer["model_used"] == "saju_engine"
    assert answer["data_source"] == "saju_engine"
    assert answer["fallback_used"] is True
    assert answer["degraded"] is False
    assert answer["attempts"][-1]["provider"] == "saju_engine"
    assert answer["attempts"][-1]["outcome"] == "ok"


def assert_from_openai(answer: dict[str, Any]) -> None:
    """A reading that the only provider wrote."""
    assert_completed(answer)
    assert answer["model_used"] == "openai", answer["attempts"]
    assert answer["data_source"] == "optimized_ai_call"
    assert answer["degraded"] is False
    assert answer["usage"]["input_tokens"] > 0
    assert answer["usage"]["output_tokens"] > 0
    assert answer["attempts"][-1]["provider"] == "openai"
    assert answer["attempts"][-1]["outcome"] == "ok"
    assert answer["attempts"][-1]["model"] == answer["model"]


def assert_queued(reply: Reply) -> str:
    """The 202 of a question that waits for its prose; returns the job's id."""
    assert reply.status == 202, reply
    body = reply.json
    assert body["success"] is True
    assert body["status"] in {"queued", "running"}
    assert reply.headers["location"] == f"/admin-api/saju/jobs/{body['job_id']}"
    assert body["status_url"].endswith(reply.headers["location"])
    assert int(reply.headers["retry-after"]) >= 0
    job_id: str = body["job_id"]
    return job_id


def assert_problem(reply: Reply, status: int, *codes: str) -> list[dict[str, str]]:
    """An RFC 9457 problem with one of the codes; returns its rows on single fields."""
    assert reply.status == status, reply
    assert reply.headers["content-type"].split(";")[0] == "application/problem+json"
    body = reply.json
    assert body["success"] is False
    assert body["code"] in codes, body
    assert body["status"] == status
    assert body["title"]
    assert b"Traceback" not in reply.raw
    assert b".py" not in reply.raw
    rows: list[dict[str, str]] = body.get("errors", [])
    for row in rows:
        assert row["field"] is not None
        assert row["code"]
        assert row["message"]
    return rows


def assert_described(document: dict[str, Any], where: tuple[str, str, str], body: Any) -> None:
    """The body is as the document says of this path, method and status."""
    path, method, status = where
    content = document["paths"][path][method]["responses"][status]["content"]
    [media] = content.values()
    Draft202012Validator(media["schema"] | {"components": document["components"]}).validate(body)


def outcomes(answer: dict[str, Any]) -> list[tuple[str, str]]:
    """Who was asked and what came of it, in order."""
    return [(attempt["provider"], attempt["outcome"]) for attempt in answer["attempts"]]
