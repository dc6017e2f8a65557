"""Messages that a worker takes, on a real store."""

from __future__ import annotations

import json
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
from tests.malformed import MALFORMED, OURS, brackets, with_language
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


@pytest.mark.parametrize("what", MALFORMED)
def test_a_text_that_is_no_message_is_gone_and_the_next_is_taken(
    reader: Reader, client: redis.Redis, caplog: pytest.LogCaptureFixture, what: str
) -> None:
    """One comes first and by itself, the other along with the message before it, where it can."""
    client.lpush(queue.list_of(NORMAL), MALFORMED[what])
    send(client, NORMAL, "before")
    client.lpush(queue.list_of(NORMAL), MALFORMED[what])
    send(client, NORMAL, "after")
    send(client, LOW, "low")

    taken: list[str] = []
    while client.exists(*queue.LISTS):
        taken += reader.take()

    assert sorted(taken) == ["after", "before", "low"]
    assert sorted(noted(client).values()) == sorted(taken)
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == 2
    assert all(line.startswith("refused a malformed message: ") for line in told)


def test_what_can_be_read_and_not_be_written_leaves_no_note(
    reader: Reader, client: redis.Redis
) -> None:
    """Who notes is deeper in the stack than who has read, and meets Python's limit a little sooner."""
    for depth in range(800, 1000, 2):
        deep = with_language(brackets(depth), of=queue.message(f"{depth}-deep"))
        client.lpush(queue.list_of(NORMAL), deep)
    send(client, NORMAL, "after")

    taken: list[str] = []
    while client.exists(*queue.LISTS):
        taken += reader.take()

    assert "after" in taken
    assert sorted(noted(client).values()) == sorted(taken)


@pytest.mark.parametrize(
    "note",
    [
        b"hello",
        b"null",
        b"[5, 1, 2]",
        *(b"[" + text + b', "", "readings"]' for text in MALFORMED.values()),
        b"[" + OURS + b', "", ["readings"]]',
    ],
)
def test_a_note_that_cannot_be_put_back_is_gone_and_the_others_are_put_back(
    channel: Any, client: redis.Redis, note: bytes
) -> None:
    client.hset("unacked", mapping={"strange": note, "ours": b"[" + OURS + b', "", "readings"]'})
    client.zadd("unacked_index", {"strange": 1, "ours": 2})

    channel.qos.restore_visible()

    assert not client.exists("unacked", "unacked_index")
    [back] = cast("list[bytes]", client.lrange(queue.list_of(NORMAL), 0, -1))
    assert json.loads(back)["headers"]["id"] == "somebodys-job"


@pytest.mark.parametrize("what", MALFORMED)
def test_what_is_no_message_on_a_channel_is_passed_over(
    channel: Any, client: redis.Redis, caplog: pytest.LogCaptureFixture, what: str
) -> None:
    heard: list[str] = []
    exchange = kombu.Exchange("celery.pidbox", type="fanout")
    mailbox = kombu.Queue("a-worker.mailbox", exchange=exchange, auto_delete=True)
    consumer = kombu.Consumer(channel, [mailbox], no_ack=True)
    consumer.register_callback(lambda body, _: heard.append(body["method"]))
    with consumer:
        channel.connection.cycle.on_poll_start()  # subscribes
        [topic] = channel._get_subscribe_topics(mailbox.name)
        while not client.publish(topic, MALFORMED[what]):
            pass
        kombu.Producer(channel).publish({"method": "ping"}, exchange=exchange)
        while not heard:
            channel.connection.client.drain_events(timeout=5)

    assert heard == ["ping"]
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == 1
    assert told[0].startswith("refused a malformed message: ")


def test_each_is_delivered_whatever_the_others_raise(reader: Reader, client: redis.Redis) -> None:
    def fail(message: Any) -> None:
        raise LookupError(message.headers["id"])

    reader.then = fail
    send(client, NORMAL, *"abc")

    with pytest.raises(LookupError):
        reader.take()

    assert [message.headers["id"] for message in reader.delivered] == ["a", "b", "c"]


def test_the_mailboxes_of_killed_workers_are_forgotten(channel: Any, client: redis.Redis) -> None:
    exchange = kombu.Exchange("celery.pidbox", type="fanout")
    for name in ("killed", "killed-too", "living"):
        kombu.Queue(f"{name}.celery.pidbox", exchange, channel=channel, expires=10).declare()

    [living] = cast("set[bytes]", client.smembers("_kombu.binding.celery.pidbox"))
    assert living.endswith(b"living.celery.pidbox")
