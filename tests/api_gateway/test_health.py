"""Liveness and readiness, with a real store and with one that is away."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
import pytest
from redis.asyncio import Redis
from starlette.requests import Request
from starlette.responses import Response

from api_gateway.routes.health import Health
from shared import redis_keys
from shared.jobs.store import JobStore

REQUEST = Request({"type": "http", "headers": [], "query_string": b""})
STARTING = {"status": "starting", "degraded": True}


def job_store(redis: Redis) -> JobStore:
    return JobStore(redis, lease_s=10, job_ttl_s=60, max_queued=10, cache_bytes=1000)


@pytest.fixture
def jobs(redis: Redis) -> JobStore:
    return job_store(redis)


def told(response: Response) -> tuple[int, dict[str, Any]]:
    return response.status_code, orjson.loads(response.body)


async def test_a_process_without_anything_is_live_and_starting(away: Redis) -> None:
    health = Health(job_store(away))

    assert told(await health.live(REQUEST)) == (200, {"status": "live"})
    response = await health.ready(REQUEST)
    assert told(response) == (503, STARTING)
    assert response.headers["retry-after"] == "1"


async def test_it_is_starting_until_a_worker_lives(jobs: JobStore) -> None:
    health = Health(jobs)

    assert told(await health.ready(REQUEST)) == (503, STARTING)
    await jobs.beat("a worker")
    assert told(await health.ready(REQUEST)) == (200, {"status": "ready", "degraded": False})


async def test_what_was_ready_once_stays_so_and_says_that_it_is_degraded(
    jobs: JobStore, redis: Redis
) -> None:
    health = Health(jobs)
    await health.ready(REQUEST)
    await jobs.beat("a worker")
    assert told(await health.ready(REQUEST)) == (200, {"status": "ready", "degraded": False})

    await redis.delete(redis_keys.WORKERS)

    assert told(await health.ready(REQUEST)) == (200, {"status": "ready", "degraded": True})


async def test_a_worker_of_an_earlier_start_does_not_count(jobs: JobStore, redis: Redis) -> None:
    await redis.zadd(redis_keys.WORKERS, {"an earlier one": await jobs.now_ms() - 1})

    assert told(await Health(jobs).ready(REQUEST)) == (503, STARTING)


async def test_a_store_that_takes_no_writes_is_away(jobs: JobStore, redis: Redis) -> None:
    health = Health(jobs)
    await health.ready(REQUEST)
    await jobs.beat("a worker")
    assert told(await health.ready(REQUEST)) == (200, {"status": "ready", "degraded": False})

    await redis.replicaof("127.0.0.1", "1")  # its master is not there
    try:
        assert told(await health.ready(REQUEST)) == (200, {"status": "ready", "degraded": True})
    finally:
        await redis.replicaof("NO", "ONE")
    assert told(await health.ready(REQUEST)) == (200, {"status": "ready", "degraded": False})


async def test_nobody_has_to_ask_for_it_to_become_ready(jobs: JobStore, redis: Redis) -> None:
    health = Health(jobs)
    async with asyncio.timeout(5), health.watching():
        while health._since_ms is None:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0)
        await jobs.beat("a worker")
        while not health._was_ready:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0)
    await redis.delete(redis_keys.WORKERS)

    assert told(await health.ready(REQUEST)) == (200, {"status": "ready", "degraded": True})
