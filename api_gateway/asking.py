"""The gateway's use case: answer from a cache, or queue, or (when that is away) from the engine.

key ─▶ memory ─▶ store ─▶ SUBMIT ─▶ 202
          └ hit      └ hit   └ store, queue or workers away ─▶ local engine, degraded

While optimisation is off, SUBMIT comes first, and makes a job of its own for each caller.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from shared.cache.two_level import Level, TwoLevelCache
from shared.clock import Clock
from shared.contracts.answers import Answer
from shared.contracts.question import Question, question_key
from shared.engine import engine_answer
from shared.errors import QueueFull, StoreUnavailable
from shared.jobs.record import AlreadyCached, JobStatus, NoWorker, Queued
from shared.jobs.store import JobStore
from shared.metrics.counted import Counted
from shared.queue import Priority
from shared.tracing import current_trace


@dataclass(frozen=True, slots=True)
class Known:
    """The answer was in a cache."""

    core: bytes
    level: Level


@dataclass(frozen=True, slots=True)
class Awaited:
    """A job will bring the answer."""

    job_id: str
    status: JobStatus
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Degraded:
    """Store, queue or workers are away; the engine has answered at once."""

    answer: Answer


class Asking:
    """Finds or orders the answer to a question."""

    def __init__(
        self,
        cache: TwoLevelCache,
        jobs: JobStore,
        *,
        secret: bytes,
        clock: Clock,
        new_job_id: Callable[[], str],
        optimized: Callable[[], bool],
        counted: Counted,
    ) -> None:
        self._cache = cache
        self._jobs = jobs
        self._secret = secret
        self._clock = clock
        self._new_job_id = new_job_id
        self._optimized = optimized
        self._counted = counted
        self._log = structlog.get_logger("asking")

    async def ask(
        self, question: Question, priority: Priority = Priority.NORMAL
    ) -> Known | Awaited | Degraded:
        """The answer if it is known, or the job that will bring it, which waits by `priority`.

        Raises:
            QueueFull: the backlog limit is reached.
        """
        optimized = self._optimized()
        try:
            found = await self._find(question, priority, optimized=optimized)
        except QueueFull:
            self._counted.question("refused", "miss" if optimized else None)
            raise
        match found:
            case Known(_, level):
                self._counted.question("known", level)
            case Awaited(joined=joined):
                self._counted.question(
                    "joined" if joined else "queued", "miss" if optimized else None
                )
            case Degraded(answer):
                self._counted.question("degraded", "miss" if optimized else None)
                self._counted.written((), answer.model_used, first=None)
        return found

    async def _find(
        self, question: Question, priority: Priority, *, optimized: bool
    ) -> Known | Awaited | Degraded:
        spelled = question.to_bytes()
        key = question_key(self._secret, spelled)
        if optimized and (known := await self._known(key)) is not None:
            return known
        return await self._submit(question, key, spelled, priority, optimized=optimized)

    async def _known(self, key: str) -> Known | None:
        core = self._cache.read_memory(key)
        if core is not None:
            return Known(core, "memory")
        core = await self._cache.read_shared(key)
        return None if core is None else Known(core, "redis")

    async def _submit(
        self, question: Question, key: str, spelled: bytes, priority: Priority, *, optimized: bool
    ) -> Known | Awaited | Degraded:
        try:
            submission = await self._jobs.submit(
                self._new_job_id(),
                key,
                spelled,
                priority,
                alone=not optimized,
                trace="" if (trace := current_trace()) is None else trace.to_text(),
            )
        except StoreUnavailable as error:
            self._log.warning("answered_without_store", error=str(error))
            return Degraded(engine_answer(question, clock=self._clock))
        match submission:
            case Queued():
                # Ties the ids of this request to the job's, whose lines carry its first asker's trace.
                self._log.info("awaits", job_id=submission.job_id, joined=submission.joined)
                return Awaited(submission.job_id, submission.status, submission.joined)
            case AlreadyCached():
                self._cache.keep(key, submission.reading)
                return Known(submission.reading.core, "redis")
            case NoWorker():
                self._log.warning("answered_without_worker")
                return Degraded(engine_answer(question, clock=self._clock))
