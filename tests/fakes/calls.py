"""A gateway for whoever uses its client: a cache, jobs and repeated calls, in memory.

It counts what is paid for, and can lose an answer on its way, be away, be full, or be without workers.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import orjson

from client import (
    Answer,
    BatchRow,
    GatewayUnreachable,
    Job,
    JobEnded,
    JobNotFound,
    KnownRow,
    PaljaError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_ANSWER: dict[str, Any] = {
    "job_id": None,
    "chart": {"ilgan": "기"},
    "response": "읽기",
    "reading": {"sections": []},
    "model_used": "openai",
    "model": "m",
    "cache_hit": False,
    "cache_level": None,
    "data_source": "optimized_ai_call",
    "fallback_used": False,
    "degraded": False,
    "validation": {"score": 1.0, "checks": []},
    "response_time": 0.0,
    "created_at": "2026-11-23T05:38:45Z",
}


class FakeCalls:
    """What `AsyncPalja` gives a batch. A question is known by its whole body."""

    def __init__(self, *, cost_usd: float = 0.5, cached: bool = True) -> None:
        self.cost_usd = cost_usd
        self.cached = cached
        """Whether answers are kept and questions joined, as while optimisation is on."""
        self.paid: list[str] = []
        """The question of each job that a model has answered."""
        self.calls: list[tuple[str, int]] = []
        """`known`, `fetch` (without a key), `ask` and `wait`, and how many questions each was about."""
        self.failures: list[PaljaError] = []
        """Raised by the next calls, before anything is done."""
        self.lost_answers = 0
        """So many calls that ask are done, and their answers do not arrive."""
        self.refusals: dict[str, list[Mapping[str, Any]]] = {}
        """Problems for a question, one each time it is asked."""
        self.without_workers = 0
        """So many asked questions are answered by the engine."""
        self.failing: set[str] = set()
        """Questions whose job fails."""
        self.open: dict[str, str] = {}
        self.most_open = 0
        self._cache: set[str] = set()
        self._done: dict[str, Answer | Job] = {}
        self._places: dict[str, tuple[bytes, tuple[BatchRow, ...]]] = {}
        self._running = asyncio.Event()
        self._running.set()
        self._called = asyncio.Condition()
        self._number = 0

    async def until(self, condition: Callable[[], bool]) -> None:
        """Waits until a call has made it true."""
        async with self._called:
            await self._called.wait_for(condition)

    def hold(self) -> None:
        """From now on no job ends."""
        self._running.clear()

    def release(self) -> None:
        """All of them end."""
        self._running.set()

    def know(self, question: Mapping[str, Any]) -> None:
        """The cache has it."""
        self._cache.add(_spelled(question))

    def lose_jobs(self) -> None:
        """The store has lost all it knew of jobs."""
        self.open.clear()
        self._done.clear()

    async def batch(
        self,
        items: Sequence[Mapping[str, Any]],
        *,
        idempotency_key: str | None = None,
        patience_s: float | None = None,  # noqa: ARG002 - as the client has it
    ) -> tuple[BatchRow, ...]:
        await self._tell()
        kind = "fetch" if idempotency_key is None else "ask"
        self.calls.append((kind, len(items)))
        self._fail()
        body = orjson.dumps(items)
        if idempotency_key in self._places:
            first, rows = self._places[idempotency_key]
            assert first == body, "another body under the same key"
            return rows
        rows = tuple(self._asked(index, item) for index, item in enumerate(items))
        if idempotency_key is not None:
            self._places[idempotency_key] = (body, rows)
        self.most_open = max(self.most_open, len(self.open))
        if self.lost_answers:
            self.lost_answers -= 1
            raise GatewayUnreachable("it broke off the connection")
        return rows

    async def known(
        self,
        items: Sequence[Mapping[str, Any]],
        *,
        patience_s: float | None = None,  # noqa: ARG002 - as the client has it
    ) -> tuple[KnownRow, ...]:
        await self._tell()
        self.calls.append(("known", len(items)))
        self._fail()
        return tuple(
            KnownRow(index, "fresh" if self._cached(item) else "no", None)
            for index, item in enumerate(items)
        )

    async def wait(
        self,
        job_id: str,
        *,
        timeout_s: float = 120.0,  # noqa: ARG002 - as the client has it
        patience_s: float | None = None,  # noqa: ARG002 - likewise
    ) -> Answer:
        self.calls.append(("wait", 1))
        self._fail()
        await self._tell()
        await self._running.wait()
        ended = self._end(job_id)
        if isinstance(ended, Job):
            raise JobEnded(ended)
        return ended

    async def _tell(self) -> None:
        await asyncio.sleep(0)
        async with self._called:
            self._called.notify_all()

    def _fail(self) -> None:
        if self.failures:
            raise self.failures.pop(0)

    def _end(self, job_id: str) -> Answer | Job:
        if job_id in self._done:
            return self._done[job_id]
        if job_id not in self.open:
            raise JobNotFound(404, "job_not_found", "no such job")
        question = self.open.pop(job_id)
        ended: Answer | Job
        if question in self.failing:
            ended = Job(job_id, "failed", None, None, "lost_too_often", {})
        else:
            self.paid.append(question)
            ended = _answer(job_id=job_id, cost_usd=self.cost_usd)
            if self.cached:
                self._cache.add(question)
        self._done[job_id] = ended
        return ended

    def _cached(self, item: Mapping[str, Any]) -> bool:
        return self.cached and _spelled(item) in self._cache

    def _asked(self, index: int, item: Mapping[str, Any]) -> BatchRow:
        question = _spelled(item)
        if self.refusals.get(question):
            return _row(index, problem=self.refusals[question].pop(0))
        if self._cached(item):
            return _row(index, answer=_answer(cache_hit=True))
        if self.without_workers:
            self.without_workers -= 1
            return _row(index, answer=_answer(model_used="saju_engine", degraded=True))
        for job_id, other in self.open.items():
            if self.cached and other == question:
                return _row(index, job_id=job_id)
        self._number += 1
        job_id = f"j{self._number}"
        self.open[job_id] = question
        return _row(index, job_id=job_id)


def _spelled(question: Mapping[str, Any]) -> str:
    return orjson.dumps(question, option=orjson.OPT_SORT_KEYS).decode()


def _answer(*, cost_usd: float = 0.0, **fields: Any) -> Answer:
    usage = {"input_tokens": 0, "output_tokens": 0, "cost_usd": cost_usd}
    return Answer.of({**_ANSWER, "usage": usage, "attempts": _attempts(cost_usd), **fields})


def _attempts(cost_usd: float) -> list[dict[str, Any]]:
    if not cost_usd:
        return []
    names = {"provider": "openai", "model": "m", "outcome": "ok", "code": 200, "ms": 1}
    return [{**names, "cost_usd": cost_usd}]


def _row(
    index: int,
    *,
    answer: Answer | None = None,
    job_id: str | None = None,
    problem: Mapping[str, Any] | None = None,
) -> BatchRow:
    status = "failed" if problem else "completed" if answer else "queued"
    return BatchRow.of(
        {
            "index": index,
            "status": status,
            "job_id": job_id,
            "result": None if answer is None else answer.raw,
            "problem": problem,
        }
    )
