"""Scripts of the store, by their hash."""

from __future__ import annotations

import pytest
from redis.asyncio import Redis
from redis.exceptions import ResponseError

from shared.store.script import Script

ADDS = "return redis.call('INCRBY', KEYS[1], ARGV[1])"


async def test_a_store_that_does_not_know_it_learns_it(redis: Redis) -> None:
    adds = Script(redis, ADDS)
    assert await adds(["k"], [2]) == 2
    await redis.script_flush()

    assert await adds(["k"], [3]) == 5
    assert await adds(["k"], [1]) == 6


async def test_what_it_refuses_is_raised(redis: Redis) -> None:
    await redis.set("k", "no number")
    with pytest.raises(ResponseError, match="not an integer"):
        await Script(redis, ADDS)(["k"], [1])
