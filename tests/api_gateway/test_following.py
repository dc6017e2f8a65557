"""A job's events for its callers, on a real store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from typing import Any

import orjson
import pytest
from redis.asyncio import Redis

from api_gateway import following as module
from api_gateway.charts import Charts
from api_gateway.ends import Ends
from api_gateway.following import KEEP_ALIVE, KEEP_ALIVE_S, Following
from api_gateway.replies import job_reply
from api_gateway.waiting import Waiting
from saju import Birth, chart_of
from shared import redis_keys
from shared.contracts.answers import Attempt
from shared.contracts.question import Question
from shared.errors import StoreUnavailable
from shared.jobs.events import JobEvents, TextPiece
from shared.jobs.record import JobRecord, Result
from shared.jobs.store import JobStore
from tests.fakes.clock import FakeClock

QUESTION = Question(chart_of(Birth(1990, 3, 15, 14, 30)).signs, "saju_interpretation", "ko", "v")
DONE = Result(b'"response":"r"', b'"attempts":[]', None, 0, only_if_absent=True)
FAILED = Attempt("openai", "m", "timeout", None, 7)


@pytest.fixture
async def jobs(redis: Redis) -> JobStore:
    store = JobStore(redis, lease_s=10, job_ttl_s=60, max_queued=10, cache_bytes=1000)
    await store.beat("a worker")
    await store.submit("job", "k", QUESTION.to_bytes())
    return store


@pytest.fixture
async def events(redis: Redis) -> AsyncIterator[JobEvents]:
    """The stream, being read."""
    events = JobEvents(redis)
    async with events.reading(), asyncio.timeout(20):
        while events.position is None:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0)
        yield events


def waiting(jobs: JobStore, events: JobEvents) -> Waiting:
    return Waiting(jobs, events, clock=FakeClock(), deadline_s=90)


@pytest.fixture
def door(jobs: JobStore, events: JobEvents) -> Following:
    return Following(waiting(jobs, events), events, Charts())


def read(piece: bytes) -> tuple[str, Any]:
    """Name and data of one event."""
    fields = dict(line.split(": ", 1) for line in piece.decode().splitlines() if line)
    return fields["event"], orjson.loads(fields["data"])


def id_of(piece: bytes) -> str:
    [line] = [line for line in piece.decode().splitlines() if line.startswith("id: ")]
    return line.removeprefix("id: ")


async def test_everything_is_told_in_order_and_the_end_is_the_polls_answer(
    jobs: JobStore, events: JobEvents, door: Following
) -> None:
    async with aclosing(door.follow("job", None)) as coming:
        assert read(await anext(coming)) == ("status", {"status": "queued", "job_id": "job"})
        await jobs.claim("job", "t")
        assert read(await anext(coming)) == ("status", {"status": "running", "job_id": "job"})
        await events.tell_attempt("job", FAILED)
        await events.tell_attempt("another", FAILED)
        await events.tell_text("job", TextPiece(1, 3, "己卯\n일주"))
        assert read(await anext(coming)) == (
            "attempt",
            {
                "provider": "openai",
                "model": "m",
                "outcome": "timeout",
                "code": None,
                "ms": 7,
                "input_tokens": 0,
                "output_tokens": 0,
                "cost_usd": 0.0,
            },
        )
        assert read(await anext(coming)) == (
            "text",
            {"attempt": 1, "offset": 3, "text": "己卯\n일주", "checked": False},
        )
        await jobs.finish("job", "k", DONE)
        name, data = read(await anext(coming))
        assert name == "completed"
        polled = job_reply(await jobs.read("job"), Charts()).body
        assert data == orjson.loads(polled)
        with pytest.raises(StopAsyncIteration):
            await anext(coming)
    assert not events._listeners
    assert not events._missed
    assert not door._inboxes


async def test_who_leaves_in_the_middle_leaves_no_listener(
    events: JobEvents, door: Following
) -> None:
    coming = door.follow("job", None)
    await anext(coming)
    reading = asyncio.create_task(anext(coming))
    await asyncio.sleep(0)
    assert events._listeners
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading

    assert not events._listeners
    assert not events._missed
    assert not door._inboxes


async def test_a_job_that_is_put_back_and_claimed_again_says_so(
    jobs: JobStore, door: Following
) -> None:
    await jobs.claim("job", "t")
    async with aclosing(door.follow("job", None)) as coming:
        assert read(await anext(coming))[1]["status"] == "running"
        await jobs.put_back("job", "t")
        assert read(await anext(coming))[1]["status"] == "queued"
        await jobs.claim("job", "t2")
        assert read(await anext(coming))[1]["status"] == "running"


async def test_a_job_that_fails_or_is_cancelled_ends_with_its_status(
    jobs: JobStore, door: Following
) -> None:
    async with aclosing(door.follow("job", None)) as coming:
        await anext(coming)
        await jobs.withdraw("job")
        name, data = read(await anext(coming))
        assert (name, data["status"]) == ("status", "cancelled")
        with pytest.raises(StopAsyncIteration):
            await anext(coming)


async def test_a_removed_job_ends_its_streams(
    jobs: JobStore, redis: Redis, events: JobEvents, door: Following
) -> None:
    async with aclosing(door.follow("job", None)) as coming:
        await anext(coming)
        await redis.delete(redis_keys.JOB + "job")
        await redis.xadd(redis_keys.EVENTS, {"job": "job", "status": "completed"})
        name, problem = read(await anext(coming))
        assert (name, problem["code"]) == ("problem", "job_not_found")
        with pytest.raises(StopAsyncIteration):
            await anext(coming)
    assert not events._listeners
    assert await jobs.workers_alive() == 1


async def test_who_comes_back_is_told_once_what_was_missed(
    jobs: JobStore, events: JobEvents, door: Following
) -> None:
    await jobs.claim("job", "t")
    async with aclosing(door.follow("job", None)) as coming:
        first = await anext(coming)
    for word in ("one", "two"):
        await events.tell_text("job", TextPiece(0, 0, word))

    async with aclosing(door.follow("job", id_of(first))) as coming:
        missed = [await anext(coming), await anext(coming)]
        assert [read(piece)[1]["text"] for piece in missed] == ["one", "two"]
        assert read(await anext(coming)) == ("status", {"status": "running", "job_id": "job"})
        await events.tell_text("job", TextPiece(0, 0, "three"))
        assert read(await anext(coming))[1]["text"] == "three"

    async with aclosing(door.follow("job", id_of(missed[0]))) as coming:
        assert [read(await anext(coming))[1].get("text") for _ in range(3)] == [
            "two",
            "three",
            None,
        ]


async def test_silence_is_filled_and_the_record_is_read_again(
    jobs: JobStore, events: JobEvents, redis: Redis
) -> None:
    assert KEEP_ALIVE_S == 15  # as the contract says
    door = Following(waiting(jobs, events), events, Charts(), keep_alive_s=0.01)
    async with aclosing(door.follow("job", None)) as coming:
        await anext(coming)
        assert [await anext(coming) for _ in range(3)] == [KEEP_ALIVE] * 3
        # Nobody claims it in its time: then whoever reads it answers it on the spot.
        await redis.hset(redis_keys.JOB + "job", "created", "1")
        rest = [piece async for piece in coming]
    name, data = read(rest[-1])
    assert (name, data["data_source"], data["degraded"]) == ("completed", "saju_engine", True)


async def test_a_process_that_stops_ends_every_stream(events: JobEvents, door: Following) -> None:
    streams = [door.follow("job", None) for _ in range(3)]
    for coming in streams:
        await anext(coming)
    ends = [asyncio.create_task(anext(coming, None)) for coming in streams]
    await asyncio.sleep(0)

    door.close()

    assert await asyncio.gather(*ends) == [None] * 3
    assert not events._listeners
    assert [piece async for piece in door.follow("job", None)] == []


class Flickering(Waiting):
    """Reads of which some find the store away."""

    def __init__(self, inner: Waiting, away: Callable[[], bool]) -> None:
        self._inner = inner
        self._away = away
        self._ends = Ends(self.read)

    async def read(self, job_id: str) -> JobRecord:
        if self._away():
            raise StoreUnavailable("away")
        return await self._inner.read(job_id)


async def test_a_stream_outlives_an_outage_and_looks_again_after_it(
    jobs: JobStore, events: JobEvents
) -> None:
    away = [True]
    door = Following(Flickering(waiting(jobs, events), lambda: away[0]), events, Charts())
    async with aclosing(door.follow("job", None)) as coming:
        first = asyncio.create_task(anext(coming))
        while not door._inboxes:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0)
        await jobs.finish("job", "k", DONE)
        away[0] = False
        events.look_again("job")
        assert read(await first)[0] == "completed"


async def test_a_store_that_is_away_when_the_end_is_told_is_asked_again(
    jobs: JobStore, events: JobEvents
) -> None:
    away: list[bool] = []
    inner = Flickering(waiting(jobs, events), lambda: bool(away) and away.pop())
    async with aclosing(Following(inner, events, Charts()).follow("job", None)) as coming:
        await anext(coming)
        away.append(True)
        await jobs.finish("job", "k", DONE)
        assert read(await anext(coming))[0] == "completed"
    assert not away


async def test_pieces_of_text_do_not_pile_up_for_who_reads_slowly(
    jobs: JobStore, events: JobEvents, door: Following, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_UNREAD", 5)
    async with aclosing(door.follow("job", None)) as coming:
        await anext(coming)
        heard = asyncio.Event()
        events.listen("job", lambda _: heard.set(), lambda: None)
        for number in range(20):
            await events.tell_text("job", TextPiece(0, number, "x"))
        await events.tell_attempt("job", FAILED)
        await jobs.claim("job", "t")
        await heard.wait()
        pieces = [read(await anext(coming)) for _ in range(7)]
    assert [name for name, _ in pieces] == ["text"] * 5 + ["attempt", "status"]
