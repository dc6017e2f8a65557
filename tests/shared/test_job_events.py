"""One stream read for all that wait."""

from __future__ import annotations

import asyncio

import pytest
from redis.asyncio import Redis

from shared import redis_keys
from shared.jobs.events import JobEvents
from shared.jobs.record import JobStatus
from shared.store.connection import open_store


async def happen(redis: Redis, job_id: str, status: str) -> None:
    await redis.xadd(redis_keys.EVENTS, {"job": job_id, "status": status})


async def test_every_listener_of_a_job_hears_its_changes_in_order(redis: Redis) -> None:
    heard: list[tuple[str, JobStatus]] = []
    done = asyncio.Event()
    events = JobEvents(redis)

    def last(status: JobStatus) -> None:
        heard.append(("second", status))
        if status is JobStatus.COMPLETED:
            done.set()

    events.listen("job", lambda status: heard.append(("first", status)), done.clear)
    events.listen("job", last, done.clear)
    events.listen("other", lambda status: heard.append(("other", status)), done.clear)
    await happen(redis, "job", "queued")  # before anybody reads: not news any more
    async with events.reading():
        while not heard:  # the reader has begun when it hears the first event sent after its start
            await happen(redis, "job", "running")
            await asyncio.sleep(0)
        await happen(redis, "job", "completed")
        await asyncio.wait_for(done.wait(), 5)

    first = [status for who, status in heard if who == "first"]
    assert first[0] is JobStatus.RUNNING
    assert first[-1] is JobStatus.COMPLETED
    assert [status for who, status in heard if who == "second"] == first
    assert not [who for who, _ in heard if who == "other"]


async def test_who_stops_listening_hears_nothing_and_is_forgotten(redis: Redis) -> None:
    events = JobEvents(redis)
    heard: list[JobStatus] = []
    stop = events.listen("job", heard.append, heard.clear)
    stop()

    assert not events._listeners
    assert not events._missed


async def test_after_an_outage_every_listener_is_told_to_look_again(store_address: str) -> None:
    # A client that cannot reach the store, until its pool is pointed at the real one.
    client = open_store("unix:///nonexistent/store.sock", timeout_s=1, connections=1)
    events = JobEvents(client)
    missed = asyncio.Event()
    events.listen("job", lambda _: None, missed.set)
    async with events.reading():
        await asyncio.sleep(0)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(missed.wait(), 0.05)
        path = store_address.removeprefix("unix://").partition("?")[0]
        client.connection_pool.connection_kwargs["path"] = path
        await asyncio.wait_for(missed.wait(), 5)
    await client.aclose()
