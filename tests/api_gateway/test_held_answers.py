"""A POST that is held for its answer, while the store falls silent."""

from __future__ import annotations

import orjson
from redis.asyncio import Redis
from starlette.requests import Request
from starlette.types import Message

from api_gateway.asking import Asking
from api_gateway.charts import Charts
from api_gateway.routes.readings import Readings
from api_gateway.waiting import Waiting
from shared.cache.memory import MemoryCache
from shared.cache.redis import RedisCache
from shared.cache.two_level import TwoLevelCache
from shared.errors import StoreUnavailable
from shared.jobs.events import JobEvents
from shared.jobs.record import JobRecord
from shared.jobs.store import JobStore
from shared.metrics.counted import Counted
from shared.metrics.tally import Tally
from shared.prompts import PromptBook
from tests.fakes.callbacks import callbacks_of
from tests.fakes.clock import FakeClock

QUESTION = {"birth_info": {"year": 1990, "month": 3, "day": 15}}


class Forgetful(JobStore):
    """Takes jobs and cannot be read."""

    async def read(self, job_id: str) -> JobRecord:
        raise StoreUnavailable(f"silent about {job_id}")


async def test_its_caller_is_told_which_job_it_is(redis: Redis) -> None:
    jobs = Forgetful(redis, lease_s=10, job_ttl_s=60, max_queued=10, cache_bytes=1000)
    await jobs.beat("a worker")
    clock, counted = FakeClock(), Counted(Tally())
    readings = Readings(
        Asking(
            TwoLevelCache(MemoryCache(max_items=1, max_bytes=1000, clock=clock), RedisCache(redis)),
            jobs,
            secret=b"secret",
            clock=clock,
            new_job_id=lambda: "a-job",
            optimized=lambda: True,
            counted=counted,
        ),
        Waiting(jobs, JobEvents(redis), clock=clock, deadline_s=90),
        charts=Charts(),
        prompts=PromptBook(),
        clock=clock,
        counted=counted,
        callbacks=callbacks_of(redis),
    )

    async def receive() -> Message:
        return {"type": "http.request", "body": orjson.dumps(QUESTION)}

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [(b"prefer", b"wait=10")]}
    answer = await readings.generate(Request(scope, receive))

    assert answer.status_code == 202
    assert orjson.loads(bytes(answer.body))["job_id"] == "a-job"
