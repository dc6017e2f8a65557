"""What the gateway answers to questions. Members that are not known here stand in `raw`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from client.errors import Problem, problem_of

JobStatus = Literal["queued", "running", "completed", "failed", "cancelled"]
FINISHED = frozenset({"completed", "failed", "cancelled"})

_Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a reading."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Usage:
    """What the answering call took, alone; zeros for a cached answer."""

    input_tokens: int
    output_tokens: int
    cost_usd: float


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call of a provider, or one that was left out; `code` is its HTTP status."""

    provider: str
    model: str
    outcome: str
    code: int | None
    ms: int
    cost_usd: float = 0.0

    @classmethod
    def of(cls, fields: _Fields) -> Attempt:
        """The attempt in a JSON object."""
        names = ("provider", "model", "outcome", "code", "ms")
        told = {name: fields[name] for name in names}
        return cls(**told, cost_usd=fields.get("cost_usd") or 0.0)


@dataclass(frozen=True, slots=True)
class Answer:
    """A chart with its reading, who wrote it, and how that came about.

    Attributes:
        job_id: None where no job was needed.
        chart: the exact chart; the moment's members only where the birth was sent.
        response: the whole reading as text; None for a chart alone.
        model_used: `gemini`, `openai`, `anthropic` or `saju_engine`.
        cache_level: `memory`, `redis` or None.
        data_source: `intelligent_cache`, `optimized_ai_call`, `ai_call`, `stale_cache`, `saju_engine`.
        fallback_used: any link but the first configured provider answered.
        degraded: store, queue or workers were away.
        code: why no model was asked though one could have been; None in all other answers.
        response_time_s: what the gateway, or the job, took.
        raw: the answer as it was sent.

    """

    job_id: str | None
    chart: Mapping[str, Any]
    response: str | None
    sections: tuple[Section, ...]
    model_used: str
    model: str
    cache_hit: bool
    cache_level: str | None
    data_source: str
    fallback_used: bool
    degraded: bool
    validation_score: float
    usage: Usage
    attempts: tuple[Attempt, ...]
    response_time_s: float
    created_at: dt.datetime
    code: str | None
    raw: Mapping[str, Any]

    @property
    def cost_usd(self) -> float:
        """What all calls for it cost, those that failed too; 0 for a cached answer."""
        return max(self.usage.cost_usd, sum(attempt.cost_usd for attempt in self.attempts))

    @classmethod
    def of(cls, fields: _Fields) -> Answer:
        """The answer in a 200's JSON object."""
        reading, usage = fields["reading"] or {"sections": ()}, fields["usage"]
        return cls(
            job_id=fields["job_id"],
            chart=fields["chart"],
            response=fields["response"],
            sections=tuple(
                Section(row["id"], row["title"], row["text"]) for row in reading["sections"]
            ),
            model_used=fields["model_used"],
            model=fields["model"],
            cache_hit=fields["cache_hit"],
            cache_level=fields["cache_level"],
            data_source=fields["data_source"],
            fallback_used=fields["fallback_used"],
            degraded=fields["degraded"],
            validation_score=fields["validation"]["score"],
            usage=Usage(usage["input_tokens"], usage["output_tokens"], usage["cost_usd"]),
            attempts=tuple(Attempt.of(row) for row in fields["attempts"]),
            response_time_s=fields["response_time"],
            created_at=dt.datetime.fromisoformat(fields["created_at"]),
            code=fields.get("code"),
            raw=fields,
        )


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands.

    Attributes:
        chart: the exact chart, known before the words; None where another release wrote it down.
        answer: of a completed job.
        code: why it failed.
        raw: the job as it was sent.

    """

    job_id: str
    status: JobStatus
    chart: Mapping[str, Any] | None
    answer: Answer | None
    code: str | None
    raw: Mapping[str, Any]

    @property
    def finished(self) -> bool:
        """Whether it has ended, one way or the other."""
        return self.status in FINISHED

    @classmethod
    def of(cls, fields: _Fields) -> Job:
        """The job in a JSON object."""
        return cls(
            job_id=fields["job_id"],
            status=fields["status"],
            chart=fields.get("chart"),
            answer=Answer.of(fields) if fields["status"] == "completed" else None,
            code=fields.get("code"),
            raw=fields,
        )


@dataclass(frozen=True, slots=True)
class BatchRow:
    """What came of one item of a batch: an answer at once, a job to ask for, or a problem of its own."""

    index: int
    status: str
    job_id: str | None
    answer: Answer | None
    problem: Problem | None
    raw: Mapping[str, Any]

    @classmethod
    def of(cls, fields: _Fields) -> BatchRow:
        """The row in a JSON object."""
        result, problem = fields["result"], fields["problem"]
        return cls(
            index=fields["index"],
            status=fields["status"],
            job_id=fields["job_id"],
            answer=None if result is None else Answer.of(result),
            problem=None if problem is None else problem_of(problem),
            raw=fields,
        )


@dataclass(frozen=True, slots=True)
class KnownRow:
    """Whether one item would be a hit; None where it would be refused.

    `fresh`: a hit. `engine`: a hit, but no model has written it, and after a while one is asked again.
    `stale`: a hit, and a job for a fresher reading behind it. `no`: a job.
    """

    index: int
    known: Literal["fresh", "engine", "stale", "no"] | None
    problem: Problem | None

    @classmethod
    def of(cls, fields: _Fields) -> KnownRow:
        """The row in a JSON object."""
        problem = fields["problem"]
        return cls(
            fields["index"], fields["known"], None if problem is None else problem_of(problem)
        )


def answer_or_job(fields: _Fields) -> Answer | Job:
    """What `ai-generate` answers: the reading, or the job that will bring it."""
    return Answer.of(fields) if fields["status"] == "completed" else Job.of(fields)
