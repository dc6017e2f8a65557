"""Waiting for a job's end, on a real store."""

from __future__ import annotations

import asyncio

import pytest
from redis.asyncio import Redis
from starlette.types import Message

from api_gateway.ends import AT_ONCE
from api_gateway.waiting import Waiting
from saju import Birth, chart_of
from shared import redis_keys
from shared.contracts.question import Question
from shared.errors import JobNotFound, StoreUnavailable
from shared.jobs.events import JobEvents
from shared.jobs.record import JobRecord, JobStatus, Result
from shared.jobs.store import JobStore
from tests.fakes.clock import FakeClock

QUESTION = Question(chart_of(Birth(1990, 3, 15, 14, 30)).signs, "saju_interpretation", "ko", "v")
DONE = Result(b'"response":"r"', b'"attempts":[]', None, 0, only_if_absent=True)


@pytest.fixture
async def jobs(redis: Redis) -> JobStore:
    store = JobStore(redis, lease_s=10, job_ttl_s=60, max_queued=10, cache_bytes=1000)
    await store.beat("a worker")
    await store.submit("job", "k", QUESTION.to_bytes())
    return store


@pytest.fixture
def events(redis: Redis) -> JobEvents:
    return JobEvents(redis)


async def stays() -> Message:
    """What a caller who does not go away sends."""
    await asyncio.Event().wait()
    raise AssertionError


async def begun(events: JobEvents) -> None:
    """The stream is read; before that, whoever waits is told to look again."""
    while events.position is None:  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(0)


def waiting(jobs: JobStore, events: JobEvents) -> Waiting:
    return Waiting(jobs, events, clock=FakeClock(), deadline_s=90)


async def test_who_waits_is_woken_by_the_end(jobs: JobStore, events: JobEvents) -> None:
    async with asyncio.timeout(10), events.reading():
        waiter = asyncio.create_task(waiting(jobs, events).until_finished("job", 30, stays))
        while not events._listeners:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0)
        await jobs.finish("job", "k", DONE)
        assert (await waiter).status is JobStatus.COMPLETED


async def test_a_wait_that_is_over_tells_what_is_known(jobs: JobStore, events: JobEvents) -> None:
    record = await waiting(jobs, events).until_finished("job", 0.01, stays)

    assert record.status is JobStatus.QUEUED
    assert not events._listeners


async def test_who_goes_away_is_dropped_at_once(jobs: JobStore, events: JobEvents) -> None:
    door, leaves = waiting(jobs, events), asyncio.Event()
    tasks = asyncio.all_tasks()

    async def goes() -> Message:
        await leaves.wait()
        return {"type": "http.disconnect"}

    async with asyncio.timeout(5):
        waiter = asyncio.create_task(door.until_finished("job", 30, goes))
        while door.callers == 0:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0)
        leaves.set()
        assert (await waiter).status is JobStatus.QUEUED
    assert door.callers == 0
    assert not events._listeners
    assert not events._missed
    assert asyncio.all_tasks() == tasks


class Counting(JobStore):
    """A store that counts the readings of records, and is away for some of them."""

    readings = 0
    away = 0

    async def read(self, job_id: str) -> JobRecord:
        try:
            if self.away:
                self.away -= 1
                raise StoreUnavailable("away")
            return await super().read(job_id)
        finally:
            self.readings += 1


@pytest.fixture
def counting(redis: Redis, jobs: JobStore) -> Counting:
    assert jobs
    return Counting(redis, lease_s=10, job_ttl_s=60, max_queued=10, cache_bytes=1000)


async def test_the_end_is_read_once_for_all_who_wait(counting: Counting, events: JobEvents) -> None:
    door = waiting(counting, events)
    async with asyncio.timeout(10), events.reading():
        await begun(events)
        waiters = [
            asyncio.create_task(door.until_finished("job", 30, stays)) for _ in range(3 * AT_ONCE)
        ]
        while counting.readings < len(waiters):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0)
        await counting.finish("job", "k", DONE)
        records = await asyncio.gather(*waiters)
    assert {record.status for record in records} == {JobStatus.COMPLETED}
    assert counting.readings == len(waiters) + 1
    assert door.callers == 0


async def test_who_waits_outlasts_a_store_that_is_away_for_a_moment(
    counting: Counting, events: JobEvents
) -> None:
    door = waiting(counting, events)
    async with asyncio.timeout(10), events.reading():
        await begun(events)
        waiter = asyncio.create_task(door.until_finished("job", 30, stays))
        while counting.readings < 1:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0)
        counting.away = 2
        await counting.finish("job", "k", DONE)
        assert (await waiter).status is JobStatus.COMPLETED
    assert counting.readings == 4


async def test_a_store_that_is_away_when_the_wait_is_over_is_a_problem(
    counting: Counting, events: JobEvents
) -> None:
    counting.away = 1000
    with pytest.raises(StoreUnavailable):
        await waiting(counting, events).until_finished("job", 30, stays)
    counting.readings, counting.away = 0, 0
    waiter = asyncio.create_task(waiting(counting, events).until_finished("job", 0.05, stays))
    while counting.readings < 1:  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(0)
    counting.away = 1000
    with pytest.raises(StoreUnavailable):
        await waiter
    assert not events._listeners


async def test_a_process_that_stops_sends_everybody_home(jobs: JobStore, events: JobEvents) -> None:
    door = waiting(jobs, events)
    async with asyncio.timeout(5):
        waiter = asyncio.create_task(door.until_finished("job", 30, stays))
        while not door._waiting:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0)
        door.close()
        assert (await waiter).status is JobStatus.QUEUED
        assert (await door.until_finished("job", 30, stays)).status is JobStatus.QUEUED


class Forgetful(JobStore):
    """Fails so many reads after the first."""

    failures = 0
    reads = 0

    async def read(self, job_id: str) -> JobRecord:
        if 1 <= self.reads <= self.failures:
            self.reads += 1
            raise StoreUnavailable("silent for a moment")
        record = await super().read(job_id)
        self.reads += 1  # now, for the test ends the job when the first one is done
        return record


@pytest.fixture
async def forgetful(jobs: JobStore, redis: Redis) -> Forgetful:  # noqa: ARG001 - the same job
    return Forgetful(redis, lease_s=10, job_ttl_s=60, max_queued=10, cache_bytes=1000)


async def test_a_store_that_is_silent_at_the_end_is_asked_again(
    forgetful: Forgetful, events: JobEvents
) -> None:
    forgetful.failures = 2
    async with asyncio.timeout(10), events.reading():
        waiter = asyncio.create_task(waiting(forgetful, events).until_finished("job", 30, stays))
        while not forgetful.reads:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0)
        await forgetful.finish("job", "k", DONE)
        assert (await waiter).status is JobStatus.COMPLETED
    assert forgetful.reads == 4


async def test_an_unknown_job_is_not_waited_for(jobs: JobStore, events: JobEvents) -> None:
    with pytest.raises(JobNotFound):
        await waiting(jobs, events).until_finished("unknown", 30, stays)


async def test_a_job_that_nobody_claims_is_answered_on_the_spot(
    jobs: JobStore, events: JobEvents, redis: Redis
) -> None:
    await redis.hset(redis_keys.JOB + "job", "created", "1")

    record = await waiting(jobs, events).read("job")

    assert record.status is JobStatus.COMPLETED
    assert record.tail is not None
    assert b'"data_source":"saju_engine"' in record.tail
    assert b'"degraded":true' in record.tail


async def test_a_question_that_nobody_can_read_is_left_to_the_workers(
    jobs: JobStore, events: JobEvents, redis: Redis
) -> None:
    await redis.hset(redis_keys.JOB + "job", mapping={"created": "1", "question": "{}"})

    assert (await waiting(jobs, events).read("job")).status is JobStatus.QUEUED
