"""What is asked of the caches and the queue, what is counted, and what the switch changes."""

from __future__ import annotations

import pytest
from redis.asyncio import Redis

from api_gateway.asking import Awaited, Degraded, Known
from shared.errors import QueueFull
from shared.jobs.record import JobStatus
from tests.api_gateway.asking_gateway import CORE, Gateway


@pytest.fixture
async def gateway(redis: Redis) -> Gateway:
    gateway = Gateway(redis)
    await gateway.jobs.beat("a worker")
    return gateway


async def asked_and_answered(gateway: Gateway) -> None:
    found = await gateway.ask()
    assert isinstance(found, Awaited)
    await gateway.answered(found.job_id)


async def test_each_way_to_an_answer_is_counted(gateway: Gateway) -> None:
    assert [await gateway.ask(), await gateway.ask()] == [
        Awaited("job0", JobStatus.QUEUED, joined=False),
        Awaited("job0", JobStatus.QUEUED, joined=True),
    ]
    await gateway.answered("job0")
    assert [await gateway.ask(), await gateway.ask()] == [
        Known(CORE, "redis"),
        Known(CORE, "memory"),
    ]

    assert gateway.counted("questions", "cache") == {
        "questions|queued": 1,
        "questions|joined": 1,
        "questions|known": 2,
        "cache|miss": 2,
        "cache|redis": 1,
        "cache|memory": 1,
    }


async def test_a_refused_question_is_a_miss(redis: Redis) -> None:
    gateway = Gateway(redis, max_queued=0)
    await gateway.jobs.beat("a worker")

    with pytest.raises(QueueFull):
        await gateway.ask()

    assert gateway.counted("questions", "cache") == {"questions|refused": 1, "cache|miss": 1}


async def test_an_answer_without_the_store_is_counted_when_it_is_back(away: Redis) -> None:
    gateway = Gateway(away)

    assert isinstance(await gateway.ask(), Degraded)

    assert gateway.counted("questions", "cache", "answers", "fallbacks") == {
        "questions|degraded": 1,
        "cache|miss": 1,
        "answers|saju_engine": 1,
        "fallbacks|saju_engine": 1,
    }


async def test_off_no_cache_is_read_and_the_entries_are_kept(gateway: Gateway) -> None:
    await asked_and_answered(gateway)
    assert isinstance(await gateway.ask(), Known)
    gateway.counted()
    gateway.optimized = False

    assert isinstance(await gateway.ask(), Awaited)
    assert gateway.counted("questions", "cache") == {"questions|queued": 1}

    gateway.optimized = True
    assert await gateway.ask() == Known(CORE, "memory")


async def test_off_no_questions_are_joined(gateway: Gateway) -> None:
    first = await gateway.ask()
    gateway.optimized = False
    alone = [await gateway.ask() for _ in range(2)]
    gateway.optimized = True
    joined = await gateway.ask()

    found = [one.job_id for one in (first, *alone, joined) if isinstance(one, Awaited)]
    assert found == ["job0", "job1", "job2", "job0"]
    assert all(isinstance(one, Awaited) and not one.joined for one in alone)


async def test_a_job_of_the_time_off_can_be_withdrawn_and_ends_nobody_elses(
    gateway: Gateway,
) -> None:
    await gateway.ask()
    gateway.optimized = False
    await gateway.ask()

    assert await gateway.jobs.withdraw("job1") == "cancelled"
    gateway.optimized = True
    joined = await gateway.ask()
    assert isinstance(joined, Awaited)
    assert joined.job_id == "job0"
