"""Several commands in one round trip."""

from __future__ import annotations

import asyncio

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as StoreConnectionError
from redis.exceptions import ResponseError

from shared.store.exchange import exchange


async def test_each_command_has_its_answer_in_order(redis: Redis) -> None:
    answers = await exchange(redis, [("SET", "k", b"\xff"), ("GET", "k"), ("GET", "none")])

    assert answers == [b"OK", b"\xff", None]


async def test_a_refusal_stands_among_the_answers(redis: Redis) -> None:
    await redis.hset("k", "field", "value")

    refused, answered = await exchange(redis, [("GET", "k"), ("HLEN", "k")])

    assert isinstance(refused, ResponseError)
    assert answered == 1


async def test_a_store_that_is_away_is_an_error(away: Redis) -> None:
    with pytest.raises(StoreConnectionError):
        await exchange(away, [("PING",)])


async def test_who_gives_up_leaves_no_answer_to_the_next(redis: Redis) -> None:
    waiting = asyncio.create_task(exchange(redis, [("BLPOP", "nothing", 5)]))
    while not (await redis.info("clients"))["blocked_clients"]:  # noqa: ASYNC110 - the store decides
        await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    assert await exchange(redis, [("PING",), ("GET", "none")]) == [b"PONG", None]
