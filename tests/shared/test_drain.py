"""What a full queue tells those whom it turns away, against the real scripts."""

from __future__ import annotations

import pytest
from redis.asyncio import Redis

from shared import redis_keys
from shared.errors import QueueFull
from shared.jobs.drain import LONGEST_MS, UNKNOWN_MS, retry_after_s
from shared.jobs.record import Queued, Result
from shared.jobs.store import JobStore

RESULT = Result(b"", b"", None, 0, only_if_absent=True)
UNKNOWN_S, LONGEST_S = UNKNOWN_MS // 1000, LONGEST_MS // 1000


def gateway(redis: Redis, max_queued: int = 1) -> JobStore:
    """What each process has of its own; the store is shared."""
    return JobStore(redis, lease_s=10, job_ttl_s=60, max_queued=max_queued, cache_bytes=0)


@pytest.fixture
async def jobs(redis: Redis) -> JobStore:
    store = gateway(redis)
    await store.beat("a worker")
    return store


async def turned_away(jobs: JobStore) -> int:
    """The seconds that a refused caller is told."""
    with pytest.raises(QueueFull) as caught:
        await jobs.submit("refused", "of nobody else", b"{}")
    return caught.value.retry_after_s


async def done(jobs: JobStore, redis: Redis, names: str, *, each_took_s: float) -> None:
    """Jobs that were worked on one after the other, so many seconds each."""
    for name in names:
        assert isinstance(await gateway(redis, 100).submit(name, name, b"{}"), Queued)
        assert await jobs.claim(name, "t") is not None
        now_ms = await jobs.now_ms()
        earlier_ms = now_ms - round(each_took_s * 1000)
        await redis.hset(redis_keys.JOB + name, "claimed", earlier_ms)
        if await redis.hexists(redis_keys.DRAIN, "last"):
            await redis.hset(redis_keys.DRAIN, "last", earlier_ms)
        assert await jobs.finish(name, name, RESULT)


async def filled(jobs: JobStore) -> None:
    assert isinstance(await jobs.submit("waits", "waits", b"{}"), Queued)


async def waited(redis: Redis, seconds: float) -> None:
    """What time does to a queue of which nobody takes anything."""
    await redis.zincrby(redis_keys.WAITING, -seconds * 1000, "waits")
    if last := await redis.hget(redis_keys.DRAIN, "last"):
        await redis.hset(redis_keys.DRAIN, "last", round(float(last) - seconds * 1000))


async def test_a_slow_system_sends_away_for_longer_than_a_quick_one(
    jobs: JobStore, redis: Redis
) -> None:
    await done(jobs, redis, "abc", each_took_s=7.5)
    await filled(jobs)
    assert await turned_away(jobs) == 8

    await redis.flushdb()
    await jobs.beat("a worker")
    await done(jobs, redis, "abc", each_took_s=0.02)
    await filled(jobs)
    assert await turned_away(jobs) == 1


async def test_every_gateway_tells_what_all_workers_do(jobs: JobStore, redis: Redis) -> None:
    await done(jobs, redis, "ab", each_took_s=6.5)
    await filled(jobs)

    assert await turned_away(gateway(redis)) == 7


async def test_time_without_work_does_not_count(jobs: JobStore, redis: Redis) -> None:
    await done(jobs, redis, "a", each_took_s=2.5)
    await redis.hincrby(redis_keys.DRAIN, "last", -3_600_000)  # an hour of nothing
    assert isinstance(await gateway(redis, 100).submit("b", "b", b"{}"), Queued)
    assert await jobs.claim("b", "t") is not None
    await redis.hincrby(redis_keys.JOB + "b", "claimed", -2500)
    await jobs.finish("b", "b", RESULT)
    await filled(jobs)

    assert await turned_away(jobs) == 3


async def test_jobs_side_by_side_are_as_many_times_quicker(jobs: JobStore, redis: Redis) -> None:
    side_by_side = [f"job{number}" for number in range(10)]
    for name in side_by_side:
        await gateway(redis, 100).submit(name, name, b"{}")
        await jobs.claim(name, "t")
        await redis.hincrby(redis_keys.JOB + name, "claimed", -25_000)
    for name in side_by_side:
        await jobs.finish(name, name, RESULT)
    await filled(jobs)

    assert await turned_away(jobs) == 3  # ten in 25 s


async def test_the_pace_of_now_counts_for_more_than_that_of_before(
    jobs: JobStore, redis: Redis
) -> None:
    await done(jobs, redis, "abcdefgh", each_took_s=0.01)
    await done(jobs, redis, "ijklmnop", each_took_s=20)
    await filled(jobs)

    assert 15 <= await turned_away(jobs) <= 20


async def test_before_any_end_a_guess_is_told_and_then_how_long_there_was_none(
    jobs: JobStore, redis: Redis
) -> None:
    await filled(jobs)
    assert await turned_away(jobs) == UNKNOWN_S

    await redis.hdel(redis_keys.DRAIN, "turned")
    await waited(redis, 60.5)
    assert await turned_away(jobs) == 61


async def test_a_system_that_has_come_to_a_stop_does_not_tell_its_old_pace(
    jobs: JobStore, redis: Redis
) -> None:
    await done(jobs, redis, "abc", each_took_s=0.02)
    await filled(jobs)
    await waited(redis, 90.5)
    assert await turned_away(jobs) == 91

    await waited(redis, 10_000)
    assert await turned_away(jobs) == LONGEST_S


async def test_those_who_are_turned_away_together_do_not_come_back_together(
    jobs: JobStore, redis: Redis
) -> None:
    await done(jobs, redis, "abc", each_took_s=1.4)
    await filled(jobs)
    assert [await turned_away(jobs) for _ in range(4)] == [2, 3, 5, 6]

    for _ in range(LONGEST_S):
        await turned_away(jobs)
    assert await turned_away(jobs) == LONGEST_S


async def test_a_place_that_came_free_is_not_awaited_any_more(jobs: JobStore, redis: Redis) -> None:
    await done(jobs, redis, "abc", each_took_s=1.4)
    roomy = gateway(redis, 100)
    for name in ("first", "waits", "more"):
        await roomy.submit(name, name, b"{}")
    assert [await turned_away(jobs) for _ in range(3)] == [2, 3, 5]
    await jobs.claim("first", "t")
    await redis.hincrby(redis_keys.JOB + "first", "claimed", -1400)
    await redis.hincrby(redis_keys.DRAIN, "last", -1400)
    await jobs.finish("first", "first", RESULT)
    assert await turned_away(jobs) == 5  # two of the three before it are still away


async def test_an_empty_queue_forgets_who_was_turned_away(jobs: JobStore, redis: Redis) -> None:
    await done(jobs, redis, "abc", each_took_s=1.4)
    await filled(jobs)
    for _ in range(20):
        await turned_away(jobs)
    await jobs.claim("waits", "t")
    await jobs.finish("waits", "waits", RESULT)
    assert isinstance(await jobs.submit("next", "next", b"{}"), Queued)

    assert await turned_away(jobs) <= 2


@pytest.mark.parametrize(
    ("wait_ms", "told_s"), [(0, 1), (1, 1), (1000, 1), (1001, 2), (10**9, LONGEST_S)]
)
def test_what_is_told_has_bounds(wait_ms: int, told_s: int) -> None:
    assert retry_after_s(wait_ms) == told_s
