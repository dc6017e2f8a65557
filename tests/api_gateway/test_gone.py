"""Whoever waits for a job that is gone learns it soon, and without asking for himself."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import orjson
import pytest
from redis.asyncio import Redis
from starlette.requests import Request
from starlette.types import Message

from api_gateway import awaiting, gone
from api_gateway.asking import Asking
from api_gateway.charts import Charts
from api_gateway.following import Following
from api_gateway.gone import AT_ONCE, Gone
from api_gateway.routes.readings import Readings
from api_gateway.waiting import Waiting
from shared import queue, redis_keys
from shared.cache.memory import MemoryCache
from shared.cache.redis import RedisCache
from shared.cache.two_level import TwoLevelCache
from shared.errors import JobNotFound
from shared.jobs.events import JobEvents
from shared.jobs.record import JobStatus, Result
from shared.jobs.store import JobStore
from shared.metrics.counted import Counted
from shared.metrics.tally import Tally
from shared.prompts import PromptBook
from tests.fakes.callbacks import callbacks_of
from tests.fakes.clock import FakeClock

DONE = Result(b'"response":"r"', b'"attempts":[]')
QUESTION = {"birth_info": {"year": 1990, "month": 3, "day": 15}}
AGAIN_S = 10.0
"""Less than the 30 s for which they would wait."""


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gone, "LOOK_S", 0.02)
    monkeypatch.setattr(awaiting, "AGAIN_AFTER_S", 0.02)


@pytest.fixture
async def jobs(redis: Redis) -> JobStore:
    store = JobStore(redis, lease_s=10, job_ttl_s=60, max_queued=2000, cache_bytes=1000)
    await store.beat("a worker")
    await store.submit("job", "k", b"{}")
    return store


@pytest.fixture
def events(redis: Redis) -> JobEvents:
    return JobEvents(redis)


def waiting(jobs: JobStore, events: JobEvents) -> Waiting:
    return Waiting(jobs, events, clock=FakeClock(), deadline_s=90)


async def stays() -> Message:
    await asyncio.Event().wait()
    raise AssertionError


async def test_who_waits_for_it_is_told(jobs: JobStore, events: JobEvents, redis: Redis) -> None:
    door = waiting(jobs, events)
    async with asyncio.timeout(AGAIN_S), Gone(redis, events).watching():
        waiters = [asyncio.create_task(door.until_finished("job", 30, stays)) for _ in range(3)]
        while door.callers < 3:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0)
        await redis.flushdb()
        found = await asyncio.gather(*waiters, return_exceptions=True)
    assert [type(one) for one in found] == [JobNotFound] * 3
    assert not events.followed


async def test_who_follows_it_is_told_why_nothing_more_comes(
    jobs: JobStore, events: JobEvents, redis: Redis
) -> None:
    door = Following(waiting(jobs, events), events, Charts())
    async with (
        asyncio.timeout(AGAIN_S),
        Gone(redis, events).watching(),
        aclosing(door.follow("job", None, "ko")) as coming,
    ):
        assert b"queued" in await anext(coming)
        await redis.flushdb()
        last = [piece async for piece in coming]
    [told] = last
    name, data = told.decode().strip().split("\n")
    assert name == "event: problem"
    problem = orjson.loads(data.removeprefix("data: "))
    assert (problem["status"], problem["code"]) == (404, "job_not_found")
    assert not events.followed


async def test_a_look_is_one_command_for_all_and_wakes_nobody_whose_job_is_there(
    events: JobEvents, redis: Redis
) -> None:
    woken: list[str] = []
    for n in range(AT_ONCE + 1):
        job_id = f"job{n}"
        await redis.set(redis_keys.JOB + job_id, "")
        events.follow(job_id, print, lambda job_id=job_id: woken.append(job_id))  # type: ignore[misc] # bound at once
    await redis.config_resetstat()

    await Gone(redis, events).look()

    assert (await redis.info("commandstats"))["cmdstat_exists"]["calls"] == 2
    assert woken == []
    await redis.delete(redis_keys.JOB + "job7")
    await Gone(redis, events).look()
    assert woken == ["job7"]


class Callers:
    """A gateway's POST, and the ids that its jobs get in turn."""

    def __init__(self, redis: Redis, jobs: JobStore, events: JobEvents) -> None:
        clock, counted = FakeClock(), Counted(Tally())
        memory = MemoryCache(max_items=1, max_bytes=1000, clock=clock)
        ids = iter(("first", "second", "third"))
        self.readings = Readings(
            Asking(
                TwoLevelCache(memory, RedisCache(redis)),
                jobs,
                secret=b"secret",
                clock=clock,
                new_job_id=lambda: next(ids),
                optimized=lambda: True,
                counted=counted,
            ),
            waiting(jobs, events),
            charts=Charts(),
            prompts=PromptBook(),
            clock=clock,
            counted=counted,
            callbacks=callbacks_of(redis),
        )

    async def post(self, wait_s: int) -> tuple[int, dict[str, object]]:
        said = iter([{"type": "http.request", "body": orjson.dumps(QUESTION)}])

        async def receive() -> Message:
            return next(said, None) or await stays()

        prefer = [(b"prefer", b"wait=%d" % wait_s)]
        scope = {"type": "http", "method": "POST", "path": "/", "headers": prefer}
        answer = await self.readings.generate(Request(scope, receive))
        return answer.status_code, orjson.loads(bytes(answer.body))


async def appears(redis: Redis, job_id: str) -> None:
    while not await redis.exists(redis_keys.JOB + job_id):  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(0)


async def is_waited_for(redis: Redis, events: JobEvents, job_id: str) -> None:
    await appears(redis, job_id)
    while job_id not in events.followed:  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(0)


async def test_a_post_asks_once_more_and_waits_for_that(
    jobs: JobStore, events: JobEvents, redis: Redis
) -> None:
    callers = Callers(redis, jobs, events)
    async with asyncio.timeout(AGAIN_S), events.reading(), Gone(redis, events).watching():
        asked = asyncio.create_task(callers.post(30))
        await is_waited_for(redis, events, "first")
        await redis.flushdb()
        await jobs.beat("a worker")
        await appears(redis, "second")
        assert await redis.llen(queue.list_of(queue.Priority.NORMAL)) == 1
        key = (await jobs.read("second")).key
        assert await jobs.finish("second", key, DONE)
        status, body = await asked

    assert (status, body["job_id"], body["response"]) == (200, "second", "r")


async def test_a_post_whose_second_job_is_gone_too_gets_its_address(
    jobs: JobStore, events: JobEvents, redis: Redis
) -> None:
    callers = Callers(redis, jobs, events)
    async with asyncio.timeout(AGAIN_S), events.reading(), Gone(redis, events).watching():
        asked = asyncio.create_task(callers.post(30))
        for job_id in ("first", "second"):
            await is_waited_for(redis, events, job_id)
            await redis.delete(redis_keys.JOB + job_id)
        status, body = await asked

    assert (status, body["job_id"], body["status"]) == (202, "second", JobStatus.QUEUED)
