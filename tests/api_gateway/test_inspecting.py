"""Inspections without a server: what they cost the loop, and how much they may tell."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
import pytest
from redis.asyncio import Redis
from starlette.requests import Request

from api_gateway.charts import Charts
from api_gateway.inspecting import MOST_ROWS, QUOTED, inspection_of
from api_gateway.openapi.inspection import EXAMPLES, InspectionAnswer
from api_gateway.parsing import parse_request
from api_gateway.routes.inspections import SHORT, Inspections
from api_gateway.waiting import Waiting
from shared.contracts.inspections import LONGEST_READING, ClaimedChart, InspectionRequest
from shared.errors import InvalidRequest
from shared.jobs.events import JobEvents
from shared.prompts import PromptBook
from tests.api_gateway.asking_gateway import Gateway
from tests.fakes.told import english

BIRTH = {"year": 1990, "month": 3, "day": 15, "hour": 14, "minute": 30}  # 庚午 己卯 己卯 辛未


def body(**fields: Any) -> bytes:
    return orjson.dumps({"birth_info": BIRTH, **fields})


def inspection(**fields: Any) -> dict[str, Any]:
    return inspection_of(parse_request(InspectionRequest, body(**fields)))


def inspections_of(redis: Redis) -> Inspections:
    gateway = Gateway(redis)
    waiting = Waiting(gateway.jobs, JobEvents(redis), clock=gateway.clock, deadline_s=90)
    return Inspections(
        gateway.asking, waiting, charts=Charts(), prompts=PromptBook(), clock=gateway.clock
    )


async def answer(inspections: Inspections, data: bytes) -> dict[str, Any]:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": data}

    scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
    found: dict[str, Any] = orjson.loads((await inspections.inspect(Request(scope, receive))).body)
    return found


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
async def test_an_example_is_answered_as_described(redis: Redis, example: dict[str, Any]) -> None:
    found = await answer(inspections_of(redis), orjson.dumps(example["value"]))

    InspectionAnswer.model_validate(found)


async def test_the_loop_goes_on_while_a_long_text_is_inspected(redis: Redis) -> None:
    inspections = inspections_of(redis)
    data = body(reading="There is no fire. " * 3_000)
    task = asyncio.create_task(answer(inspections, data))
    turns = 0
    while not task.done():
        await asyncio.sleep(0)
        turns += 1

    assert (await task)["statement_counts"]["false"] == 3_000
    # Were it inspected on the loop itself, one turn would do all of it.
    assert turns > 20


async def test_long_and_short_texts_are_inspected_alike(redis: Redis) -> None:
    inspections = inspections_of(redis)
    text = "화가 없습니다. "
    short = await answer(inspections, body(reading=text))
    long = await answer(inspections, body(reading=text + " " * SHORT))

    assert short["statements"] == long["statements"]
    assert len(short["statements"]) == 1


def test_statements_beyond_the_limit_are_counted() -> None:
    true, false = "수가 없습니다. " * MOST_ROWS, "화가 없습니다. " * (MOST_ROWS + 1)
    found = inspection(reading=true + false)

    assert found["statement_counts"] == {"true": MOST_ROWS, "false": MOST_ROWS + 1, "unknown": 0}
    assert found["score"] == pytest.approx(MOST_ROWS / (2 * MOST_ROWS + 1))
    # The false ones are told though the true ones alone fill the list of statements.
    assert len(found["findings"]) == MOST_ROWS
    assert {row["verdict"] for row in found["statements"]} == {"true"}


def test_a_quote_is_bounded_and_its_place_is_exact() -> None:
    text = "일주" + " " * 5_000 + "기해입니다."
    [row] = inspection(reading=text)["findings"]

    assert text[row["start"] : row["end"]].startswith("일주 ")
    assert text[row["start"] : row["end"]].endswith("기해")
    assert len(row["quote"]) == QUOTED
    assert len(row["why"]) < 200


def test_a_reason_holds_nothing_unprintable() -> None:
    [row] = inspection(reading="일주\x00\u202e기해입니다.")["findings"]

    assert row["quote"] == "일주\x00\u202e기해"
    assert row["why"].isprintable()


def test_the_engine_inspects_the_longest_text_that_is_let_in() -> None:
    assert inspection(reading="화" * LONGEST_READING)["judged"] == 0
    with pytest.raises(InvalidRequest) as caught:
        inspection(reading="화" * (LONGEST_READING + 1))
    [problem] = caught.value.problems
    assert (problem.field, problem.code) == ("reading", "wrong_length")


def test_what_may_be_claimed_is_what_the_engine_judges() -> None:
    claimed = dict.fromkeys(ClaimedChart.model_fields, "갑자")
    found = inspection(saju_result={**claimed, "ilgan": "갑"})

    assert {row["field"] for row in found["findings"]} == set(claimed)
    assert not any("항목은 없습니다" in row["why"] for row in found["findings"])


def test_an_example_in_a_message_is_json() -> None:
    with pytest.raises(InvalidRequest) as caught:
        inspection(reading="화", ai_review="no")
    [problem] = caught.value.problems

    assert english(problem).endswith("for example false")
