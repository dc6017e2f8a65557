"""The pool of connections against a real store: bounds, turns, and connections that have broken meanwhile."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from shared.store.connection import open_impatient_store, open_store
from shared.store.exchange import exchange
from shared.store.pool import _works

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from redis.asyncio import Redis

    from shared.store.pool import QuickPool

CONNECTIONS = 3


@asynccontextmanager
async def opened(url: str, kind: str) -> AsyncIterator[Redis]:
    if kind == "patient":
        redis = open_store(url, timeout_s=5, connections=CONNECTIONS)
    else:
        redis = open_impatient_store(url, connections=CONNECTIONS)
    try:
        yield redis
    finally:
        await redis.aclose()


@pytest.fixture(params=["patient", "impatient"])
async def redis(store_address: str, request: pytest.FixtureRequest) -> AsyncIterator[Redis]:
    async with opened(store_address, request.param) as found:
        yield found


@pytest.fixture
def pool(redis: Redis) -> QuickPool:
    found: QuickPool = redis.connection_pool  # type: ignore[assignment]
    return found


async def name_of(redis: Redis) -> int:
    [found] = await exchange(redis, [("CLIENT", "ID")])
    return int(found)


async def test_who_comes_one_after_the_other_needs_one_connection(redis: Redis) -> None:
    assert len({await name_of(redis) for _ in range(20)}) == 1


async def test_no_more_are_open_than_is_said_and_everybody_has_a_turn(redis: Redis) -> None:
    found = Counter(await asyncio.gather(*(name_of(redis) for _ in range(300))))
    assert len(found) == CONNECTIONS
    assert found.total() == 300


async def test_who_gives_up_waiting_leaves_no_trace(pool: QuickPool, redis: Redis) -> None:
    held = [await pool.get_connection() for _ in range(CONNECTIONS)]
    waiting = asyncio.create_task(name_of(redis))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait({waiting})
    for connection in held:
        await pool.release(connection)
    found = await asyncio.gather(*(name_of(redis) for _ in range(30)))
    assert len(set(found)) <= CONNECTIONS


async def test_one_that_the_store_has_closed_meanwhile_is_made_anew(
    pool: QuickPool, redis: Redis, store_address: str
) -> None:
    before = await name_of(redis)
    async with opened(store_address, "patient") as other:
        await other.client_kill_filter(_id=str(before))
        while any(row["id"] == str(before) for row in await other.client_list()):  # noqa: ASYNC110 - the store decides
            await asyncio.sleep(0.001)
    [idle] = pool._available_connections
    while await _works(idle):  # noqa: ASYNC110 - until the loop has read that it is closed
        await asyncio.sleep(0.001)
    assert await name_of(redis) != before


async def test_one_with_an_answer_that_nobody_has_read_is_given_to_nobody(
    pool: QuickPool, redis: Redis
) -> None:
    await redis.set("left", "behind")
    connection = await pool.get_connection()
    await connection.send_command("GET", "left")
    while not await connection.can_read():  # noqa: ASYNC110 - the store decides
        await asyncio.sleep(0.001)
    await pool.release(connection)
    assert await exchange(redis, [("ECHO", "mine")]) == [b"mine"]
