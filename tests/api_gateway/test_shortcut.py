"""Questions that are asked again in the same words: known, or left to the long way."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from redis.asyncio import Redis
from starlette.requests import Request
from starlette.responses import Response

from api_gateway.charts import KEPT, Charts
from api_gateway.parsing import parse_reading_request
from api_gateway.questions import question_of
from api_gateway.routes.readings import Readings
from api_gateway.shortcut import Shortcut
from api_gateway.waiting import Waiting
from shared import redis_keys
from shared.cache.entry import CachedReading, pack
from shared.contracts.question import question_key
from shared.jobs.events import JobEvents
from shared.metrics.counted import Counted
from shared.prompts import PromptBook
from tests.api_gateway.asking_gateway import CORE, SECRET, Gateway
from tests.fakes.asgi import Answer, Application, call
from tests.fakes.callbacks import callbacks_of

GENERATE = "/admin-api/saju/ai-generate"
BIRTH = {"year": 1990, "month": 3, "day": 15, "hour": 14}


def spelled(**fields: Any) -> bytes:
    return orjson.dumps({"birth_info": BIRTH, **fields})


class Known:
    """A gateway with a reading for whatever is asked, in its memory or only in the store."""

    def __init__(self, redis: Redis) -> None:
        self.gateway = Gateway(redis)
        self._redis = redis
        self._prompts = PromptBook()
        self.readings = Readings(
            self.gateway.asking,
            Waiting(self.gateway.jobs, JobEvents(redis), clock=self.gateway.clock, deadline_s=90),
            charts=Charts(),
            prompts=self._prompts,
            clock=self.gateway.clock,
            counted=Counted(self.gateway.tally),
            callbacks=callbacks_of(redis),
        )
        self.long_way = Application(self._generate)
        self._app = Shortcut(self.long_way, self.readings)

    async def _generate(self, request: Request) -> Response:
        return await self.readings.generate(request)

    def key_of(self, body: bytes) -> str:
        question = question_of(parse_reading_request(body), self._prompts)
        return question_key(SECRET, question.to_bytes())

    def in_memory(self, body: bytes, core: bytes = CORE) -> None:
        self.gateway.memory.write(self.key_of(body), CachedReading(core, 60, 60))

    async def in_store(self, body: bytes) -> None:
        name = redis_keys.CACHE + self.key_of(body)
        await self._redis.set(name, pack(CORE, 10), px=60_000)

    async def ask(self, body: bytes, path: str = GENERATE, **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await call(self._app, "POST", path, named, body)


@pytest.fixture
def known(redis: Redis) -> Known:
    return Known(redis)


def but_the_time(answer: Answer) -> Any:
    return {name: answer.json[name] for name in answer.json if name != "response_time"}


@pytest.mark.parametrize("path", [GENERATE, "/admin-api/saju/ai"])
async def test_who_asks_again_in_the_same_words_is_answered_the_same(
    known: Known, path: str
) -> None:
    known.in_memory(spelled())
    first = await known.ask(spelled(), path)
    again = await known.ask(spelled(), path)

    assert known.long_way.calls == 1
    assert (again.status, again.headers["content-type"]) == (200, "application/json")
    assert but_the_time(again) == but_the_time(first)
    assert again.json["cache_level"] == "memory"
    assert list(again.json) == list(first.json)


async def test_it_is_counted_as_the_hit_that_it_is(known: Known) -> None:
    known.in_memory(spelled())
    for _ in range(3):
        await known.ask(spelled())

    totals = known.gateway.counted("questions", "cache")
    assert totals == {"questions|known": 3, "cache|memory": 3}


async def test_a_reading_of_the_store_alone_is_known_too(known: Known) -> None:
    await known.in_store(spelled())
    await known.ask(spelled())
    known.gateway.memory.forget(known.key_of(spelled()))

    again = await known.ask(spelled())

    assert known.long_way.calls == 1
    assert again.json["cache_level"] == "redis"
    assert known.gateway.counted("cache") == {"cache|redis": 2}
    assert len(known.gateway.memory) == 1


async def test_other_words_for_the_same_question_go_the_long_way(known: Known) -> None:
    known.in_memory(spelled())
    await known.ask(spelled())
    other = await known.ask(spelled(language="ko"))

    assert (other.status, known.long_way.calls) == (200, 2)


async def test_a_reading_that_has_gone_or_gone_stale_goes_the_long_way(known: Known) -> None:
    known.in_memory(spelled())
    await known.ask(spelled())
    known.gateway.clock.pass_s(61)  # stale by now
    await known.gateway.jobs.beat("a worker")
    stale = await known.ask(spelled())
    known.gateway.clock.pass_s(61)
    gone = await known.ask(spelled())

    assert known.long_way.calls == 3
    assert (stale.status, stale.json["data_source"]) == (200, "stale_cache")
    assert gone.status == 202


async def test_while_optimisation_is_off_nothing_is_known(known: Known) -> None:
    known.in_memory(spelled())
    await known.ask(spelled())
    known.gateway.optimized = False
    await known.gateway.jobs.beat("a worker")

    assert (await known.ask(spelled())).status == 202


async def test_what_is_asked_for_today_is_not_known_tomorrow(known: Known) -> None:
    body = spelled(service_type="daily_fortune")
    date = known.gateway.clock.now().date().isoformat()
    known.in_memory(spelled(service_type="daily_fortune", date=date))
    assert (await known.ask(body)).status == 200

    assert await known.readings.known(body) is None


async def test_a_question_with_a_callback_is_not_kept(known: Known) -> None:
    body = spelled(callback_url="https://hooks.example/")
    known.in_memory(spelled())
    answer = await call(known.long_way, "POST", GENERATE, body=body, caller="a key's hash")

    assert answer.status == 200
    assert await known.readings.known(body) is None


async def test_a_repeatable_request_goes_the_long_way(known: Known) -> None:
    known.in_memory(spelled())
    for _ in range(2):
        await known.ask(spelled(), Idempotency_Key="k")

    assert known.long_way.calls == 2


async def test_what_is_no_question_reaches_its_route_with_its_body(known: Known) -> None:
    inspecting = Application()
    app = Shortcut(inspecting, known.readings)
    for path in ("/admin-api/saju/ai-inspect", GENERATE):
        await call(app, "POST", path, body=spelled())

    assert inspecting.bodies == [spelled()] * 2


async def test_the_question_not_asked_for_longest_is_forgotten(known: Known) -> None:
    bodies = [spelled() + b" " * number for number in range(KEPT + 1)]
    known.in_memory(spelled())
    for body in bodies:
        await known.ask(body)

    assert await known.readings.known(bodies[0]) is None
    assert await known.readings.known(bodies[1]) is not None
