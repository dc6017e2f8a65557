"""What is asked of the caches and the queue, what is counted, and what the switch changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

import pytest
from redis.asyncio import Redis

from api_gateway.asking import Asking, Awaited, Degraded, Known
from saju import Birth, chart_of
from shared.cache.entry import pack
from shared.cache.memory import MemoryCache
from shared.cache.redis import RedisCache
from shared.cache.two_level import TwoLevelCache
from shared.contracts.question import Question
from shared.errors import QueueFull
from shared.jobs.record import JobStatus, Result
from shared.jobs.store import JobStore
from shared.metrics.counted import Counted
from shared.metrics.tally import Tally
from shared.store.connection import open_store
from tests.fakes.clock import FakeClock

QUESTION = Question(chart_of(Birth(1990, 3, 15, 14, 30)).signs, "saju_interpretation", "ko", "v")
CORE = b'"response":"r"'


@dataclass
class Gateway:
    """An `Asking` on a store, with a switch to turn."""

    redis: Redis
    max_queued: int = 10
    optimized: bool = True
    tally: Tally = field(default_factory=Tally)
    ids: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.jobs = JobStore(
            self.redis, lease_s=10, job_ttl_s=60, max_queued=self.max_queued, cache_bytes=10_000
        )
        self.memory = MemoryCache(max_items=10, max_bytes=10_000, clock=FakeClock())
        self._asking = Asking(
            TwoLevelCache(self.memory, RedisCache(self.redis)),
            self.jobs,
            secret=b"secret",
            clock=FakeClock(),
            new_job_id=lambda: f"job{next(self.ids)}",
            optimized=lambda: self.optimized,
            counted=Counted(self.tally),
        )

    async def ask(self) -> Known | Awaited | Degraded:
        return await self._asking.ask(QUESTION)

    async def answered(self, job_id: str) -> None:
        """A worker brings the job's answer, which is cached."""
        key = (await self.jobs.read(job_id)).key
        result = Result(CORE, b"", pack(CORE, 10), 60, only_if_absent=False)
        await self.jobs.finish(job_id, key, result)

    def counted(self, *subjects: str) -> dict[str, int]:
        totals = self.tally.take().totals
        return {name: totals[name] for name in totals if name.split("|")[0] in subjects}


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


async def test_an_answer_without_the_store_is_counted_when_it_is_back() -> None:
    away = open_store("unix:///nowhere/store.sock", timeout_s=1, connections=1)
    gateway = Gateway(away)

    assert isinstance(await gateway.ask(), Degraded)

    assert gateway.counted("questions", "cache", "answers", "fallbacks") == {
        "questions|degraded": 1,
        "cache|miss": 1,
        "answers|saju_engine": 1,
        "fallbacks|saju_engine": 1,
    }
    await away.aclose()


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
