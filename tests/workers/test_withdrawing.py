"""A job is withdrawn while its worker is at any step; on a real store, with its events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from redis.asyncio import Redis

from shared.cache.redis import RedisCache
from shared.errors import ProviderUnavailable
from shared.jobs.events import JobEvents
from shared.jobs.record import Claim, JobStatus, Queued
from shared.jobs.store import JobStore
from shared.metrics.counted import Counted
from shared.metrics.tally import Tally
from shared.models import Models
from shared.prompts import PromptBook
from tests.fakes.clock import FakeClock
from tests.fakes.gate import FakeGate
from tests.workers.test_reading_job import ANSWER, KEY, QUESTION, Told
from workers.chain import Chain
from workers.gate.protocol import Closed, Gate, Pass
from workers.leases import Leases
from workers.lifetimes import Lifetimes
from workers.reading import ReadingJob


class Busy(FakeGate):
    """A gate at which everybody waits for a turn."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = asyncio.Event()

    async def enter(self, provider: str, *, patience_s: float) -> Pass | Closed:
        self.waiting.set()
        await asyncio.Event().wait()
        return await super().enter(provider, patience_s=patience_s)


class Pausing:
    """The wait before a retry, which does not end."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()

    async def pause(self, _seconds: float) -> None:
        self.begun.set()
        await asyncio.Event().wait()


class WithdrawnWithItsClaim(JobStore):
    """Whatever is claimed here is withdrawn, and the news of it is out, before its worker knows that
    it has it."""

    events: JobEvents

    async def claim(self, job_id: str, token: str) -> Claim | None:
        claim = await super().claim(job_id, token)
        heard = asyncio.Event()

        def changed(status: JobStatus) -> None:
            if status is JobStatus.CANCELLED:
                heard.set()

        stop = self.events.listen(job_id, changed, missed=lambda: None)
        assert await self.withdraw(job_id) is JobStatus.CANCELLED
        await heard.wait()
        stop()
        return claim


@pytest.fixture
def jobs(redis: Redis) -> JobStore:
    return JobStore(redis, lease_s=3600, job_ttl_s=60, max_queued=100, cache_bytes=1_000_000)


@pytest.fixture
async def events(redis: Redis) -> AsyncIterator[JobEvents]:
    """The store's news, which are being read."""
    followed = JobEvents(redis)
    async with followed.reading():
        while followed.position is None:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0)
        yield followed


async def answering(
    redis: Redis,
    jobs: JobStore,
    events: JobEvents,
    *providers: Told,
    gate: Gate | None = None,
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> asyncio.Task[None]:
    """A worker has begun with a job; leases are so long that only news can tell of a withdrawal."""
    await jobs.beat("a worker")
    assert isinstance(await jobs.submit("job", KEY, QUESTION.to_bytes()), Queued)
    clock, counted = FakeClock(), Counted(Tally())
    chain = Chain(
        providers,
        gate=gate or FakeGate(),
        models=Models(clock),
        retries=2,
        provider_timeout_s=30,
        clock=clock,
        jitter=lambda: 0.0,
        counted=counted,
        pause=pause,
    )
    reading = ReadingJob(
        jobs=jobs,
        leases=Leases(jobs, events, lease_s=3600),
        events=events,
        cache=RedisCache(redis),
        chain_for=lambda _service_type: chain,
        prompts=PromptBook(),
        clock=clock,
        lifetimes=Lifetimes(100, 1000, 60, jitter=lambda: 0.0),
        deadline_s=90,
        streaming=False,
        optimized=lambda: True,
        counted=counted,
    )
    return asyncio.create_task(reading.answer("job"))


async def withdrawn(jobs: JobStore, working: asyncio.Task[None]) -> None:
    """The job is withdrawn, and its worker lets go."""
    assert await jobs.withdraw("job") is JobStatus.CANCELLED
    async with asyncio.timeout(5):
        await working
    assert (await jobs.read("job")).status is JobStatus.CANCELLED


async def test_in_a_providers_call(redis: Redis, jobs: JobStore, events: JobEvents) -> None:
    provider, behind = Told(None, "gemini"), Told(ANSWER)
    working = await answering(redis, jobs, events, provider, behind)
    await asyncio.wait_for(provider.asked.wait(), 5)

    await withdrawn(jobs, working)

    assert (provider.calls, behind.calls) == (1, 0)


async def test_in_the_wait_before_a_retry(redis: Redis, jobs: JobStore, events: JobEvents) -> None:
    provider, behind = Told(ProviderUnavailable("server_error", code=503), "gemini"), Told(ANSWER)
    pausing = Pausing()
    working = await answering(redis, jobs, events, provider, behind, pause=pausing.pause)
    await asyncio.wait_for(pausing.begun.wait(), 5)

    await withdrawn(jobs, working)

    assert (provider.calls, behind.calls) == (1, 0)


async def test_in_the_wait_for_a_turn_of_a_quota(
    redis: Redis, jobs: JobStore, events: JobEvents
) -> None:
    provider, gate = Told(ANSWER), Busy()
    working = await answering(redis, jobs, events, provider, gate=gate)
    await asyncio.wait_for(gate.waiting.wait(), 5)

    await withdrawn(jobs, working)

    assert provider.calls == 0


async def test_between_its_claim_and_the_begin_of_the_work(redis: Redis, events: JobEvents) -> None:
    jobs = WithdrawnWithItsClaim(
        redis, lease_s=3600, job_ttl_s=60, max_queued=100, cache_bytes=1_000_000
    )
    jobs.events = events
    provider = Told(None)
    working = await answering(redis, jobs, events, provider)

    async with asyncio.timeout(5):
        await working

    assert (await jobs.read("job")).status is JobStatus.CANCELLED
