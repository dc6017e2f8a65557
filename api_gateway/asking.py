"""The gateway's use case: answer from a cache, or queue, or (when that is away) from the engine.

key ─▶ memory ─▶ store ─▶ SUBMIT ─▶ 202
          └ hit      └ hit   └ store, queue or workers away ─▶ local engine, degraded
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
from shared.errors import StoreUnavailable
from shared.jobs.record import AlreadyCached, JobStatus, NoWorker, Queued
from shared.jobs.store import JobStore
from shared.queue import Priority


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
    ) -> None:
        self._cache = cache
        self._jobs = jobs
        self._secret = secret
        self._clock = clock
        self._new_job_id = new_job_id
        self._log = structlog.get_logger("asking")

    async def ask(
        self, question: Question, priority: Priority = Priority.NORMAL
    ) -> Known | Awaited | Degraded:
        """The answer if it is known, or the job that will bring it, which waits by `priority`.

        Raises:
            QueueFull: the backlog limit is reached.
        """
        spelled = question.to_bytes()
        key = question_key(self._secret, spelled)
        core = self._cache.read_memory(key)
        if core is not None:
            return Known(core, "memory")
        core = await self._cache.read_shared(key)
        if core is not None:
            return Known(core, "redis")
        try:
            submission = await self._jobs.submit(self._new_job_id(), key, spelled, priority)
        except StoreUnavailable as error:
            self._log.warning("answered_without_store", error=str(error))
            return Degraded(engine_answer(question, clock=self._clock))
        match submission:
            case Queued():
                return Awaited(submission.job_id, submission.status)
            case AlreadyCached():
                self._cache.keep(key, submission.reading)
                return Known(submission.reading.core, "redis")
            case NoWorker():
                self._log.warning("answered_without_worker")
                return Degraded(engine_answer(question, clock=self._clock))
