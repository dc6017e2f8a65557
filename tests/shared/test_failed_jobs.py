"""The list of jobs that were given up, on a real store."""

from __future__ import annotations

import pytest
from redis.asyncio import Redis

from shared import redis_keys
from shared.cache.entry import pack
from shared.errors import StoreUnavailable
from shared.jobs import failed
from shared.jobs.failed import FailedJob, FailedJobs
from shared.jobs.record import AlreadyCached, JobStatus, Queued, Result
from shared.jobs.store import JobStore

GIVEN_UP = Result(b'"response":"r"', b'"code":"lost_too_often"', reason="lost_too_often")
QUESTION = b'{"service_type":"career","signs":{"pillars":"secret"}}'


@pytest.fixture
async def jobs(redis: Redis) -> JobStore:
    store = JobStore(redis, lease_s=10, job_ttl_s=60, max_queued=5000, cache_bytes=10_000)
    await store.beat("a worker")
    return store


async def given_up(jobs: JobStore, job_id: str, question: bytes = QUESTION) -> None:
    assert isinstance(await jobs.submit(job_id, "k" + job_id, question), Queued)
    assert await jobs.claim(job_id, "t") is not None
    assert await jobs.finish(job_id, "k" + job_id, GIVEN_UP)


async def test_a_job_that_is_given_up_is_kept_with_its_reason_and_nothing_of_a_birth(
    jobs: JobStore, redis: Redis
) -> None:
    await given_up(jobs, "job")
    finished_ms = (await jobs.read("job")).finished_ms

    assert await FailedJobs(redis).all() == [
        FailedJob("job", "lost_too_often", finished_ms or 0, claims=1, service_type="career")
    ]
    assert b"secret" not in (await redis.hget(redis_keys.FAILURES, "job") or b"")


@pytest.mark.parametrize("question", [b"", b"no json", b"[1]", b'{"service_type":7}'])
async def test_a_question_that_cannot_be_read_has_no_service_type(
    jobs: JobStore, redis: Redis, question: bytes
) -> None:
    await given_up(jobs, "job", question)

    assert [job.service_type for job in await FailedJobs(redis).all()] == [None]


async def test_a_job_that_ends_well_is_not_in_the_list(jobs: JobStore, redis: Redis) -> None:
    await jobs.submit("job", "k", QUESTION)
    await jobs.finish("job", "k", Result(b"c", b"t"))

    assert await FailedJobs(redis).all() == []


async def test_a_late_result_adds_nothing(jobs: JobStore, redis: Redis) -> None:
    await jobs.submit("job", "k", QUESTION)
    assert await jobs.finish("job", "k", Result(b"c", b"t"))
    assert not await jobs.finish("job", "k", GIVEN_UP)

    assert await FailedJobs(redis).all() == []


async def test_the_newest_are_kept_and_each_for_its_life(jobs: JobStore, redis: Redis) -> None:
    ancient_ms = 1
    for n in range(failed.MOST + 3):
        await redis.zadd(redis_keys.FAILED, {f"old{n}": ancient_ms + n})
        await redis.hset(redis_keys.FAILURES, f"old{n}", "lost_too_often 6 career")
    assert await FailedJobs(redis).all() == []  # past its life, though nothing has cleared it away

    await given_up(jobs, "first")

    assert await redis.zrange(redis_keys.FAILED, 0, -1) == [b"first"]
    assert await redis.hkeys(redis_keys.FAILURES) == [b"first"]
    assert 0 < await redis.pttl(redis_keys.FAILED) <= failed.LIFE_MS
    assert 0 < await redis.pttl(redis_keys.FAILURES) <= failed.LIFE_MS


async def test_one_more_than_there_may_be_lets_the_oldest_go(jobs: JobStore, redis: Redis) -> None:
    now_ms = await jobs.now_ms()
    for n in range(failed.MOST):
        await redis.zadd(redis_keys.FAILED, {f"job{n}": now_ms - failed.MOST + n})
        await redis.hset(redis_keys.FAILURES, f"job{n}", "lost_too_often 6 career")

    await given_up(jobs, "newest")

    found = await FailedJobs(redis).all()
    assert len(found) == await redis.hlen(redis_keys.FAILURES) == failed.MOST
    assert (found[0].job_id, found[-1].job_id) == ("newest", "job1")


async def test_a_refresh_that_is_given_up_keeps_its_record_for_the_operator(
    jobs: JobStore,
) -> None:
    await jobs.submit("job", "k", QUESTION, refresh=True)
    await jobs.finish("job", "k", GIVEN_UP)

    assert (await jobs.read("job")).status is JobStatus.COMPLETED


async def test_a_question_asked_again_is_not_answered_from_the_cache(
    jobs: JobStore, redis: Redis
) -> None:
    core = b'"response":"the engine\'s"'
    await redis.set(redis_keys.CACHE + "k", pack(core, 0), px=60_000)
    assert isinstance(await jobs.submit("first", "k", QUESTION), AlreadyCached)

    assert await jobs.submit("second", "k", QUESTION, again=True) == Queued(
        "second", JobStatus.QUEUED, joined=False
    )
    assert await jobs.submit("third", "k", QUESTION, again=True) == Queued(
        "second", JobStatus.QUEUED, joined=True
    )
    claim = await jobs.claim("second", "t")
    assert claim is not None
    assert claim.requeued


async def test_what_is_forgotten_is_in_the_list_no_more(jobs: JobStore, redis: Redis) -> None:
    for job_id in ("one", "two"):
        await given_up(jobs, job_id)

    await FailedJobs(redis).forget("one")

    assert [job.job_id for job in await FailedJobs(redis).all()] == ["two"]
    assert await redis.hkeys(redis_keys.FAILURES) == [b"two"]


async def test_without_a_store_there_is_no_list(away: Redis) -> None:
    with pytest.raises(StoreUnavailable):
        await FailedJobs(away).all()
