"""A store dies with a message half handed out."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import pytest
import redis as blocking_redis

from shared import queue
from shared.jobs.events import JobEvents
from shared.jobs.store import JobStore
from shared.queue import Priority
from shared.store.connection import open_store
from workers.resending import Resending

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.stores import MortalStore

NORMAL = queue.list_of(Priority.NORMAL)
WAIT_S = 10.0


@pytest.mark.timeout(60)
async def test_what_was_being_handed_out_is_sent_again_though_others_are_queued(
    mortal_store: MortalStore,
) -> None:
    redis = open_store(mortal_store.url, timeout_s=5, connections=8)
    jobs = JobStore(redis, lease_s=10, job_ttl_s=60, max_queued=100, cache_bytes=10_000)
    events = JobEvents(redis)
    resending = Resending(jobs, events)
    async with aclosing(redis), events.reading(), resending.resending():
        await jobs.beat("a worker")
        for job_id in ("first", "second"):
            await jobs.submit(job_id, f"key of {job_id}", b"{}")
        taken = await redis.rpop(NORMAL)
        await until(lambda: events.position is not None)

        mortal_store.kill()
        mortal_store.start()

        with blocking_redis.Redis.from_url(mortal_store.url) as looking:
            await until(lambda: looking.llen(NORMAL) == 2)
            messages: Any = [taken, *looking.lrange(NORMAL, 0, -1)]
        assert list(map(queue.job_of, messages)) == ["first", "second", "first"]


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(WAIT_S):
        while not holds():  # noqa: ASYNC110 - there is nothing to wait on
            await asyncio.sleep(0.01)
