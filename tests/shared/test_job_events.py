"""One stream read for all that wait."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import orjson
import pytest
from redis.asyncio import Redis

from shared import redis_keys
from shared.contracts.answers import Attempt
from shared.jobs.events import PAGE, JobEvent, JobEvents, TextPiece
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


async def test_who_looked_before_the_stream_is_read_is_told_to_look_again(redis: Redis) -> None:
    """A gateway that has just started: the job's end may be the newest event already."""
    events = JobEvents(redis)
    missed = asyncio.Event()
    events.listen("job", lambda _: None, missed.set)
    await happen(redis, "job", "completed")

    async with events.reading():
        await asyncio.wait_for(missed.wait(), 5)


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


async def test_news_of_a_job_reach_its_followers_and_no_status_listener(redis: Redis) -> None:
    events = JobEvents(redis)
    told: list[JobEvent] = []
    heard: list[JobStatus] = []
    done = asyncio.Event()
    events.follow("job", told.append, done.clear)
    events.listen("job", heard.append, done.clear)
    events.listen("job", lambda _: done.set(), done.clear)
    async with events.reading(), asyncio.timeout(5):
        while events.position is None:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0)
        await events.tell_attempt("job", Attempt("openai", "m", "ok", None, 5))
        await redis.xadd(redis_keys.EVENTS, {"job": "job", "of another release": "?"})
        await events.tell_text("job", TextPiece(0, 5, "己卯"))
        await happen(redis, "job", "completed")
        await done.wait()

    assert [event.name for event in told] == ["attempt", "text", "status"]
    assert orjson.loads(told[0].data)["outcome"] == "ok"
    assert orjson.loads(told[1].data) == {"attempt": 0, "offset": 5, "text": "己卯"}
    assert heard == [JobStatus.COMPLETED]
    assert events.position == told[-1].id
    assert told[1].after(told[0].id)
    assert not told[1].after(told[1].id)


def test_ids_are_compared_as_numbers() -> None:
    assert JobEvent("10-2", "text", b"").after("9-11")
    assert JobEvent("10-11", "text", b"").after("10-2")


async def test_what_was_missed_of_a_job_is_read_page_by_page(redis: Redis) -> None:
    events = JobEvents(redis)
    await events.tell_text("job", TextPiece(0, 0, "seen"))
    [seen] = await events.since("job", "0-0")
    async with redis.pipeline(transaction=False) as pipeline:
        for number in range(PAGE):
            pipeline.xadd(redis_keys.EVENTS, {"job": "another", "text": str(number)})
        await pipeline.execute()
    await events.tell_text("job", TextPiece(0, 4, "missed"))
    await happen(redis, "job", "queued")

    missed = await events.since("job", seen.id)

    assert [(event.name, event.data) for event in missed] == [
        ("text", orjson.dumps(TextPiece(0, 4, "missed"))),
        ("status", b"queued"),
    ]


async def test_news_are_not_worth_an_error(away: Redis) -> None:
    await JobEvents(away).tell_text("job", TextPiece(0, 0, "lost"))


async def test_news_hold_a_job_up_for_a_moment_at_most() -> None:
    async def silent(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await gone.wait()
        writer.close()

    gone = asyncio.Event()
    with tempfile.TemporaryDirectory(prefix="palja-") as folder:
        path = f"{folder}/store.sock"
        async with await asyncio.start_unix_server(silent, path):
            client = open_store(f"unix://{path}", timeout_s=30, connections=1)
            async with asyncio.timeout(10):
                await JobEvents(client).tell_text("job", TextPiece(0, 0, "lost"))
            gone.set()
            await client.aclose()
