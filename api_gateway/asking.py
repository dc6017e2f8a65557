"""The gateway's use case: answer from a cache, or queue, or (when that is away) from the engine.

key ─▶ memory ─▶ store ─▶ SUBMIT ─▶ 202
          ├ hit      ├ hit   └ store, queue or workers away ─▶ local engine, degraded
          └ stale ───┴ stale ─▶ REFRESH, and the stale answer, whatever comes of it

While optimisation is off, SUBMIT comes first, and makes a job of its own for each caller.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

import structlog

from api_gateway.charts import KEPT
from shared.cache.entry import CachedReading
from shared.cache.two_level import Level, TwoLevelCache
from shared.clock import Clock
from shared.contracts.answers import Answer
from shared.contracts.question import Question, question_key
from shared.engine import engine_answer
from shared.errors import QueueFull, StoreUnavailable
from shared.jobs.record import (
    AlreadyCached,
    JobStatus,
    NoWorker,
    Queued,
    Resting,
    Submission,
)
from shared.metrics.counted import Counted
from shared.queue import Priority
from shared.tracing import current_text


@dataclass(frozen=True, slots=True)
class Known:
    """The answer was in a cache; a stale one is served while a fresher one is fetched."""

    core: bytes
    level: Level
    stale: bool = False
    degraded: bool = False
    """Nobody can fetch a fresher one: store, queue or workers are away."""


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


class Submits(Protocol):
    """Who takes questions to the queue."""

    async def submit(
        self,
        job_id: str,
        key: str,
        question: bytes,
        priority: Priority = Priority.NORMAL,
        *,
        alone: bool = False,
        trace: str = "",
        refresh: bool = False,
    ) -> Submission:
        """See `shared.jobs.store.JobStore.submit`."""
        ...


class Asking:
    """Finds or orders the answer to a question."""

    def __init__(
        self,
        cache: TwoLevelCache,
        jobs: Submits,
        *,
        secret: bytes,
        clock: Clock,
        new_job_id: Callable[[], str],
        optimized: Callable[[], bool],
        counted: Counted,
    ) -> None:
        self._cache = cache
        self._jobs = jobs
        self._key = lru_cache(KEPT)(lambda asked: question_key(secret, asked.to_bytes()))
        self._clock = clock
        self._new_job_id = new_job_id
        self._optimized = optimized
        self._counted = counted
        self._away = False
        """Store or workers, when a refresh was last asked for."""
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
            case Known(level=level, stale=stale):
                self._counted.question("known", level, stale=stale)
            case Awaited(joined=joined):
                self._counted.question(
                    "joined" if joined else "queued", "miss" if optimized else None
                )
            case Degraded(answer):
                self._counted.question("degraded", "miss" if optimized else None)
                self._counted.written((), answer.model_used, first=None)
        return found

    def key_of(self, question: Question) -> str:
        """Where the caches have its reading."""
        return self._key(question)

    async def peek(self, question: Question) -> CachedReading | None:
        """What the store has for it, fresh or stale; nothing is asked by it, and nothing counted.

        Raises:
            StoreUnavailable: the store is away.
        """
        if not self._optimized():
            return None
        return await self._cache.peek(self._key(question))

    async def fresh(self, key: str) -> Known | None:
        """The fresh answer that a cache has under this key; None also where the store is away."""
        if not self._optimized():
            return None
        found = None
        core = self._cache.read_memory(key)
        if core is not None:
            found = Known(core, "memory")
        else:
            reading = await self._cache.read_shared(key)
            if reading is not None and reading.fresh:
                found = Known(reading.core, "redis")
        if found is not None:
            self._counted.question("known", found.level)
        return found

    async def _find(
        self, question: Question, priority: Priority, *, optimized: bool
    ) -> Known | Awaited | Degraded:
        key = self._key(question)
        if optimized and (known := await self._known(question, key)) is not None:
            return known
        return await self._submit(question, key, priority, optimized=optimized)

    async def _known(self, question: Question, key: str) -> Known | None:
        core = self._cache.read_memory(key)
        if core is not None:
            return Known(core, "memory")
        core = self._cache.read_stale_memory(key)
        if core is not None:
            return await self._refreshed(question, key, Known(core, "memory", stale=True))
        reading = await self._cache.read_shared(key)
        if reading is None:
            return None
        if reading.fresh:
            return Known(reading.core, "redis")
        return await self._refreshed(question, key, Known(reading.core, "redis", stale=True))

    async def _refreshed(self, question: Question, key: str, stale: Known) -> Known:
        """The fresher reading if there is one by now, else the stale one, with a refresh under way.

        Of all who find it here one asks every `LOOK_S`, and of all processes that ask the first
        queues a job. Nothing that goes wrong with it is the caller's affair.
        """
        if self._cache.may_look(key):
            since = self._cache.times_emptied
            fresher = await self._refresh(question, key)
            if fresher is not None:
                self._cache.keep(key, fresher, since)
                return Known(fresher.core, "redis")
        return replace(stale, degraded=self._away)

    async def _refresh(self, question: Question, key: str) -> CachedReading | None:
        """Has a fresher reading fetched; the one that is there already."""
        try:
            submission = await self._jobs.submit(
                self._new_job_id(), key, question.to_bytes(), Priority.LOW, refresh=True
            )
        except StoreUnavailable as error:
            self._log.warning("stale_without_store", error=str(error))
            self._away = True
            self._counted.refresh("away")
            return None
        except QueueFull:
            self._away = False
            self._counted.refresh("refused")
            return None
        self._away = isinstance(submission, NoWorker)
        match submission:
            # What the engine wrote, because no provider did, is no better than the stale reading.
            case AlreadyCached(reading) if reading.stale_for_s:
                return reading
            case Queued(joined=False):
                self._counted.refresh("queued")
            case NoWorker():
                self._counted.refresh("away")
        return None

    async def _submit(
        self, question: Question, key: str, priority: Priority, *, optimized: bool
    ) -> Known | Awaited | Degraded:
        since = self._cache.times_emptied
        try:
            submission = await self._jobs.submit(
                self._new_job_id(),
                key,
                question.to_bytes(),
                priority,
                alone=not optimized,
                trace=current_text(),
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
                self._cache.keep(key, submission.reading, since)
                return Known(submission.reading.core, "redis")
            case NoWorker() | Resting():  # the latter only a refresh does
                self._log.warning("answered_without_worker")
                return Degraded(engine_answer(question, clock=self._clock))
