"""One round of the reaper, on a real store."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import orjson
import pytest
from redis.asyncio import Redis

from shared import queue, redis_keys
from shared.cache.redis import RedisCache
from shared.errors import StoreUnavailable
from shared.jobs.events import JobEvents
from shared.jobs.failed import FailedJobs
from shared.jobs.record import JobStatus, Queued
from shared.jobs.store import JobStore
from shared.metrics.counted import Counted
from shared.metrics.tally import Tally
from shared.models import Models
from shared.prompts import PromptBook
from shared.queue import Priority
from tests.fakes.clock import FakeClock
from tests.fakes.gate import FakeGate
from workers.chain import Chain
from workers.leases import Leases
from workers.lifetimes import Lifetimes
from workers.reading import ReadingJob
from workers.reaper import Reaper

NORMAL = queue.list_of(queue.Priority.NORMAL)
DEADLINE_S = 90.0
LEASE_S = 10.0


class Answered(ReadingJob):
    """Remembers which jobs it was told to answer, and answers none."""

    def __init__(self, redis: Redis, jobs: JobStore) -> None:
        clock, counted = FakeClock(), Counted(Tally())
        chain = Chain(
            (),
            gate=FakeGate(),
            models=Models(clock),
            retries=0,
            provider_timeout_s=1,
            clock=clock,
            jitter=lambda: 0.0,
            counted=counted,
        )
        super().__init__(
            jobs=jobs,
            leases=Leases(jobs, JobEvents(redis), lease_s=LEASE_S),
            events=JobEvents(redis),
            cache=RedisCache(redis),
            chain_for=lambda _service_type: chain,
            prompts=PromptBook(),
            clock=clock,
            lifetimes=Lifetimes(60, 60, 60, lambda: 0.0),
            deadline_s=DEADLINE_S,
            streaming=False,
            optimized=lambda: True,
            counted=counted,
        )
        self.told: list[str] = []

    async def answer(self, job_id: str) -> None:
        self.told.append(job_id)


def job_store(redis: Redis) -> JobStore:
    return JobStore(redis, lease_s=LEASE_S, job_ttl_s=60, max_queued=100, cache_bytes=10_000)


@pytest.fixture
def jobs(redis: Redis) -> JobStore:
    return job_store(redis)


@pytest.fixture
def reading(redis: Redis, jobs: JobStore) -> Answered:
    return Answered(redis, jobs)


@pytest.fixture
def reaper(jobs: JobStore, reading: Answered) -> Reaper:
    return reaper_of(jobs, reading)


def reaper_of(jobs: JobStore, reading: ReadingJob, clock: FakeClock | None = None) -> Reaper:
    return Reaper(
        jobs,
        reading,
        clock=clock or FakeClock(),
        lease_s=LEASE_S,
        deadline_s=DEADLINE_S,
        worker="w",
    )


async def submitted(jobs: JobStore, job_id: str) -> str:
    await jobs.beat("a worker")
    assert isinstance(await jobs.submit(job_id, "k" + job_id, b"{}"), Queued)
    return job_id


async def messages(redis: Redis) -> list[str]:
    return [orjson.loads(message)["headers"]["id"] for message in await redis.lrange(NORMAL, 0, -1)]


async def test_a_job_whose_lease_lapsed_is_queued_again(
    reaper: Reaper, jobs: JobStore, redis: Redis
) -> None:
    job_id = await submitted(jobs, "job")
    await redis.delete(NORMAL)
    assert await jobs.claim(job_id, "a dead worker's") is not None
    await redis.zadd(redis_keys.LEASES, {job_id: 1})

    await reaper.reap()

    assert (await jobs.read(job_id)).status is JobStatus.QUEUED
    assert await messages(redis) == [job_id]


async def test_a_job_with_a_running_lease_is_left_alone(
    reaper: Reaper, jobs: JobStore, reading: Answered, redis: Redis
) -> None:
    job_id = await submitted(jobs, "job")
    await redis.delete(NORMAL)
    assert await jobs.claim(job_id, "a living worker's") is not None

    await reaper.reap()

    assert (await jobs.read(job_id)).status is JobStatus.RUNNING
    assert (await messages(redis), reading.told) == ([], [])


async def test_a_lost_message_is_sent_again(reaper: Reaper, jobs: JobStore, redis: Redis) -> None:
    job_id = await submitted(jobs, "job")
    created_ms = (await jobs.read(job_id)).created_ms
    await redis.zadd(redis_keys.WAITING, {job_id: created_ms - 11_000})
    await redis.delete(NORMAL)

    await reaper.reap()

    assert await messages(redis) == [job_id]


async def test_a_job_that_nobody_claimed_in_its_time_is_answered_here(
    reaper: Reaper, jobs: JobStore, reading: Answered, redis: Redis
) -> None:
    late, early = await submitted(jobs, "late"), await submitted(jobs, "early")
    created_ms = (await jobs.read(late)).created_ms
    await redis.zadd(redis_keys.WAITING, {late: created_ms - round(DEADLINE_S * 1000) - 1000})

    await reaper.reap()

    assert reading.told == [late]
    assert early in await messages(redis)


async def test_of_two_reapers_one_reaps(
    reaper: Reaper, jobs: JobStore, reading: Answered, redis: Redis
) -> None:
    await reaper.reap()
    job_id = await submitted(jobs, "job")
    assert await jobs.claim(job_id, "a dead worker's") is not None
    await redis.zadd(redis_keys.LEASES, {job_id: 1})

    await reaper_of(jobs, reading).reap()
    assert (await jobs.read(job_id)).status is JobStatus.RUNNING
    await reaper.reap()
    assert (await jobs.read(job_id)).status is JobStatus.QUEUED


async def test_a_round_without_a_store_says_so(away: Redis) -> None:
    jobs = job_store(away)

    with pytest.raises(StoreUnavailable):
        await reaper_of(jobs, Answered(away, jobs)).reap()


async def test_reaping_ends_with_its_context(reaper: Reaper) -> None:
    before = asyncio.all_tasks()
    async with reaper.reaping():
        assert len(asyncio.all_tasks() - before) == 1

    assert asyncio.all_tasks() == before


async def test_a_refresh_behind_too_many_others_starts_again_as_an_ordinary_question_once(
    reaper: Reaper, jobs: JobStore, reading: Answered, redis: Redis
) -> None:
    await jobs.beat("a worker")
    await jobs.submit("job", "k", b"{}", Priority.LOW, refresh=True)
    await redis.hset(redis_keys.JOB + "job", "created", "1")
    await redis.zadd(redis_keys.WAITING, {"job": 1})

    await reaper.reap()

    assert (await messages(redis), reading.told) == (["job"], [])
    assert (await jobs.read("job")).age_s < DEADLINE_S
    await redis.zadd(redis_keys.WAITING, {"job": 1})
    await reaper.reap()
    assert (await messages(redis), reading.told) == (["job"], ["job"])


async def test_a_damaged_record_is_set_aside_and_holds_up_no_other(
    reaper: Reaper, jobs: JobStore, redis: Redis
) -> None:
    for job_id in ("wrong", "partial", "whole"):
        await submitted(jobs, job_id)
        assert await jobs.claim(job_id, "a dead worker's") is not None
    await redis.set(redis_keys.JOB + "wrong", "no hash")
    await redis.hdel(redis_keys.JOB + "partial", "created", "claimed")
    await redis.zadd(redis_keys.LEASES, {"wrong": 1, "partial": 2, "whole": 3})

    await reaper.reap()

    assert (await jobs.read("whole")).status is JobStatus.QUEUED
    assert await redis.zcard(redis_keys.LEASES) == 0
    assert {(job.job_id, job.reason) for job in await FailedJobs(redis).all()} == {
        ("wrong", "damaged_record"),
        ("partial", "damaged_record"),
    }
    await jobs.beat("a worker")  # a busy machine may have taken longer than a silence
    assert isinstance(await jobs.submit("again", "kpartial", b"{}"), Queued)


class Real(Answered):
    """Answers."""

    async def answer(self, job_id: str) -> None:
        await ReadingJob.answer(self, job_id)


async def test_a_job_that_waits_without_a_record_is_looked_at_once(
    jobs: JobStore, redis: Redis
) -> None:
    await redis.zadd(redis_keys.WAITING, {"gone": 1})
    await reaper_of(jobs, Real(redis, jobs)).reap()

    assert await redis.zcard(redis_keys.WAITING) == 0


class Breaking(Answered):
    """Breaks over one of the jobs."""

    async def answer(self, job_id: str) -> None:
        if job_id == "first":
            raise ValueError("of this job")
        await super().answer(job_id)


async def test_an_error_over_one_job_ends_neither_the_round_nor_that_job(
    redis: Redis, jobs: JobStore
) -> None:
    reading = Breaking(redis, jobs)
    for score, job_id in enumerate(("first", "second")):
        await submitted(jobs, job_id)
        await redis.zadd(redis_keys.WAITING, {job_id: score})

    await reaper_of(jobs, reading).reap()

    assert reading.told == ["second"]
    assert (await jobs.read("first")).status is JobStatus.QUEUED
    assert await redis.zscore(redis_keys.WAITING, "first") == 0


class Suspended(JobStore):
    """Is stopped before its first step, while another reaps and works, and then wakes."""

    def __init__(self, redis: Redis, clock: FakeClock, meanwhile: Callable[[], Awaitable[None]]):
        super().__init__(redis, lease_s=LEASE_S, job_ttl_s=60, max_queued=100, cache_bytes=10_000)
        self._clock = clock
        self._meanwhile = meanwhile
        self.steps = 0

    async def put_back(self, job_id: str, token: str = "") -> bool:
        self.steps += 1
        self._clock.pass_s(3600)
        await self._meanwhile()
        return await super().put_back(job_id, token)


async def test_a_reaper_that_was_suspended_in_a_round_does_no_harm_when_it_wakes(
    redis: Redis, jobs: JobStore, reading: Answered
) -> None:
    for job_id in ("one", "two"):
        await submitted(jobs, job_id)
        assert await jobs.claim(job_id, "a dead worker's") is not None
    await redis.delete(NORMAL)
    await redis.zadd(redis_keys.LEASES, {"one": 1, "two": 2})

    async def another_works() -> None:
        await redis.delete(redis_keys.REAPER)
        await reaper_of(jobs, reading).reap()
        await redis.delete(NORMAL)
        assert await jobs.claim("one", "another's") is not None

    clock = FakeClock()
    late = Suspended(redis, clock, another_works)
    await reaper_of(late, reading, clock).reap()

    assert late.steps == 1
    assert (await jobs.read("one")).status is JobStatus.RUNNING
    assert (await jobs.read("two")).status is JobStatus.QUEUED
    assert await messages(redis) == []


async def test_a_round_over_thousands_ends_in_time_and_the_next_goes_on(
    redis: Redis, jobs: JobStore
) -> None:
    clock = FakeClock()

    class Slow(Answered):
        async def answer(self, job_id: str) -> None:
            clock.pass_s(0.3)
            await super().answer(job_id)

    reading = Slow(redis, jobs)
    for n in range(10):
        await submitted(jobs, f"job{n}")
        await redis.zadd(redis_keys.WAITING, {f"job{n}": n})

    await reaper_of(jobs, reading, clock).reap()

    assert len(reading.told) == 4


async def test_a_job_put_back_near_its_deadline_is_left_to_the_workers_until_then(
    reaper: Reaper, jobs: JobStore, reading: Answered, redis: Redis
) -> None:
    job_id = await submitted(jobs, "job")
    created_ms = (await jobs.read(job_id)).created_ms
    assert await jobs.claim(job_id, "a dead worker's") is not None
    await redis.hset(redis_keys.JOB + job_id, "created", str(created_ms - 95_000))
    await redis.zadd(redis_keys.LEASES, {job_id: 1})

    await reaper.reap()
    await reaper.reap()

    assert reading.told == []
    await redis.hset(redis_keys.JOB + job_id, "status", "running")
    await redis.hset(redis_keys.JOB + job_id, "claimed", str(created_ms - 91_000))
    assert await jobs.put_back(job_id)
    await reaper.reap()
    assert reading.told == [job_id]
