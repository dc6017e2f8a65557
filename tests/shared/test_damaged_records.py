"""Records that something else has written to: jobs end all the same, and questions are answered."""

from __future__ import annotations

import pytest
from redis.asyncio import Redis

from shared import queue, redis_keys
from shared.cache.entry import pack
from shared.cache.redis import RedisCache
from shared.errors import JobDamaged, StoreFault, StoreUnavailable
from shared.jobs.failed import FailedJobs
from shared.jobs.record import AlreadyCached, Claim, JobStatus, Queued, Result
from shared.jobs.store import JobStore
from shared.store.connection import store_errors
from shared.store.script import Script

DAMAGES = (
    *(("created", value) for value in (None, "", "xx", "-5", "1e400", "9" * 20)),
    *(("attempts", value) for value in (None, "", "xx", "007", "9" * 20)),
    *(("submits", value) for value in (None, "xx", "1.5")),
    *(("claimed", value) for value in ("", "xx")),
    *(("status", value) for value in (None, "xx")),
    *(("key", value) for value in (None, "", b"\xff")),
    *(("priority", value) for value in ("", "9", "-3", "xx")),
    ("finished", "xx"),
    ("question", None),
)
JOB = redis_keys.JOB + "job"
MODELS = Result(b"a model's", b"t", pack(b"a model's", 10), 60, only_if_absent=False)
damages = pytest.mark.parametrize(("field", "value"), DAMAGES)


@pytest.fixture
async def jobs(redis: Redis) -> JobStore:
    store = JobStore(redis, lease_s=10, job_ttl_s=60, max_queued=100, cache_bytes=10_000)
    await store.beat("a worker")
    await store.submit("job", "k", b'{"service_type":"career"}')
    return store


async def damage(redis: Redis, field: str, value: str | bytes | None) -> None:
    if value is None:
        await redis.hdel(JOB, field)
    else:
        await redis.hset(JOB, field, value)


async def replace_by_a_list(redis: Redis) -> None:
    await redis.delete(JOB)
    await redis.rpush(JOB, "x")


async def nothing_is_left(jobs: JobStore, redis: Redis) -> None:
    assert not await redis.exists(JOB)
    assert await redis.zcard(redis_keys.WAITING) == await redis.zcard(redis_keys.LEASES) == 0
    [listed] = await FailedJobs(redis).all()
    assert (listed.job_id, listed.reason) == ("job", "damaged_record")
    assert await jobs.submit("next", "k", b"{}") == Queued("next", JobStatus.QUEUED, joined=False)


@damages
async def test_a_damaged_job_is_not_claimed_nor_changed_and_can_be_discarded(
    jobs: JobStore, redis: Redis, field: str, value: str | None
) -> None:
    await damage(redis, field, value)
    before = await redis.hgetall(JOB)

    with pytest.raises(JobDamaged):
        await jobs.claim("job", "t")

    assert await redis.hgetall(JOB) == before
    assert await redis.zcard(redis_keys.LEASES) == 0
    assert await jobs.discard("job")
    await nothing_is_left(jobs, redis)


@damages
async def test_a_job_that_is_damaged_in_hand_is_neither_put_back_nor_withdrawn(
    jobs: JobStore, redis: Redis, field: str, value: str | None
) -> None:
    await jobs.claim("job", "t")
    await damage(redis, field, value)
    before = await redis.hgetall(JOB)

    for token in ("t", ""):
        await redis.zadd(redis_keys.LEASES, {"job": 1})
        with pytest.raises(JobDamaged):
            await jobs.put_back("job", token)
    with pytest.raises(JobDamaged):
        await jobs.withdraw("job")
    assert not await jobs.hasten("job")

    assert await redis.hgetall(JOB) == before
    assert await jobs.discard("job")
    await nothing_is_left(jobs, redis)


@damages
async def test_an_answer_to_a_damaged_job_is_kept_for_who_asks_again(
    jobs: JobStore, redis: Redis, field: str, value: str | None
) -> None:
    await jobs.claim("job", "t")
    await damage(redis, field, value)

    with pytest.raises(JobDamaged):
        await jobs.finish("job", "k", MODELS, "t")

    assert await jobs.discard("job")
    found = await jobs.submit("next", "k", b"{}")
    assert isinstance(found, AlreadyCached)
    assert found.reading.core == b"a model's"


@damages
async def test_nobody_joins_a_damaged_job(
    jobs: JobStore, redis: Redis, field: str, value: str | None
) -> None:
    await damage(redis, field, value)
    before = await redis.hgetall(JOB)

    assert await jobs.submit("next", "k", b"{}") == Queued("next", JobStatus.QUEUED, joined=False)

    assert await redis.hgetall(JOB) == before
    assert await jobs.discard("job")
    assert await redis.get(redis_keys.PENDING + "k") == b"next"


@pytest.mark.parametrize(
    ("field", "value"), [one for one in DAMAGES if one[0] not in {"claimed", "priority"}]
)
async def test_a_damaged_job_is_told_as_such_to_who_reads_it(
    jobs: JobStore, redis: Redis, field: str, value: str | None
) -> None:
    await damage(redis, field, value)
    if value == "" and field == "key":
        return  # nothing that a reader is told depends on it

    with pytest.raises(JobDamaged, match="job"):
        await jobs.read("job")


async def test_what_is_no_hash_harms_no_step_and_no_other_job(jobs: JobStore, redis: Redis) -> None:
    await jobs.submit("other", "other", b"{}")
    await redis.zincrby(redis_keys.WAITING, -20_000, "job")
    await redis.zincrby(redis_keys.WAITING, -20_000, "other")
    await redis.delete(*queue.LISTS)  # their messages are lost
    await replace_by_a_list(redis)

    for step in (
        jobs.read("job"),
        jobs.claim("job", "t"),
        jobs.put_back("job"),
        jobs.withdraw("job"),
        jobs.finish("job", "k", MODELS),
    ):
        with pytest.raises(JobDamaged):
            await step
    overdue = await jobs.overdue("r", reaper_lease_s=3, deadline_s=90)
    assert overdue.lost == ("other",)
    overdue = await jobs.overdue("r", reaper_lease_s=3, deadline_s=10)
    assert "job" in overdue.unclaimed
    assert await jobs.discard("job")
    await redis.delete(redis_keys.CACHE + "k")
    assert await redis.zrange(redis_keys.WAITING, 0, -1) == [b"other"]


async def test_a_whole_record_is_not_discarded_at_any_time_of_its_life(
    jobs: JobStore, redis: Redis
) -> None:
    assert not await jobs.discard("job")
    assert isinstance(await jobs.claim("job", "t"), Claim)
    assert not await jobs.discard("job")
    await jobs.finish("job", "k", MODELS, "t")
    assert not await jobs.discard("job")
    assert await FailedJobs(redis).all() == []


@pytest.mark.parametrize("entry", [b"garbage", b"10:junk", b"10:x is no reading", None])
async def test_a_damaged_entry_of_the_cache_is_none(
    jobs: JobStore, redis: Redis, entry: bytes | None
) -> None:
    name = redis_keys.CACHE + "new"
    if entry is None:
        await redis.rpush(name, "x")
    else:
        await redis.set(name, entry, px=60_000)
    assert await RedisCache(redis).read("new") is None

    assert await jobs.submit("next", "new", b"{}") == Queued("next", JobStatus.QUEUED, joined=False)
    await jobs.claim("next", "t")
    engines = Result(b"engine's", b"t", pack(b"engine's", 0), 60, only_if_absent=True)
    assert await jobs.finish("next", "new", engines, "t")

    reading = await RedisCache(redis).read("new")
    assert reading is not None
    assert reading.core == b"engine's"


@pytest.mark.parametrize(
    "fault", ["return 1 + nil", "return redis.call('GET', KEYS[1])", "return 'a' .. nil"]
)
async def test_a_step_that_fails_in_a_store_that_serves_is_no_store_that_is_away(
    redis: Redis, fault: str
) -> None:
    await redis.hset(JOB, "field", "value")
    with pytest.raises(StoreFault), store_errors():
        await Script(redis, fault)([JOB])


@pytest.mark.parametrize(
    ("setting", "refuses", "serves"),
    [("maxmemory", 1, 0), ("min-replicas-to-write", 1, 0)],
)
async def test_a_refusal_of_the_store_is_one_that_passes(
    redis: Redis, setting: str, refuses: int, serves: int
) -> None:
    await redis.config_set(setting, refuses)
    try:
        with pytest.raises(StoreUnavailable) as refused, store_errors():
            await Script(redis, "return redis.call('SET', KEYS[1], 'v')")(["k"])
    finally:
        await redis.config_set(setting, serves)
    assert not isinstance(refused.value, StoreFault)
