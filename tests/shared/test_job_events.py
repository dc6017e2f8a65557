"""One stream read for all that wait."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

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
    with tempfile.TemporaryDirectory(prefix="palja-") as folder:
        socket = Path(folder) / "store.sock"
        client = open_store(f"unix://{socket}", timeout_s=5, connections=1)
        events = JobEvents(client)
        missed = asyncio.Event()
        events.listen("job", lambda _: None, missed.set)
        async with events.reading():
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(missed.wait(), 0.05)
            # The store comes back: its socket is there again.
            socket.symlink_to(store_address.removeprefix("unix://").partition("?")[0])
            await asyncio.wait_for(missed.wait(), 5)
        await client.aclose()
