"""What is known is looked up, and nothing happens by it."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from redis.asyncio import Redis
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.types import Message

from api_gateway.parsing import parse_reading_request
from api_gateway.questions import question_of
from api_gateway.routes.batches import Batches
from shared import redis_keys
from shared.cache.entry import pack
from shared.contracts.answers import members
from shared.contracts.question import question_key
from shared.metrics.tally import Tally
from shared.prompts import PromptBook
from tests.api_gateway.test_batches import NOON, readings

BIRTH = {"year": 1990, "month": 3, "day": 15, **NOON}
QUESTION = {"birth_info": BIRTH}


async def known(redis: Redis, *items: Any, tally: Tally | None = None) -> list[dict[str, Any]]:
    async def receive() -> Message:
        return {"type": "http.request", "body": orjson.dumps({"items": items})}

    response = await Batches(readings(redis, tally=tally)).known(
        Request({"type": "http", "method": "POST", "path": "/", "headers": []}, receive)
    )
    assert isinstance(response, StreamingResponse)
    pieces = [bytes(piece) async for piece in response.body_iterator]  # type: ignore[arg-type] # ours are no texts
    rows: list[dict[str, Any]] = orjson.loads(b"".join(pieces))["items"]
    return rows


async def remember(
    redis: Redis, stale_for_s: float, kept_for_s: float, core: bytes = b'"response":"r"'
) -> None:
    question = question_of(parse_reading_request(orjson.dumps(QUESTION)), PromptBook())
    place = redis_keys.CACHE + question_key(b"secret", question.to_bytes())
    await redis.set(place, pack(core, stale_for_s), px=round(kept_for_s * 1000))


@pytest.mark.parametrize(
    ("stale_for_s", "kept_for_s", "word"), [(10, 60, "fresh"), (60, 10, "stale")]
)
async def test_a_cached_reading_is_fresh_or_stale(
    redis: Redis, stale_for_s: float, kept_for_s: float, word: str
) -> None:
    await remember(redis, stale_for_s, kept_for_s)

    assert await known(redis, QUESTION) == [{"index": 0, "known": word, "problem": None}]


async def test_what_the_engine_wrote_is_told_and_what_only_speaks_of_it_is_not(
    redis: Redis,
) -> None:
    await remember(redis, 0, 60, members({"response": "r", "model_used": "saju_engine"}))
    assert [row["known"] for row in await known(redis, QUESTION)] == ["engine"]

    spoken = members({"response": '"model_used":"saju_engine"', "model_used": "gemini"})
    await remember(redis, 10, 60, spoken)
    assert [row["known"] for row in await known(redis, QUESTION)] == ["fresh"]


async def test_nothing_is_asked_queued_or_counted(redis: Redis) -> None:
    tally = Tally()
    [row] = await known(redis, QUESTION, tally=tally)

    assert row["known"] == "no"
    assert await redis.keys("*") == []
    assert not tally.take().totals


async def test_a_chart_needs_no_words_and_a_wrong_item_has_its_problem(redis: Redis) -> None:
    chart = {**QUESTION, "service_type": "saju_calculation"}
    wrong = {"birth_info": {**BIRTH, "day": 40}}

    one, other, third = await known(redis, chart, wrong, 7)

    assert one["known"] == "fresh"
    assert (other["known"], other["problem"]["code"]) == (None, "invalid_birth_info")
    assert third["problem"]["status"] == 422


async def test_a_store_that_is_away_is_each_rows_problem(away: Redis) -> None:
    [row] = await known(away, QUESTION)

    assert (row["known"], row["problem"]["code"]) == (None, "store_unavailable")
