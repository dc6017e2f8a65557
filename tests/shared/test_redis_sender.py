"""The queue in a Redis that is not the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pytest
from redis.asyncio import Redis

from shared import queue
from shared.broker import sender_to
from shared.broker.redis_sender import RedisSender
from shared.errors import QueueUnavailable
from shared.queue import Priority

if TYPE_CHECKING:
    from tests.stores import MortalStore


async def jobs_of(redis: Redis, priority: Priority) -> list[str]:
    """Of the messages in a list, the next one first."""
    messages = await redis.lrange(queue.list_of(priority), 0, -1)
    return [orjson.loads(message)["headers"]["id"] for message in reversed(messages)]


async def test_messages_lie_where_workers_look_for_them(redis: Redis, store_address: str) -> None:
    sender = sender_to(store_address)
    assert isinstance(sender, RedisSender)
    async with sender.opened():
        for job_id in ("one", "two"):
            await sender.send(job_id, Priority.NORMAL)
        await sender.send("first", Priority.NORMAL, first=True)
        await sender.send("low", Priority.LOW)

        assert await sender.waiting() == 4
        assert await sender.reachable()
        assert not sender.away
    assert await jobs_of(redis, Priority.NORMAL) == ["first", "one", "two"]
    assert await jobs_of(redis, Priority.LOW) == ["low"]


async def test_a_broker_that_is_gone_is_away_and_back_when_it_is(mortal_store: MortalStore) -> None:
    sender = sender_to(mortal_store.url)
    async with sender.opened():
        mortal_store.kill()
        with pytest.raises(QueueUnavailable):
            await sender.send("job", Priority.NORMAL)
        assert sender.away
        with pytest.raises(QueueUnavailable):
            await sender.waiting()
        assert not await sender.reachable()

        mortal_store.start()
        while not await sender.reachable():
            pass
        await sender.send("job", Priority.NORMAL)
        assert not sender.away
