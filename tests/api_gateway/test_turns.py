"""A flood of questions is taken in turns: each is read and looked up when it has a place."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
from redis.asyncio import Redis
from starlette.requests import Request
from starlette.responses import Response

from api_gateway.asking import Awaited
from api_gateway.body import MAX_BODY_BYTES
from api_gateway.charts import Charts
from api_gateway.routes.readings import Readings
from api_gateway.shortcut import Shortcut
from api_gateway.turns import AT_ONCE
from api_gateway.waiting import Waiting
from shared.contracts.question import Question
from shared.jobs.events import JobEvents
from shared.jobs.record import JobStatus
from shared.metrics.counted import Counted
from shared.prompts import PromptBook
from shared.queue import Priority
from tests.api_gateway.asking_gateway import Gateway
from tests.fakes.asgi import Application, call
from tests.fakes.callbacks import callbacks_of

GENERATE = "/admin-api/saju/ai-generate"


class SlowAsking:
    """Keeps whoever asks until it is opened, and knows how many it keeps."""

    def __init__(self) -> None:
        self.inside = self.most = 0
        self.full, self.opened = asyncio.Event(), asyncio.Event()

    async def ask(self, _question: Question, _priority: Priority) -> Awaited:
        self.inside += 1
        self.most = max(self.most, self.inside)
        if self.inside == AT_ONCE:
            self.full.set()
        try:
            await self.opened.wait()
        finally:
            self.inside -= 1
        return Awaited("job", JobStatus.QUEUED)


def question(day: int) -> bytes:
    return orjson.dumps({"birth_info": {"year": 1990, "month": 1 + day // 28, "day": 1 + day % 28}})


def readings_of(asking: Any, redis: Redis) -> Readings:
    gateway = Gateway(redis)
    return Readings(
        asking,
        Waiting(gateway.jobs, JobEvents(redis), clock=gateway.clock, deadline_s=90),
        charts=Charts(),
        prompts=PromptBook(),
        clock=gateway.clock,
        counted=Counted(gateway.tally),
        callbacks=callbacks_of(redis),
    )


async def test_no_more_are_under_way_than_there_are_places_and_all_get_their_turn(
    redis: Redis,
) -> None:
    asking = SlowAsking()
    readings = readings_of(asking, redis)
    flood = [
        asyncio.ensure_future(readings.answered(question(day), Priority.NORMAL))
        for day in range(2 * AT_ONCE)
    ]
    await asking.full.wait()
    asking.opened.set()

    answers = await asyncio.gather(*flood)

    assert asking.most == AT_ONCE
    assert [answered for _, answered in answers] == [Awaited("job", JobStatus.QUEUED)] * len(flood)


async def test_who_goes_away_while_he_waits_leaves_no_place_taken(redis: Redis) -> None:
    asking = SlowAsking()
    readings = readings_of(asking, redis)
    for _ in range(2):  # the second time there would be no place left
        gone = [
            asyncio.ensure_future(readings.answered(question(day), Priority.NORMAL))
            for day in range(2 * AT_ONCE)
        ]
        await asking.full.wait()
        asking.full.clear()
        for one in gone:
            one.cancel()
        await asyncio.gather(*gone, return_exceptions=True)
    asking.opened.set()

    _, answered = await readings.answered(question(0), Priority.NORMAL)

    assert answered == Awaited("job", JobStatus.QUEUED)


async def test_who_waits_for_his_turn_has_met_no_router(redis: Redis) -> None:
    asking = SlowAsking()
    readings = readings_of(asking, redis)
    entered = 0

    async def generate(request: Request) -> Response:
        nonlocal entered
        entered += 1
        return await readings.generate(request)

    app = Shortcut(Application(generate), readings)
    flood = [
        asyncio.ensure_future(call(app, "POST", GENERATE, {}, question(day)))
        for day in range(2 * AT_ONCE)
    ]
    await asking.full.wait()
    assert entered == AT_ONCE
    asking.opened.set()
    assert [answer.status for answer in await asyncio.gather(*flood)] == [202] * len(flood)


async def test_a_question_that_is_too_long_takes_no_turn(redis: Redis) -> None:
    """Else who does not read his refusal would keep it from the others."""
    readings = readings_of(SlowAsking(), redis)
    entered, all_in, leave = 0, asyncio.Event(), asyncio.Event()

    async def refuse(_request: Request) -> Response:
        nonlocal entered
        entered += 1
        if entered > AT_ONCE:
            all_in.set()
        await leave.wait()
        return Response(status_code=413)

    app = Shortcut(Application(refuse), readings)
    long = b" " * (MAX_BODY_BYTES + 1)
    refused = [
        asyncio.ensure_future(call(app, "POST", GENERATE, {}, long)) for _ in range(AT_ONCE + 1)
    ]
    async with asyncio.timeout(10):
        await all_in.wait()
        (await readings.turns.take()).give_back()
    leave.set()
    assert {answer.status for answer in await asyncio.gather(*refused)} == {413}
