"""What came of a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from client import Answer, Job, Problem

INVALID = "invalid"
"""The row is no question; nobody was asked."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row's end: a result, or the problem that stands in its place.

    `bad` is what is wrong with the row, as rows of field, problem and example; empty where it is good.
    """

    status: str
    result: Mapping[str, Any] | None = None
    problem: Mapping[str, Any] | None = None
    bad: tuple[Mapping[str, Any], ...] = ()
    hit: bool = False
    fallback: bool = False
    cost_usd: float = 0.0
    """Counted at one row, where several wait for one job."""

    @classmethod
    def of_answer(cls, answer: Answer) -> Outcome:
        """A reading or a chart."""
        return cls("completed", answer.raw, hit=answer.cache_hit, fallback=answer.fallback_used)

    @classmethod
    def of_job(cls, job: Job) -> Outcome:
        """A job that ended without a reading."""
        detail = f"the job has {job.status}"
        problem = {"code": job.code or job.status, "detail": detail, "job_id": job.job_id}
        return cls(job.status, problem=problem)

    @classmethod
    def of_problem(cls, problem: Problem, columns: Mapping[str, str]) -> Outcome:
        """A row that the gateway refused; what is wrong with its fields makes it a bad one.

        `columns` names the row's columns by the members that they fill.
        """
        bad = tuple(
            {"field": columns.get(one.field, one.field), "problem": one.message}
            for one in problem.errors
        )
        told = {"code": problem.code, "detail": problem.detail}
        if not bad and 400 <= problem.status < 500:
            bad = ({"field": "", "problem": problem.detail},)
        if bad:
            return cls(INVALID, problem={**told, "errors": bad}, bad=bad)
        return cls("failed", problem=told)

    @classmethod
    def of_faults(cls, told: tuple[Mapping[str, Any], ...], detail: str) -> Outcome:
        """A row that could not be read."""
        return cls(
            INVALID, problem={"code": "invalid_row", "detail": detail, "errors": told}, bad=told
        )


@dataclass(slots=True)
class Tally:
    """How many rows were written so far, and what their readings cost in USD."""

    rows: int = 0
    hits: int = 0
    fallbacks: int = 0
    failed: int = 0
    invalid: int = 0
    cost_usd: float = 0.0

    def count(self, outcome: Outcome) -> None:
        """Counts a row that is written."""
        self.rows += 1
        self.hits += outcome.hit
        self.fallbacks += outcome.fallback
        self.cost_usd += outcome.cost_usd
        self.invalid += outcome.status == INVALID
        self.failed += outcome.status not in {"completed", INVALID}

    @property
    def unanswered(self) -> int:
        """Rows that have no answer."""
        return self.failed + self.invalid

    def as_json(self) -> dict[str, Any]:
        """The numbers by name."""
        return asdict(self)
