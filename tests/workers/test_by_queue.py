"""What a worker asks a RabbitMQ for."""

from __future__ import annotations

from typing import Any

import pytest

from shared import queue
from shared.queue import Priority
from workers.app import make_celery
from workers.pool.by_queue import ConsumerByQueue
from workers.pool.consumer import GuardedConsumer


class Channel:
    """A channel that keeps what it is asked."""

    is_bound = True

    def __init__(self) -> None:
        self.prefetch = 0
        self.consumed: dict[str, int] = {}
        self.declared: dict[str, Any] = {}
        self.cyclic = None

    def __call__(self) -> Channel:
        return self

    def queue_declare(self, queue: str, arguments: Any, **_: Any) -> None:
        self.declared[queue] = arguments

    def prepare_queue_arguments(self, arguments: Any, **_: Any) -> Any:
        return arguments

    def exchange_declare(self, **_: Any) -> None: ...

    def queue_bind(self, **_: Any) -> None: ...

    def basic_qos(self, _size: int, count: int, apply_global: bool) -> None:  # noqa: FBT001 - as AMQP has it
        assert not apply_global  # a quorum queue refuses it
        self.prefetch = count

    def basic_consume(self, queue: str, **_: Any) -> None:
        self.consumed[queue] = self.prefetch


@pytest.mark.parametrize(("places", "low"), [(10, 5), (5, 2), (1, 1)])
def test_each_priority_has_a_queue_and_low_half_of_the_places(places: int, low: int) -> None:
    app: Any = make_celery(
        broker_url="amqp://rabbit", queue="unused", concurrency=places, visibility_timeout_s=60
    )
    channel = Channel()

    consumer = app.amqp.TaskConsumer(channel)
    assert isinstance(consumer, ConsumerByQueue)
    consumer.consume()

    high, normal, lowest = queue.AMQP_QUEUES
    assert channel.consumed == {high: places, normal: places, lowest: low}
    assert list(channel.consumed) == [high, normal, lowest]
    assert set(channel.declared) == set(queue.AMQP_QUEUES)
    assert all(each == {"x-queue-type": "quorum"} for each in channel.declared.values())


def test_no_queues_for_delayed_messages_are_made() -> None:
    assert not any("delayed" in step for step in GuardedConsumer.Blueprint.default_steps)
    assert len(GuardedConsumer.Blueprint.default_steps) > 5


def test_on_a_redis_there_is_one_consumer_as_ever() -> None:
    app: Any = make_celery(
        broker_url="redis://store", queue="readings", concurrency=4, visibility_timeout_s=60
    )

    assert not isinstance(app.amqp.TaskConsumer(Channel()), ConsumerByQueue)
    assert list(app.amqp.queues) == ["readings"]
    assert len(Priority) == len(queue.AMQP_QUEUES)
