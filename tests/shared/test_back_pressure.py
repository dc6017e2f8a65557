"""Which questions are refused before the backlog's limit is reached, against the real scripts."""

from __future__ import annotations

from itertools import count

import pytest
from redis.asyncio import Redis

from shared import queue, redis_keys
from shared.errors import QueueFull
from shared.jobs.record import Queued, Result, Submission
from shared.jobs.store import JobStore
from shared.queue import Priority

RESULT = Result(b"", b"", None, 0, only_if_absent=True)
LONGEST_S, PLACE_S = 10, 1.9
FEW = 6
"""Of jobs that end after `PLACE_S` each the sixth has its turn after 9.5 s."""
numbers = count()


def gateway(redis: Redis, **limits: float) -> JobStore:
    options = {"lease_s": 10.0, "job_ttl_s": 60.0, "max_queued": 1000, "cache_bytes": 0}
    return JobStore(redis, **(options | limits))  # type: ignore[arg-type] # floats and ints as they are


@pytest.fixture
async def jobs(redis: Redis) -> JobStore:
    """A gateway that refuses whose turn would come later than in `LONGEST_S`."""
    store = gateway(redis, max_wait_s=LONGEST_S)
    await store.beat("a worker")
    return store


async def asked(jobs: JobStore, priority: Priority = Priority.NORMAL) -> Submission:
    name = f"job{next(numbers)}"
    return await jobs.submit(name, name, b"{}", priority)


async def worked(redis: Redis, *, each_took_s: float, side_by_side: int, rounds: int) -> None:
    """So many jobs at once, several times over, while others wait."""
    roomy = gateway(redis)
    await roomy.submit("waits", "waits", b"{}")
    await redis.zincrby(redis_keys.WAITING, -3_600_000, "waits")
    for _ in range(rounds):
        names = [f"job{next(numbers)}" for _ in range(side_by_side)]
        for name in names:
            assert isinstance(await roomy.submit(name, name, b"{}"), Queued)
            assert await roomy.claim(name, "t") is not None
            await redis.hincrby(redis_keys.JOB + name, "claimed", round(-each_took_s * 1000))
        if await redis.hexists(redis_keys.DRAIN, "last"):
            await redis.hincrby(redis_keys.DRAIN, "last", round(-each_took_s * 1000))
        for name in names:
            assert await roomy.finish(name, name, RESULT)
    await roomy.withdraw("waits")
    await redis.delete(*queue.LISTS)  # nobody took the messages


async def accepted(jobs: JobStore, priority: Priority = Priority.NORMAL) -> int:
    """How many questions are queued before one is refused."""
    for number in range(1000):
        try:
            await asked(jobs, priority)
        except QueueFull:
            return number
    raise AssertionError("nobody was refused")


async def test_as_many_are_queued_as_have_their_turn_in_time(jobs: JobStore, redis: Redis) -> None:
    await worked(redis, each_took_s=PLACE_S, side_by_side=1, rounds=3)
    assert await accepted(jobs) == FEW


async def test_ten_slots_let_in_ten_times_as_many(jobs: JobStore, redis: Redis) -> None:
    await worked(redis, each_took_s=PLACE_S, side_by_side=10, rounds=3)
    assert 45 <= await accepted(jobs) <= 55


async def test_a_refused_caller_is_told_when_the_wait_is_short_enough(
    jobs: JobStore, redis: Redis
) -> None:
    await worked(redis, each_took_s=PLACE_S, side_by_side=1, rounds=3)
    roomy = gateway(redis)
    for _ in range(20):
        await asked(roomy)
    told = []
    for _ in range(2):
        with pytest.raises(QueueFull) as caught:
            await asked(jobs)
        told.append(caught.value.retry_after_s)
    until_short_s = 20 * PLACE_S - LONGEST_S
    assert until_short_s <= told[0] <= until_short_s + 2 * PLACE_S
    assert 1 <= told[1] - told[0] <= 3


async def test_what_is_more_urgent_does_not_wait_behind_what_is_less(
    jobs: JobStore, redis: Redis
) -> None:
    await worked(redis, each_took_s=PLACE_S, side_by_side=1, rounds=3)
    assert await accepted(jobs, Priority.LOW) == FEW
    assert await accepted(jobs, Priority.NORMAL) == FEW
    assert await accepted(jobs, Priority.HIGH) == FEW
    with pytest.raises(QueueFull):
        await asked(jobs, Priority.LOW)


async def test_before_it_is_known_how_fast_jobs_end_nobody_is_refused_for_it(
    jobs: JobStore, redis: Redis
) -> None:
    for _ in range(500):
        await asked(jobs)
    # A slow job that ends beside free slots says nothing of what they can do.
    alone = gateway(redis)
    await redis.delete(redis_keys.WAITING, *queue.LISTS)
    await alone.submit("alone", "alone", b"{}")
    await alone.claim("alone", "t")
    await redis.hincrby(redis_keys.JOB + "alone", "claimed", -60_000)
    await alone.finish("alone", "alone", RESULT)
    for _ in range(500):
        await asked(jobs)


async def test_behind_jobs_that_nobody_begins_nobody_else_is_queued(
    jobs: JobStore, redis: Redis
) -> None:
    first = await asked(jobs)
    assert isinstance(first, Queued)
    await redis.zincrby(redis_keys.WAITING, -(LONGEST_S + 1) * 1000, first.job_id)
    with pytest.raises(QueueFull):
        await asked(jobs)
    assert isinstance(await asked(jobs, Priority.HIGH), Queued)


async def test_with_its_messages_elsewhere_the_whole_backlog_is_ahead(
    jobs: JobStore, redis: Redis
) -> None:
    await worked(redis, each_took_s=PLACE_S, side_by_side=1, rounds=3)
    roomy = gateway(redis)
    for _ in range(20):
        await asked(roomy)
    await redis.delete(*queue.LISTS)
    with pytest.raises(QueueFull):
        await asked(jobs, Priority.HIGH)


async def test_who_joins_is_never_refused_and_a_refresh_is_told_nothing(
    jobs: JobStore, redis: Redis
) -> None:
    await worked(redis, each_took_s=PLACE_S, side_by_side=1, rounds=3)
    await jobs.submit("first", "known", b"{}")
    await accepted(jobs)
    joined = await jobs.submit("second", "known", b"{}")
    assert isinstance(joined, Queued)
    assert joined.joined
    turned = await redis.hget(redis_keys.DRAIN, "turned")
    with pytest.raises(QueueFull):
        await jobs.submit("fresh", "stale", b"{}", Priority.LOW, refresh=True)
    assert await redis.hget(redis_keys.DRAIN, "turned") == turned  # nobody will come back for it


async def test_without_a_longest_wait_the_backlog_alone_counts(redis: Redis) -> None:
    plain = gateway(redis, max_queued=30)
    await plain.beat("a worker")
    await worked(redis, each_took_s=20, side_by_side=1, rounds=3)
    assert await accepted(plain) == 30


async def test_low_jobs_leave_room_for_others(redis: Redis) -> None:
    jobs = gateway(redis, max_queued=10, max_queued_low=8)
    await jobs.beat("a worker")
    assert await accepted(jobs, Priority.LOW) == 8
    assert await accepted(jobs, Priority.NORMAL) == 2
    with pytest.raises(QueueFull):
        await asked(jobs, Priority.HIGH)


async def test_low_jobs_never_get_more_room_than_all(redis: Redis) -> None:
    jobs = gateway(redis, max_queued=3, max_queued_low=8)
    await jobs.beat("a worker")
    assert await accepted(jobs, Priority.LOW) == 3
