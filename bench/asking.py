"""A gateway's use case over a real store, without HTTP."""

from __future__ import annotations

from redis.asyncio import Redis

from api_gateway.asking import Asking
from api_gateway.callbacks import Callbacks
from api_gateway.charts import Charts
from api_gateway.routes.readings import Readings
from api_gateway.waiting import Waiting
from shared.cache.memory import MemoryCache
from shared.cache.redis import RedisCache
from shared.cache.two_level import TwoLevelCache
from shared.clock import SystemClock
from shared.jobs.events import JobEvents
from shared.jobs.store import JobStore
from shared.metrics.counted import Counted
from shared.metrics.tally import Tally
from shared.prompts import PromptBook
from shared.webhooks.store import WebhookStore

SECRET = b"bench"


def readings_of(redis: Redis, *, items: int, max_queued: int = 1) -> Readings:
    """What answers a body, with room in memory for so many readings."""
    clock, counted = SystemClock(), Counted(Tally())
    jobs = JobStore(redis, lease_s=10, job_ttl_s=60, max_queued=max_queued, cache_bytes=1)
    memory = MemoryCache(max_items=items, max_bytes=1_000_000, clock=clock)
    names = iter(range(1_000_000_000))
    asking = Asking(
        TwoLevelCache(memory, RedisCache(redis)),
        jobs,
        secret=SECRET,
        clock=clock,
        new_job_id=lambda: f"job-{next(names)}",
        optimized=lambda: True,
        counted=counted,
    )
    return Readings(
        asking,
        Waiting(jobs, JobEvents(redis), clock=clock, deadline_s=90),
        callbacks=Callbacks(
            WebhookStore(redis), secret=SECRET, allowed_hosts=(), new_id=lambda: "none"
        ),
        charts=Charts(),
        prompts=PromptBook(),
        clock=clock,
        counted=counted,
    )
