"""What becomes of a reading that is past its time: who asks, who refreshes it, and who does not."""

from __future__ import annotations

import asyncio

import pytest
from redis.asyncio import Redis

from api_gateway.asking import Awaited, Known
from shared import queue, redis_keys
from shared.cache.entry import CachedReading, pack
from shared.cache.memory import LOOK_S
from shared.jobs.record import JobStatus, Result
from shared.queue import Priority
from tests.api_gateway.asking_gateway import CORE, KEY, Gateway

FRESHER = b'"response":"a fresher one"'
STALE_S = 1000.0
LOW = queue.list_of(Priority.LOW)


@pytest.fixture
async def gateway(redis: Redis) -> Gateway:
    gateway = Gateway(redis)
    await gateway.jobs.beat("a worker")
    await grow_stale(redis)
    return gateway


async def grow_stale(redis: Redis) -> None:
    """A reading stands in the store of which less is left than its stale time."""
    await redis.set(redis_keys.CACHE + KEY, pack(CORE, STALE_S), px=900_000)


def in_memory(gateway: Gateway) -> None:
    """A reading in this gateway's memory has just grown stale."""
    gateway.memory.write(KEY, CachedReading(CORE, 0, STALE_S))


async def failed(gateway: Gateway, job_id: str, *, rest_s: float) -> None:
    """No provider answered the refresh."""
    result = Result(CORE, b"", None, 0, only_if_absent=True, rest_s=rest_s)
    await gateway.jobs.finish(job_id, KEY, result)


async def test_a_stale_reading_is_served_at_once_and_a_refresh_of_low_priority_is_queued(
    gateway: Gateway, redis: Redis
) -> None:
    assert await gateway.ask() == Known(CORE, "redis", stale=True)
    assert await redis.llen(LOW) == 1
    claim = await gateway.jobs.claim("job0", "t")
    assert claim is not None
    assert claim.refresh


async def test_whoever_finds_it_in_whichever_gateway_one_job_is_queued(
    gateway: Gateway, redis: Redis
) -> None:
    other = Gateway(redis, name="another's")

    found = await asyncio.gather(*(one.ask() for one in [gateway, other] * 50))

    levels = {known.level for known in found if isinstance(known, Known) and known.stale}
    assert levels <= {"memory", "redis"}
    assert {known.core for known in found if isinstance(known, Known)} == {CORE}
    assert len(found) == 100
    assert await redis.llen(LOW) == 1
    both = [one.counted("refreshes", "cache", "stale", "questions") for one in (gateway, other)]
    assert sum(one.get("refreshes|queued", 0) for one in both) == 1
    for one in both:
        assert one["questions|known"] == 50
        assert one.get("cache|redis", 0) + one.get("cache|memory", 0) == 50
        assert one.get("stale|redis", 0) + one.get("stale|memory", 0) == 50


async def test_between_two_looks_the_store_is_left_alone(gateway: Gateway, redis: Redis) -> None:
    await gateway.ask()
    await redis.flushdb()

    assert await gateway.ask() == Known(CORE, "memory", stale=True)
    assert await redis.dbsize() == 0


async def test_a_refresh_takes_the_stale_readings_place_in_every_gateways_memory(
    gateway: Gateway, redis: Redis
) -> None:
    other = Gateway(redis, name="another's")
    assert [await one.ask() for one in (gateway, other)] == [Known(CORE, "redis", stale=True)] * 2
    await gateway.answered("job0", FRESHER)

    for one in (gateway, other):
        one.clock.pass_s(LOOK_S)
        assert [await one.ask() for _ in range(2)] == [
            Known(FRESHER, "redis"),
            Known(FRESHER, "memory"),
        ]
    assert await redis.llen(LOW) == 1


async def test_a_reading_that_grew_stale_in_memory_is_refreshed_as_well(gateway: Gateway) -> None:
    in_memory(gateway)

    assert await gateway.ask() == Known(CORE, "memory", stale=True)
    assert (await gateway.jobs.read("job0")).status is JobStatus.QUEUED


async def test_a_refresh_that_failed_is_not_tried_again_before_its_rest_is_over(
    gateway: Gateway, redis: Redis
) -> None:
    await gateway.ask()
    await failed(gateway, "job0", rest_s=60)
    gateway.clock.pass_s(LOOK_S)

    assert await gateway.ask() == Known(CORE, "memory", stale=True)
    assert await redis.llen(LOW) == 1

    await redis.delete(redis_keys.REST + KEY)  # what time does to it
    gateway.clock.pass_s(LOOK_S)
    assert await gateway.ask() == Known(CORE, "memory", stale=True)
    assert await redis.llen(LOW) == 2


async def test_a_refresh_that_failed_can_be_followed_by_one_that_does_not(gateway: Gateway) -> None:
    await gateway.ask()
    await failed(gateway, "job0", rest_s=0)
    gateway.clock.pass_s(LOOK_S)
    await gateway.ask()
    await gateway.answered("job1", FRESHER)
    gateway.clock.pass_s(LOOK_S)

    assert await gateway.ask() == Known(FRESHER, "redis")


async def test_what_the_engine_wrote_meanwhile_is_no_better_than_a_stale_reading(
    gateway: Gateway, redis: Redis
) -> None:
    in_memory(gateway)
    await redis.set(redis_keys.CACHE + KEY, pack(b'"response":"the engine\'s"', 0), px=60_000)

    assert await gateway.ask() == Known(CORE, "memory", stale=True)


async def test_without_the_store_a_stale_reading_is_still_served(away: Redis) -> None:
    gateway = Gateway(away)
    in_memory(gateway)

    assert await gateway.ask() == Known(CORE, "memory", stale=True, degraded=True)
    assert gateway.counted("refreshes", "cache", "questions") == {
        "refreshes|away": 1,
        "cache|memory": 1,
        "questions|known": 1,
    }


async def test_without_a_worker_a_stale_reading_is_still_served(redis: Redis) -> None:
    gateway = Gateway(redis)
    await grow_stale(redis)

    assert await gateway.ask() == Known(CORE, "redis", stale=True, degraded=True)
    assert await redis.llen(LOW) == 0


async def test_refreshes_leave_half_of_the_backlog_to_questions(redis: Redis) -> None:
    gateway = Gateway(redis, max_queued=4)
    await gateway.jobs.beat("a worker")
    await grow_stale(redis)
    for number in range(2):
        await gateway.jobs.submit(f"question{number}", f"k{number}", b"{}")

    assert await gateway.ask() == Known(CORE, "redis", stale=True)
    assert await redis.llen(LOW) == 0
    assert gateway.counted("refreshes") == {"refreshes|refused": 1}


async def test_who_asks_when_the_stale_reading_is_gone_waits_for_its_refresh(
    gateway: Gateway, redis: Redis
) -> None:
    await gateway.ask()
    await redis.delete(redis_keys.CACHE + KEY)
    other = Gateway(redis, name="another's")

    assert await other.ask() == Awaited("job0", JobStatus.QUEUED, joined=True)
    assert await redis.llen(queue.list_of(Priority.NORMAL)) == 1  # and it is lifted
    claim = await other.jobs.claim("job0", "t")
    assert claim is not None
    assert not claim.refresh
    await other.answered("job0")
    assert (await other.jobs.read("job0")).status is JobStatus.COMPLETED


async def test_off_a_stale_reading_is_neither_served_nor_refreshed(
    gateway: Gateway, redis: Redis
) -> None:
    gateway.optimized = False

    assert await gateway.ask() == Awaited("job0", JobStatus.QUEUED, joined=False)
    assert await redis.llen(LOW) == 0
    assert gateway.counted("cache", "stale", "refreshes") == {}
