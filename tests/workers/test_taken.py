"""A message that is taken from a full store, on a real one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import kombu
import pytest
import redis
from kombu.utils.json import loads
from redis.exceptions import ResponseError

from shared import queue
from shared.broker import KombuAddress
from shared.queue import Priority
from workers.pool.ration import RATIONED


@pytest.fixture
def client(store_address: str) -> Iterator[redis.Redis]:
    """Of an empty store."""
    client = redis.Redis.from_url(store_address)
    client.flushdb()
    yield client
    client.close()


@pytest.fixture
def channel(store_address: str) -> Iterator[Any]:
    connection: Any = kombu.Connection(
        KombuAddress.of(store_address).url, transport_options={"priority_steps": list(Priority)}
    )
    connection.transport_cls = RATIONED[connection.get_transport_cls()]
    yield connection.channel()
    connection.release()


@contextmanager
def full_memory(client: redis.Redis) -> Iterator[None]:
    client.config_set("maxmemory", 1)
    try:
        yield
    finally:
        client.config_set("maxmemory", 0)


@pytest.mark.parametrize("priority", Priority)
def test_what_cannot_be_noted_as_taken_is_the_next_one_again(
    channel: Any, client: redis.Redis, priority: Priority
) -> None:
    place = queue.list_of(priority)
    messages = [queue.message(job_id, priority) for job_id in ("next", "later")]
    for message in messages:
        client.lpush(place, message)
    taken = client.rpop(place)
    assert isinstance(taken, bytes)

    message = channel.Message(loads(taken), channel=channel)
    with full_memory(client), pytest.raises(ResponseError):
        channel.qos.append(message, message.delivery_tag)

    left = [loads(message) for message in cast("list[bytes]", client.lrange(place, 0, -1))]
    assert left == [loads(message) for message in reversed(messages)]
    assert not channel.qos._delivered
