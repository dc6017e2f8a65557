"""Messages that a worker takes, on a real store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
from workers.pool.taken import TOGETHER

HIGH, NORMAL, LOW = Priority


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
    channel = connection.channel()
    yield channel
    channel.do_restore = False
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


class Reader:
    """Consumes from the queue as a worker does, and keeps the jobs' ids."""

    def __init__(self, channel: Any) -> None:
        self._channel = channel
        self.delivered: list[Any] = []
        self.then: Callable[[Any], None] | None = None
        consumer = kombu.Consumer(
            channel,
            queues=[kombu.Queue(queue.QUEUE, exchange="", routing_key=queue.QUEUE)],
            on_message=self._deliver,
            auto_declare=False,
        )
        consumer.consume()

    def _deliver(self, message: Any) -> None:
        self.delivered.append(message)
        if self.then is not None:
            self.then(message)

    def take(self) -> list[str]:
        """The ids of what one answer of the store brings."""
        before = len(self.delivered)
        self._channel.connection.client.drain_events(timeout=5)
        return [message.headers["id"] for message in self.delivered[before:]]


@pytest.fixture
def reader(channel: Any, client: redis.Redis) -> Reader:  # noqa: ARG001 - of an empty store
    return Reader(channel)


def send(client: redis.Redis, priority: Priority, *job_ids: str) -> None:
    for job_id in job_ids:
        client.lpush(queue.list_of(priority), queue.message(job_id, priority))


def noted(client: redis.Redis) -> dict[str, str]:
    """The jobs' ids by the tags under which the store holds what is taken."""
    found = cast("dict[bytes, bytes]", client.hgetall("unacked"))
    assert sorted(found) == sorted(cast("list[bytes]", client.zrange("unacked_index", 0, -1)))
    return {tag.decode(): loads(what)[0]["headers"]["id"] for tag, what in found.items()}


def test_what_waits_comes_along_the_most_urgent_first(reader: Reader, client: redis.Redis) -> None:
    send(client, LOW, "low")
    send(client, NORMAL, "normal", "later")
    send(client, HIGH, "first", "second")

    assert reader.take() == ["first", "second", "normal", "later", "low"]

    tags = {message.delivery_tag: message.headers["id"] for message in reader.delivered}
    assert noted(client) == tags
    assert not client.exists(*queue.LISTS)


def test_no_more_come_along_than_there_are_places(
    reader: Reader, channel: Any, client: redis.Redis
) -> None:
    channel.basic_qos(0, 3, False)  # noqa: FBT003 - as AMQP has it
    send(client, NORMAL, *"abcde")

    assert reader.take() == ["a", "b", "c"]

    reader.delivered[0].ack()
    assert reader.take() == ["d"]
    assert client.llen(queue.list_of(NORMAL)) == 1


def test_several_workers_share_what_waits(reader: Reader, client: redis.Redis) -> None:
    send(client, NORMAL, *(f"job{number}" for number in range(2 * TOGETHER)))

    assert len(reader.take()) == 1 + TOGETHER


def test_low_ones_come_along_as_far_as_half_of_the_places(
    reader: Reader, channel: Any, client: redis.Redis
) -> None:
    channel.basic_qos(0, 6, False)  # noqa: FBT003 - as AMQP has it
    send(client, LOW, *"abcd")
    send(client, NORMAL, "normal")

    assert reader.take() == ["normal", "a", "b", "c"]
    assert client.llen(queue.list_of(LOW)) == 1


def test_a_low_one_that_came_first_counts_as_well(
    reader: Reader, channel: Any, client: redis.Redis
) -> None:
    channel.basic_qos(0, 4, False)  # noqa: FBT003 - as AMQP has it
    send(client, LOW, *"abc")

    assert reader.take() == ["a", "b"]


def test_what_came_along_can_be_put_back_as_kombu_does(
    reader: Reader, channel: Any, client: redis.Redis
) -> None:
    send(client, LOW, "low")
    send(client, NORMAL, "a", "b")
    reader.take()

    for tag in noted(client):
        channel.qos.restore_by_tag(tag)

    assert not noted(client)
    assert client.llen(queue.list_of(LOW)) == 1
    assert sorted(reader.take()) == ["a", "b", "low"]


@pytest.mark.parametrize(
    "strange",
    [
        b"{",
        b"[]",
        b'{"properties": 1}',
        b'{"properties": {"delivery_tag": "t", "delivery_info": {}}}',
        b'{"properties": {"delivery_info": {"exchange": "", "routing_key": "readings"}}}',
    ],
)
def test_a_message_that_cannot_be_noted_is_left_for_its_own_turn(
    reader: Reader, client: redis.Redis, strange: bytes
) -> None:
    send(client, NORMAL, "a", "b")
    client.lpush(queue.list_of(NORMAL), strange)
    send(client, NORMAL, "c")
    send(client, LOW, "low")

    assert reader.take() == ["a", "b", "low"]
    assert client.lindex(queue.list_of(NORMAL), -1) == strange


def test_each_is_delivered_whatever_the_others_raise(reader: Reader, client: redis.Redis) -> None:
    def fail(message: Any) -> None:
        raise LookupError(message.headers["id"])

    reader.then = fail
    send(client, NORMAL, *"abc")

    with pytest.raises(LookupError):
        reader.take()

    assert [message.headers["id"] for message in reader.delivered] == ["a", "b", "c"]
