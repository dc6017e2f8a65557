"""The use case: from a claimed job to its result.

claim ─▶ in the cache by now? ─▶ chain ─▶ stale reading ─▶ local engine ─▶ finish

While optimisation is off no cache is read or written here: neither the fresh nor the stale reading;
and a refresh, which is for the cache alone, is withdrawn.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import TypeVar
from uuid import uuid4

import structlog

from shared.cache.entry import CachedReading
from shared.cache.two_level import SharedCache
from shared.checks import examine
from shared.clock import Clock
from shared.contracts.answers import ENGINE, Answer, Attempt, DataSource, Usage, failure, story
from shared.contracts.question import Question, QuestionType
from shared.engine import engine_answer
from shared.errors import JobDamaged, JobNotFound, StoreFault, StoreUnavailable
from shared.jobs import failed
from shared.jobs.events import JobEvents
from shared.jobs.record import Claim, JobStatus, Result
from shared.jobs.store import JobStore
from shared.metrics.counted import Counted
from shared.prompts import PromptBook
from shared.tracing import kept_trace, traced
from workers.chain import Chain, ChainResult, Good, Task
from workers.growing import PERIOD_S, GrowingText
from workers.leases import Leases, Withdrawal
from workers.lifetimes import NOT_KEPT, Lifetimes

MAX_CLAIMS = 5
"""A job that so many workers died over is answered by the engine: it may be what kills them.

It is then given up: marked as such, and kept in the list of failed jobs.
"""
LAST_CLAIM = MAX_CLAIMS + 2
"""And if the engine too does not survive it, the job fails."""
WRITE_PATIENCE_S = 30.0
"""So long a result is offered to a store that is away; it may have been paid for."""
_WRITE_PAUSE_S = 0.25
_LETTING_GO_S = 2.0

T = TypeVar("T")


def job_traced(claim: Claim) -> AbstractContextManager[None]:
    """What is done inside belongs to the trace that the job's record has kept."""
    return traced(kept_trace(claim.trace, secrets.token_hex))


class ReadingJob:
    """Answers jobs; one instance serves all the coroutines of a worker process."""

    def __init__(
        self,
        *,
        jobs: JobStore,
        leases: Leases,
        events: JobEvents,
        cache: SharedCache,
        chain_for: Callable[[QuestionType], Chain],
        prompts: PromptBook,
        clock: Clock,
        lifetimes: Lifetimes,
        deadline_s: float,
        streaming: bool,
        optimized: Callable[[], bool],
        counted: Counted,
        traced: Callable[[Claim], AbstractContextManager[None]] = job_traced,
    ) -> None:
        self._jobs = jobs
        self._leases = leases
        self._events = events
        self._cache = cache
        self._chain_for = chain_for
        self._prompts = prompts
        self._clock = clock
        self._lifetimes = lifetimes
        self._deadline_s = deadline_s
        self._streaming = streaming
        self._optimized = optimized
        self._counted = counted
        self._traced = traced
        self._log = structlog.get_logger("jobs")

    async def answer(self, job_id: str) -> None:
        """Claims the job, answers it and writes the result down; nothing if it is not ours.

        One whose record is damaged is discarded, at whichever step that is seen.
        """
        try:
            await self._answer(job_id)
        except JobDamaged:
            await self._patiently(lambda: self._discard(job_id))

    async def _discard(self, job_id: str) -> None:
        discarded = await self._jobs.discard(job_id)
        self._log.error("job_damaged", job_id=job_id, discarded=discarded)

    async def _answer(self, job_id: str) -> None:
        token = uuid4().hex
        with self._leases.heeding(job_id) as withdrawal:
            claim = await self._patiently(lambda: self._jobs.claim(job_id, token))
            if claim is None:
                self._log.info("job_not_claimed", job_id=job_id)
                return
            await self._hold(claim, withdrawal)

    async def _hold(self, claim: Claim, withdrawal: Withdrawal) -> None:
        with self._traced(claim):
            try:
                await self._leases.hold(claim, self._work(claim), withdrawal)
            except asyncio.CancelledError:
                # The worker stops. Who waits should not wait for the lease to lapse.
                await self._let_go(claim)
                raise

    async def _work(self, claim: Claim) -> None:
        claimed_s = self._clock.monotonic_s()
        if claim.refresh and not self._optimized() and await self._withdrawn(claim):
            return
        result = await self._result(claim)
        self._leases.writes(claim.job_id)
        first = await self._patiently(
            lambda: self._jobs.finish(claim.job_id, claim.key, result, claim.token)
        )
        if first:
            took_s = claim.waited_s + self._clock.monotonic_s() - claimed_s
            self._counted.job(result.status, None if claim.refresh else took_s)
        self._log.info("job_finished", job_id=claim.job_id, first=first, claims=claim.attempts)

    async def _withdrawn(self, claim: Claim) -> bool:
        """Withdraws a refresh; False when somebody has begun to wait for it."""
        try:
            status = await self._patiently(lambda: self._jobs.withdraw(claim.job_id))
        except JobDamaged:
            raise
        except JobNotFound:
            return True
        return status is not JobStatus.RUNNING

    async def _result(self, claim: Claim) -> Result:
        if claim.attempts > LAST_CLAIM:
            return _failed(failed.LOST_TOO_OFTEN)
        optimized = self._optimized()
        known = await self._known(claim.key) if optimized else None
        if known is not None and known.fresh and not (claim.requeued and _by_engine(known)):
            return _from_cache(known, "intelligent_cache", ())
        try:
            question = Question.from_bytes(claim.question)
        except ValueError:  # another release spelled it
            return _failed(failed.UNREADABLE)
        chain = self._chain_for(question.service_type)
        tried = await self._ask(chain, claim, question)
        if tried.good is not None:
            self._count(tried, tried.good.provider, chain)
            return self._written(tried, tried.good, chain, optimized=optimized)
        reason = self._given_up(claim)
        if known is not None and not _by_engine(known):
            self._count(tried, "stale_cache", chain)
            rest_s = self._lifetimes.rest_s()
            return _from_cache(known, "stale_cache", tried.attempts, rest_s, reason)
        self._count(tried, ENGINE, chain)
        answer = engine_answer(question, clock=self._clock, attempts=tried.attempts)
        return self._fallback(answer, reason, optimized=optimized)

    def _count(self, tried: ChainResult, by: str, chain: Chain) -> None:
        asked = [attempt.provider for attempt in tried.attempts if attempt.outcome != "skipped"]
        self._counted.written(asked, by, first=chain.first)

    async def _known(self, key: str) -> CachedReading | None:
        try:
            return await self._cache.read(key)
        except StoreUnavailable:
            return None

    async def _ask(self, chain: Chain, claim: Claim, question: Question) -> ChainResult:
        budget_s = self._budget_s(claim)
        if budget_s <= 0:
            return ChainResult(None, ())
        growing = GrowingText(partial(self._events.tell_text, claim.job_id), period_s=PERIOD_S)
        task = Task(
            partial(self._prompts.write, question),
            examine=partial(examine, question=question),
            attempted=partial(self._ended, claim.job_id, growing),
            writing=growing.begin if self._streaming else None,
        )
        async with growing if self._streaming else nullcontext():
            return await chain.ask(task, budget_s=budget_s)

    async def _ended(self, job_id: str, growing: GrowingText, attempt: Attempt) -> None:
        growing.end()
        await self._events.tell_attempt(job_id, attempt)

    def _budget_s(self, claim: Claim) -> float:
        """Seconds left for the chain: none for a job that lay too long or was lost too often."""
        if claim.attempts > MAX_CLAIMS or self._lay_too_long(claim):
            return 0.0
        return self._deadline_s - claim.running_s

    def _lay_too_long(self, claim: Claim) -> bool:
        return claim.waited_s - claim.running_s >= self._deadline_s  # as the reaper reckons

    def _given_up(self, claim: Claim) -> str:
        """Why no model is asked for this job any more, if an operator must know; else nothing."""
        if claim.attempts > MAX_CLAIMS:
            return failed.LOST_TOO_OFTEN
        if claim.requeued and self._lay_too_long(claim):
            return failed.WAITED_TOO_LONG
        return ""

    def _written(self, tried: ChainResult, good: Good, chain: Chain, *, optimized: bool) -> Result:
        answer = Answer(
            reading=good.reading,
            model_used=good.provider,
            model=good.model,
            fallback_used=good.provider != chain.first,
            data_source="optimized_ai_call" if optimized else "ai_call",
            validation=good.validation,
            usage=good.usage,
            attempts=tried.attempts,
            created_at=self._clock.now(),
        )
        core = answer.core()
        entry = self._lifetimes.of_provider(core) if optimized else NOT_KEPT
        return Result(core, answer.tail(), *entry, only_if_absent=False)

    def _fallback(self, answer: Answer, reason: str, *, optimized: bool) -> Result:
        core = answer.core()
        entry = self._lifetimes.of_engine(core) if optimized else NOT_KEPT
        tail = answer.tail(code=reason or None)
        return Result(core, tail, *entry, only_if_absent=True, reason=reason)

    async def _patiently(self, step: Callable[[], Awaitable[T]]) -> T:
        """The result of `step`, tried again while the store is away, for `WRITE_PATIENCE_S`.

        One that fails in a store which answers is not: it would hold a place for as long, in vain.
        """
        give_up_s = self._clock.monotonic_s() + WRITE_PATIENCE_S
        while True:
            try:
                return await step()
            except StoreFault as error:
                self._log.error("store_fault", error=str(error))
                raise
            except StoreUnavailable:
                if self._clock.monotonic_s() > give_up_s:
                    raise
                await asyncio.sleep(_WRITE_PAUSE_S)

    async def _let_go(self, claim: Claim) -> None:
        try:
            async with asyncio.timeout(_LETTING_GO_S):
                await asyncio.shield(self._put_back(claim))
        except (StoreUnavailable, TimeoutError) as error:
            # The lease lapses then, and the reaper puts the job back.
            self._log.warning("job_not_put_back", job_id=claim.job_id, error=str(error))

    async def _put_back(self, claim: Claim) -> None:
        try:
            await self._jobs.put_back(claim.job_id, claim.token)
        except JobDamaged:
            await self._discard(claim.job_id)


def _by_engine(reading: CachedReading) -> bool:
    return b'"model_used":"%b"' % ENGINE.encode() in reading.core  # a text has its quotes escaped


def _from_cache(
    reading: CachedReading,
    source: DataSource,
    attempts: tuple[Attempt, ...],
    rest_s: float = 0.0,
    reason: str = "",
) -> Result:
    level = "redis" if reading.fresh else None
    tail = story(source, attempts, Usage(), cache_level=level, code=reason or None)
    return Result(reading.core, tail, rest_s=rest_s, reason=reason)


def _failed(reason: str) -> Result:
    core, tail = failure(reason)
    return Result(core, tail, status=JobStatus.FAILED, reason=reason)
