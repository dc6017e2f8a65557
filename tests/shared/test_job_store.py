"""The life of a job against the real scripts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import orjson
import pytest
from redis.asyncio import Redis

from shared import queue, redis_keys
from shared.cache.entry import pack
from shared.cache.redis import RedisCache
from shared.errors import JobNotFound, QueueFull, StoreUnavailable
from shared.jobs.job_queue import PAGE
from shared.jobs.record import AlreadyCached, Claim, JobStatus, NoWorker, Queued, Result
from shared.jobs.store import JobStore
from shared.queue import Priority
from tests.malformed import MALFORMED

NORMAL = queue.list_of(Priority.NORMAL)
REAPER = {"reaper_lease_s": 3.0, "deadline_s": 90.0}


def job_store(redis: Redis, **changes: float) -> JobStore:
    options = {"lease_s": 10.0, "job_ttl_s": 60.0, "max_queued": 100, "cache_bytes": 10_000}
    return JobStore(redis, **(options | changes))  # type: ignore[arg-type] # floats and ints as they are


@pytest.fixture
async def jobs(redis: Redis) -> JobStore:
    store = job_store(redis)
    await store.beat("a worker")
    return store


def result(core: bytes = b'"response":"r"', *, entry: bool = True, life_s: float = 60) -> Result:
    return Result(
        core=core,
        tail=b'"attempts":[]',
        entry=pack(core, 10) if entry else None,
        entry_life_s=life_s,
        only_if_absent=False,
    )


async def submitted(jobs: JobStore, key: str = "k", *, priority: Priority = Priority.NORMAL) -> str:
    submission = await jobs.submit(uuid4().hex, key, b"{}", priority)
    assert isinstance(submission, Queued)
    return submission.job_id


async def claimed(jobs: JobStore, job_id: str, token: str = "t") -> Claim:
    claim = await jobs.claim(job_id, token)
    assert claim is not None
    return claim


async def queued_ids(redis: Redis, name: str) -> list[str]:
    """The jobs of the messages in a list of the queue, the next one first."""
    messages = await redis.lrange(name, 0, -1)
    return [orjson.loads(message)["headers"]["id"] for message in reversed(messages)]


async def lapse(redis: Redis, job_id: str) -> None:
    """What time does to a lease that nobody renews."""
    await redis.zadd(redis_keys.LEASES, {job_id: 1})


async def test_a_submit_makes_a_job_and_its_message_at_once(jobs: JobStore, redis: Redis) -> None:
    job_id = await submitted(jobs)

    record = await jobs.read(job_id)
    assert (record.status, record.submits, record.attempts) == (JobStatus.QUEUED, 1, 0)
    assert await queued_ids(redis, NORMAL) == [job_id]


async def test_the_same_question_joins_the_job_that_is_being_answered(
    jobs: JobStore, redis: Redis
) -> None:
    first = await submitted(jobs)
    await claimed(jobs, first)

    second = await jobs.submit("another", "k", b"{}")

    assert second == Queued(first, JobStatus.RUNNING, joined=True)
    assert await redis.llen(NORMAL) == 1
    assert (await jobs.read(first)).submits == 2


async def test_a_job_alone_waits_by_its_priority_and_nobody_joins_it(
    jobs: JobStore, redis: Redis
) -> None:
    first = await submitted(jobs)

    alone = await jobs.submit("alone", "k", b"{}", Priority.HIGH, alone=True)
    joined = await jobs.submit("another", "k", b"{}")

    assert alone == Queued("alone", JobStatus.QUEUED, joined=False)
    assert joined == Queued(first, JobStatus.QUEUED, joined=True)
    assert await queued_ids(redis, queue.list_of(Priority.HIGH)) == ["alone"]
    assert await queued_ids(redis, NORMAL) == [first]


async def test_a_refresh_joins_a_question_without_counting_as_one_who_waits(
    jobs: JobStore, redis: Redis
) -> None:
    first = await submitted(jobs)

    joined = await jobs.submit("another", "k", b"{}", Priority.LOW, refresh=True)

    assert joined == Queued(first, JobStatus.QUEUED, joined=True)
    assert await jobs.withdraw(first) is JobStatus.CANCELLED  # whoever waited waits no more
    assert await queued_ids(redis, queue.list_of(Priority.LOW)) == []


async def test_who_joins_a_refresh_and_withdraws_leaves_it_as_it_was(jobs: JobStore) -> None:
    await jobs.submit("refresh", "k", b"{}", Priority.LOW, refresh=True)
    joined = await submitted(jobs)

    assert joined == "refresh"
    assert await jobs.withdraw(joined) is JobStatus.QUEUED


async def test_only_a_refresh_is_hastened_and_only_once(jobs: JobStore, redis: Redis) -> None:
    low = await submitted(jobs, "low", priority=Priority.LOW)
    await jobs.submit("refresh", "k", b"{}", Priority.LOW, refresh=True)

    assert [await jobs.hasten(job_id) for job_id in (low, "refresh", "refresh", "unknown")] == [
        False,
        True,
        False,
        False,
    ]
    assert await queued_ids(redis, NORMAL) == ["refresh"]


async def test_a_hundred_submits_at_once_make_one_job(jobs: JobStore, redis: Redis) -> None:
    submissions = await asyncio.gather(*(jobs.submit(f"id{n}", "k", b"{}") for n in range(100)))

    assert len({s.job_id for s in submissions if isinstance(s, Queued)}) == 1
    assert await redis.llen(NORMAL) == 1


async def test_a_submit_finds_what_was_finished_meanwhile(jobs: JobStore) -> None:
    job_id = await submitted(jobs)
    await claimed(jobs, job_id)
    await jobs.finish(job_id, "k", result())

    submission = await jobs.submit("another", "k", b"{}")

    assert isinstance(submission, AlreadyCached)
    assert submission.reading.core == b'"response":"r"'
    assert submission.reading.fresh


async def test_a_stale_reading_is_asked_again(jobs: JobStore) -> None:
    job_id = await submitted(jobs)
    await claimed(jobs, job_id)
    stale = Result(b"c", b"t", pack(b"c", 60), 30, only_if_absent=False)
    await jobs.finish(job_id, "k", stale)

    assert isinstance(await jobs.submit("another", "k", b"{}"), Queued)


async def test_nothing_is_queued_while_no_worker_lives(redis: Redis) -> None:
    jobs = job_store(redis)

    assert isinstance(await jobs.submit("id", "k", b"{}"), NoWorker)
    assert await jobs.workers_alive() == 0
    with pytest.raises(JobNotFound):
        await jobs.read("id")


async def test_the_backlog_limit_refuses_new_questions_but_not_known_ones(redis: Redis) -> None:
    jobs = job_store(redis, max_queued=1)
    await jobs.beat("a worker")
    first = await submitted(jobs, "k1")

    with pytest.raises(QueueFull):
        await jobs.submit("id2", "k2", b"{}")
    assert await submitted(jobs, "k1") == first


async def test_a_job_is_claimed_once(jobs: JobStore) -> None:
    job_id = await submitted(jobs)

    claims = await asyncio.gather(*(jobs.claim(job_id, f"t{n}") for n in range(20)))

    assert sum(claim is not None for claim in claims) == 1
    assert (await jobs.read(job_id)).status is JobStatus.RUNNING


async def test_a_message_that_finds_its_job_in_hand_or_ended_is_counted(
    jobs: JobStore, redis: Redis
) -> None:
    cancelled, finished = await submitted(jobs, "k1"), await submitted(jobs, "k2")
    await jobs.withdraw(cancelled)
    await claimed(jobs, finished)

    assert await jobs.claim(finished, "t2") is None
    await jobs.finish(finished, "k2", result())
    assert await jobs.claim(finished, "t2") is None
    assert await jobs.claim(cancelled, "t2") is None

    assert await redis.hget(redis_keys.COUNTERS, "redelivered") == b"2"


async def test_a_step_whose_answer_was_lost_is_taken_again_and_counts_once(
    jobs: JobStore, redis: Redis
) -> None:
    job_id = await submitted(jobs)
    claim = await claimed(jobs, job_id, "mine")

    again = await claimed(jobs, job_id, "mine")
    assert (again.attempts, again.question, again.key) == (1, claim.question, claim.key)
    assert await jobs.finish(job_id, "k", result(), "mine")
    assert await jobs.finish(job_id, "k", result(), "mine")
    assert not await jobs.finish(job_id, "k", result(), "another's")

    assert await redis.hmget(redis_keys.COUNTERS, "late_results", "redelivered") == [b"1", None]


async def test_a_refresh_that_is_hastened_has_its_whole_deadline_before_it(
    jobs: JobStore, redis: Redis
) -> None:
    await jobs.submit("refresh", "k", b"{}", Priority.LOW, refresh=True)
    await claimed(jobs, "refresh")
    await redis.hset(redis_keys.JOB + "refresh", "claimed", "1")
    await lapse(redis, "refresh")
    await jobs.put_back("refresh")

    assert await jobs.hasten("refresh")

    assert (await claimed(jobs, "refresh")).running_s == 0


async def test_a_message_is_sent_again_while_its_job_waits_only(
    jobs: JobStore, redis: Redis
) -> None:
    job_id = await submitted(jobs)
    await claimed(jobs, job_id)
    await redis.delete(NORMAL)

    await jobs.send_again(job_id)

    assert await queued_ids(redis, NORMAL) == []


async def test_a_finished_job_is_not_claimed(jobs: JobStore) -> None:
    job_id = await submitted(jobs)
    await claimed(jobs, job_id)
    await jobs.finish(job_id, "k", result())

    assert await jobs.claim(job_id, "t2") is None
    assert await jobs.claim("unknown", "t3") is None


async def test_the_first_result_wins_and_a_late_one_is_counted(
    jobs: JobStore, redis: Redis
) -> None:
    job_id = await submitted(jobs)
    await claimed(jobs, job_id)

    assert await jobs.finish(job_id, "k", result(b"first"))
    assert not await jobs.finish(job_id, "k", result(b"second"))

    assert (await jobs.read(job_id)).core == b"first"
    assert await redis.hget(redis_keys.COUNTERS, "late_results") == b"1"


@pytest.mark.parametrize(
    ("fresh_ms", "kept"), [(30_000, b"first"), (-5_000, b"late"), (None, b"late")]
)
async def test_a_late_result_is_cached_where_nothing_fresh_is_only(
    jobs: JobStore, redis: Redis, fresh_ms: int | None, kept: bytes
) -> None:
    job_id = await submitted(jobs)
    await claimed(jobs, job_id)
    assert await jobs.finish(job_id, "k", result(b"first"), "t")
    entry = redis_keys.CACHE + "k"
    if fresh_ms is None:
        await redis.delete(entry)
    else:
        await redis.pexpire(entry, 10_000 + fresh_ms)  # it may be stale for 10 s

    assert not await jobs.finish(job_id, "k", result(b"late"), "another's")

    cached = await RedisCache(redis).read("k")
    assert cached is not None
    assert cached.core == kept


@pytest.mark.parametrize("end", ["engine", "cancelled", "removed", "refreshed"])
async def test_a_late_result_leaves_what_somebody_was_shown(
    jobs: JobStore, redis: Redis, end: str
) -> None:
    job_id = "late"
    await jobs.submit(job_id, "k", b"{}", refresh=end == "refreshed")
    await claimed(jobs, job_id)
    shown = result(b"shown")
    if end == "cancelled":
        await jobs.withdraw(job_id)
        job_id = await submitted(jobs)
    elif end == "engine":
        shown = Result(b"shown", b"t", pack(b"shown", 0), 60, only_if_absent=True)
    assert await jobs.finish(job_id, "k", shown)
    if end == "removed":
        await jobs.withdraw(job_id)

    assert not await jobs.finish("late", "k", result(b"a model's"), "t")

    cached = await RedisCache(redis).read("k")
    assert cached is not None
    assert cached.core == b"shown"


async def test_a_result_whose_confirmation_was_lost_does_not_come_back_into_a_cleared_cache(
    jobs: JobStore, redis: Redis
) -> None:
    job_id = await submitted(jobs)
    await claimed(jobs, job_id)
    assert await jobs.finish(job_id, "k", result(), "t")
    await redis.delete(redis_keys.CACHE + "k")

    assert await jobs.finish(job_id, "k", result(), "t")

    assert await RedisCache(redis).read("k") is None


async def test_a_result_without_a_lease_still_counts(jobs: JobStore, redis: Redis) -> None:
    job_id = await submitted(jobs)
    await claimed(jobs, job_id)
    await lapse(redis, job_id)
    await jobs.put_back(job_id)

    assert await jobs.finish(job_id, "k", result())
    assert (await jobs.read(job_id)).status is JobStatus.COMPLETED
    assert await redis.zcard(redis_keys.WAITING) == 0


async def test_a_renewed_lease_does_not_lapse_and_a_lapsed_one_is_put_back(
    jobs: JobStore, redis: Redis
) -> None:
    job_id = await submitted(jobs)
    claim = await claimed(jobs, job_id)

    assert not await jobs.put_back(job_id)
    await lapse(redis, job_id)
    assert await jobs.renew([claim]) == set()
    assert not await jobs.put_back(job_id)
    await lapse(redis, job_id)
    assert await jobs.put_back(job_id)

    assert (await jobs.read(job_id)).status is JobStatus.QUEUED
    assert await jobs.renew([claim]) == {job_id}
    again = await claimed(jobs, job_id, "t2")
    assert again.attempts == 2


async def test_a_job_whose_record_is_gone_is_not_another_s(jobs: JobStore, redis: Redis) -> None:
    claims = [await claimed(jobs, await submitted(jobs, key)) for key in ("k1", "k2", "k3", "k4")]
    erased, damaged, withdrawn, mine = claims
    await redis.delete(redis_keys.JOB + erased.job_id, redis_keys.JOB + damaged.job_id)
    await redis.rpush(redis_keys.JOB + damaged.job_id, "x")
    await jobs.withdraw(withdrawn.job_id)
    await lapse(redis, mine.job_id)

    assert await jobs.renew(claims) == {withdrawn.job_id}

    assert not await jobs.put_back(mine.job_id)  # its lease is renewed
    assert not await jobs.finish(erased.job_id, "k1", result(b"paid for"))
    reading = await RedisCache(redis).read("k1")
    assert reading is not None
    assert reading.core == b"paid for"


async def test_who_holds_a_job_can_let_go_of_it_and_nobody_else(jobs: JobStore) -> None:
    job_id = await submitted(jobs)
    await claimed(jobs, job_id, "mine")

    assert not await jobs.put_back(job_id, "not mine")
    assert await jobs.put_back(job_id, "mine")


async def test_a_job_put_back_goes_first(jobs: JobStore, redis: Redis) -> None:
    first = await submitted(jobs, "k1")
    await redis.rpop(NORMAL)
    await claimed(jobs, first)
    await submitted(jobs, "k2")
    await jobs.put_back(first, "t")

    message = await redis.rpop(NORMAL)

    assert isinstance(message, bytes)
    assert orjson.loads(message)["headers"]["id"] == first


async def test_the_last_withdrawal_cancels(jobs: JobStore) -> None:
    job_id = await submitted(jobs)
    await submitted(jobs)

    assert await jobs.withdraw(job_id) is JobStatus.QUEUED
    assert await jobs.withdraw(job_id) is JobStatus.CANCELLED
    assert await jobs.claim(job_id, "t") is None
    assert await submitted(jobs) != job_id


async def test_withdrawing_a_finished_job_removes_its_record(jobs: JobStore) -> None:
    job_id = await submitted(jobs)
    await claimed(jobs, job_id)
    await jobs.finish(job_id, "k", result())

    assert await jobs.withdraw(job_id) is None
    with pytest.raises(JobNotFound):
        await jobs.withdraw(job_id)


async def test_a_cancelled_job_takes_no_result_but_its_reading_is_kept(
    jobs: JobStore, redis: Redis
) -> None:
    job_id = await submitted(jobs)
    await claimed(jobs, job_id)
    await jobs.withdraw(job_id)

    assert not await jobs.finish(job_id, "k", result())

    assert (await jobs.read(job_id)).status is JobStatus.CANCELLED
    cached = await RedisCache(redis).read("k")
    assert cached is not None
    assert cached.core == b'"response":"r"'


async def test_an_engines_reading_does_not_replace_a_models(jobs: JobStore, redis: Redis) -> None:
    for core, only_if_absent in ((b"model", False), (b"engine", True)):
        job_id = uuid4().hex
        await jobs.finish(
            job_id, "k", Result(core, b"", pack(core, 0), 60, only_if_absent=only_if_absent)
        )

    cached = await RedisCache(redis).read("k")
    assert cached is not None
    assert cached.core == b"model"


async def test_the_cache_stays_in_its_limit_and_what_ends_first_goes_first(redis: Redis) -> None:
    entry_bytes = len(pack(b"0" * 50, 10))
    jobs = job_store(redis, cache_bytes=3 * entry_bytes)
    for n in range(5):
        core = bytes([48 + n]) * 50
        await jobs.finish(f"job{n}", f"k{n}", result(core, life_s=60 + n))

    cache = RedisCache(redis)
    assert [await cache.read(f"k{n}") is not None for n in range(5)] == [
        False,
        False,
        True,
        True,
        True,
    ]
    total = await redis.hget(redis_keys.CACHE_SIZES, "total")
    assert total is not None
    assert int(total) == 3 * entry_bytes


async def test_an_entry_larger_than_the_cache_is_not_kept(redis: Redis) -> None:
    jobs = job_store(redis, cache_bytes=10)
    await jobs.finish("job", "k", result(b"0" * 1000))

    assert await RedisCache(redis).read("k") is None


async def test_an_entry_without_an_end_is_fresh_for_ever(jobs: JobStore, redis: Redis) -> None:
    await jobs.finish("job", "k", result(life_s=0))

    cached = await RedisCache(redis).read("k")
    assert cached is not None
    assert cached.fresh_for_s == float("inf")
    assert await redis.pttl(redis_keys.CACHE + "k") == -1


async def test_the_overdue_are_told_by_reason(redis: Redis) -> None:
    jobs = job_store(redis)
    await jobs.beat("a worker")
    lapsed, unclaimed, lost = [await submitted(jobs, key) for key in ("k1", "k2", "k3")]
    await claimed(jobs, lapsed)
    await lapse(redis, lapsed)
    created_ms = (await jobs.read(lost)).created_ms
    await redis.zadd(redis_keys.WAITING, {unclaimed: 1, lost: created_ms - 11_000})

    while_queued = await jobs.overdue("r1", **REAPER)
    assert (while_queued.lapsed, while_queued.unclaimed, while_queued.lost) == (
        (lapsed,),
        (unclaimed,),
        (),
    )

    await redis.delete(NORMAL)
    assert (await jobs.overdue("r1", **REAPER)).lost == (lost,)


async def test_one_reaper_at_a_time_is_told(jobs: JobStore, redis: Redis) -> None:
    job_id = await submitted(jobs)
    await claimed(jobs, job_id)
    await lapse(redis, job_id)

    assert (await jobs.overdue("r1", **REAPER)).lapsed == (job_id,)
    assert (await jobs.overdue("r2", **REAPER)).lapsed == ()
    await redis.delete(redis_keys.REAPER)  # r1 is dead for long enough
    assert (await jobs.overdue("r2", **REAPER)).lapsed == (job_id,)


@pytest.mark.parametrize("priority", Priority)
async def test_a_job_waits_with_its_equals_also_after_it_was_put_back(
    jobs: JobStore, redis: Redis, priority: Priority
) -> None:
    first = await submitted(jobs, "k1", priority=priority)
    second = await submitted(jobs, "k2", priority=priority)
    place = queue.list_of(priority)
    assert await queued_ids(redis, place) == [first, second]
    await redis.rpop(place)
    await claimed(jobs, first, "t")

    await jobs.put_back(first, "t")

    assert await queued_ids(redis, place) == [first, second]
    assert sum([await redis.llen(name) for name in queue.LISTS]) == 2


async def test_who_joins_a_waiting_job_and_is_more_urgent_lifts_it(
    jobs: JobStore, redis: Redis
) -> None:
    low = await submitted(jobs, "k1", priority=Priority.LOW)
    waiting = await submitted(jobs, "k2")

    assert await submitted(jobs, "k1", priority=Priority.LOW) == low
    assert await queued_ids(redis, NORMAL) == [waiting]
    assert await submitted(jobs, "k1") == low
    assert await submitted(jobs, "k1") == low

    assert await queued_ids(redis, NORMAL) == [waiting, low]
    assert (await jobs.read(low)).submits == 4


async def test_a_running_job_that_was_lifted_is_put_back_where_it_belongs(
    jobs: JobStore, redis: Redis
) -> None:
    job_id = await submitted(jobs, priority=Priority.LOW)
    await claimed(jobs, job_id, "t")
    await submitted(jobs, priority=Priority.HIGH)
    assert await queued_ids(redis, queue.list_of(Priority.HIGH)) == []

    await jobs.put_back(job_id, "t")

    assert await queued_ids(redis, queue.list_of(Priority.HIGH)) == [job_id]


async def test_who_is_less_urgent_does_not_hold_a_job_back(jobs: JobStore, redis: Redis) -> None:
    job_id = await submitted(jobs)
    await submitted(jobs, priority=Priority.LOW)

    assert await redis.hget(redis_keys.JOB + job_id, "priority") == b"1"
    assert await redis.llen(queue.list_of(Priority.LOW)) == 0


async def test_a_lost_message_is_sent_again_with_its_priority(jobs: JobStore, redis: Redis) -> None:
    job_id = await submitted(jobs, priority=Priority.LOW)
    created_ms = (await jobs.read(job_id)).created_ms
    await redis.zadd(redis_keys.WAITING, {job_id: created_ms - 11_000})
    assert (await jobs.overdue("r", **REAPER)).lost == ()  # its message is still there
    await redis.delete(*queue.LISTS)
    assert (await jobs.overdue("r", **REAPER)).lost == (job_id,)

    await jobs.send_again(job_id)

    assert await queued_ids(redis, queue.list_of(Priority.LOW)) == [job_id]


async def test_the_record_of_another_release_has_no_priority_and_is_normal(
    jobs: JobStore, redis: Redis
) -> None:
    job_id = await submitted(jobs)
    await redis.hdel(redis_keys.JOB + job_id, "priority")
    await redis.delete(NORMAL)

    assert await submitted(jobs, priority=Priority.HIGH) == job_id
    await jobs.send_again(job_id)
    await claimed(jobs, job_id, "t")
    await jobs.put_back(job_id, "t")

    assert await queued_ids(redis, NORMAL) == [job_id] * 2


async def test_what_waits_and_stands_in_no_list_is_unsent(jobs: JobStore, redis: Redis) -> None:
    await jobs.beat("worker")
    lost = await submitted(jobs, "lost")
    await redis.delete(*queue.LISTS)
    for priority in Priority:
        await submitted(jobs, f"key {priority}", priority=priority)
    await redis.rpush(queue.list_of(Priority.NORMAL), b"a stranger's", b'{"headers": []}')
    assert await jobs.unsent() == [lost]


async def test_a_message_that_later_ones_have_passed_is_lost_though_the_queue_is_never_empty(
    jobs: JobStore, redis: Redis
) -> None:
    lost, behind = [await submitted(jobs, key) for key in ("lost", "behind")]
    low = await submitted(jobs, "low", priority=Priority.LOW)
    await redis.rpop(NORMAL)  # as a worker does that dies before it has it
    for job_id in (
        lost,
        low,
    ):  # both wait for long, but the message of one is the next of its queue
        await redis.zincrby(redis_keys.WAITING, -20_000, job_id)

    assert (await jobs.overdue("a reaper", **REAPER)).lost == (lost,)

    await jobs.send_again(lost)
    assert (await jobs.overdue("a reaper", **REAPER)).lost == ()
    await redis.zincrby(redis_keys.WAITING, -20_000, behind)
    assert (await jobs.overdue("a reaper", **REAPER)).lost == ()


@pytest.mark.parametrize(("younger_s", "found"), [(1, False), (3, True)])
async def test_a_message_is_passed_by_one_of_a_job_a_fifth_of_a_lease_younger(
    jobs: JobStore, redis: Redis, younger_s: int, *, found: bool
) -> None:
    lost, behind = [await submitted(jobs, key) for key in ("lost", "behind")]
    await redis.rpop(NORMAL)
    created_ms = (await jobs.read(lost)).created_ms
    waiting = {lost: created_ms - 20_000, behind: created_ms - 20_000 + 1000 * younger_s}
    await redis.zadd(redis_keys.WAITING, waiting)

    assert (await jobs.overdue("a reaper", **REAPER)).lost == ((lost,) if found else ())


async def test_what_a_stranger_has_put_first_tells_of_no_loss(jobs: JobStore, redis: Redis) -> None:
    lost = await submitted(jobs, "lost")
    await redis.rpop(NORMAL)
    await redis.zincrby(redis_keys.WAITING, -20_000, lost)
    for message in (*MALFORMED.values(), b'{"headers": []}', b'{"headers": {"id": {}}}'):
        await redis.rpush(NORMAL, message)
        assert (await jobs.overdue("a reaper", **REAPER)).lost == ()
    await redis.delete(NORMAL)
    assert (await jobs.overdue("a reaper", **REAPER)).lost == (lost,)


async def test_a_long_queue_is_looked_through_to_its_end(redis: Redis) -> None:
    jobs = JobStore(redis, lease_s=10, job_ttl_s=60, max_queued=2 * PAGE, cache_bytes=10_000)
    await jobs.beat("worker")
    for number in range(PAGE + 2):
        await submitted(jobs, f"key {number}")
    assert await jobs.unsent() == []


@asynccontextmanager
async def full_memory(redis: Redis) -> AsyncIterator[None]:
    """The store has no memory left."""
    await redis.config_set("maxmemory", 1)
    try:
        yield
    finally:
        await redis.config_set("maxmemory", 0)


async def test_a_full_store_takes_no_new_work_and_ends_what_is_in_hand(
    jobs: JobStore, redis: Redis
) -> None:
    running, let_go, waiting = [await submitted(jobs, key) for key in "abc"]
    in_hand = await claimed(jobs, running)
    await claimed(jobs, let_go, "t2")

    async with full_memory(redis):
        with pytest.raises(StoreUnavailable):
            await jobs.submit("new", "d", b"{}")
        with pytest.raises(StoreUnavailable):
            await jobs.claim(waiting, "t3")
        with pytest.raises(StoreUnavailable):  # who asks whether all is well is told
            await jobs.workers_alive()
        assert await jobs.renew([in_hand]) == set()
        assert await jobs.put_back(let_go, "t2")
        assert await jobs.finish(running, "a", result())
        assert (await jobs.read(running)).status is JobStatus.COMPLETED
        assert await RedisCache(redis).read("a") is not None

    assert (await jobs.read(waiting)).status is JobStatus.QUEUED
    assert (await claimed(jobs, let_go)).attempts == 2
    assert await jobs.workers_alive() == 1
    assert isinstance(await jobs.submit("new", "d", b"{}"), Queued)


async def test_asking_who_is_alive_changes_nothing(jobs: JobStore, redis: Redis) -> None:
    before = await redis.zrange(redis_keys.WORKERS, 0, -1, withscores=True)
    assert await jobs.workers_alive() == 1
    assert await redis.zrange(redis_keys.WORKERS, 0, -1, withscores=True) == before
    await redis.delete(redis_keys.WORKERS)
    assert await jobs.workers_alive() == 0
    assert not await redis.exists(redis_keys.WORKERS)
