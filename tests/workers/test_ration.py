"""Which lists a worker asks the store for, by what it has in hand; on a real store."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import kombu
import pytest
from redis.asyncio import Redis

from shared import queue
from shared.broker import KombuAddress
from shared.queue import Priority
from workers.pool.ration import RATIONED, RATIONED_WAIT_S

HIGH, NORMAL, LOW = queue.LISTS


class Commands:
    """Stands for the connection on which a channel asks, and keeps what it was told to send."""

    def __init__(self) -> None:
        self.sent: list[tuple[object, ...]] = []

    def send_command(self, *command: object) -> None:
        self.sent.append(command)


class Client:
    def __init__(self) -> None:
        self.connection = Commands()


@pytest.fixture
def channel(store_address: str, redis: Redis) -> Iterator[Any]:  # noqa: ARG001 - an empty store
    connection: Any = kombu.Connection(
        KombuAddress.of(store_address).url, transport_options={"priority_steps": list(Priority)}
    )
    connection.transport_cls = RATIONED[connection.get_transport_cls()]
    channel = connection.channel()
    channel._active_queues.append(queue.QUEUE)
    channel._update_queue_cycle()
    channel.client = Client()
    yield channel
    channel.qos._delivered.clear()  # nothing is to be put back
    del channel.client
    connection.release()


def take(channel: Any, tag: str, priority: Priority) -> None:
    message = channel.Message(
        {
            "body": "",
            "properties": {
                "delivery_tag": tag,
                "priority": int(priority),
                "delivery_info": {"exchange": "", "routing_key": queue.QUEUE},
            },
        },
        channel=channel,
    )
    channel.qos.append(message, tag)


def asked_for(channel: Any) -> tuple[list[object], object]:
    """The lists in the channel's next question, and how long it waits for an answer."""
    channel._brpop_start()
    name, *lists, wait_s = channel.client.connection.sent[-1]
    assert name == "BRPOP"
    return lists, wait_s


def test_an_idle_worker_takes_what_comes_the_most_urgent_first(channel: Any) -> None:
    channel.qos.prefetch_count = 10

    assert asked_for(channel)[0] == [HIGH, NORMAL, LOW]


def test_low_messages_hold_half_of_the_places(channel: Any) -> None:
    channel.qos.prefetch_count = 10
    for number in range(4):
        take(channel, f"low{number}", Priority.LOW)
    for number in range(3):
        take(channel, f"normal{number}", Priority.NORMAL)
    assert asked_for(channel)[0] == [HIGH, NORMAL, LOW]
    take(channel, "low4", Priority.LOW)

    assert asked_for(channel) == ([HIGH, NORMAL], RATIONED_WAIT_S)

    channel.qos.ack("low0")
    assert asked_for(channel)[0] == [HIGH, NORMAL, LOW]


@pytest.mark.parametrize(("places", "low"), [(1, 1), (2, 1), (3, 1), (5, 2), (400, 200)])
def test_half_is_rounded_down_and_one_at_least(channel: Any, places: int, low: int) -> None:
    channel.qos.prefetch_count = places
    for number in range(low):
        assert asked_for(channel)[0][-1] == LOW
        take(channel, f"low{number}", Priority.LOW)

    assert asked_for(channel)[0] == [HIGH, NORMAL]


def test_without_a_limit_there_is_no_half(channel: Any) -> None:
    for number in range(100):
        take(channel, f"low{number}", Priority.LOW)

    assert asked_for(channel)[0] == [HIGH, NORMAL, LOW]
