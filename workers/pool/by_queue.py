"""What a worker takes out of a RabbitMQ: from each priority's queue as much as it may have in hand.

A quorum queue counts what a consumer has not acknowledged for each consumer alone. So high and normal may
fill every place, low half of them, and what comes together beyond the places waits inside the worker,
where the urgent go first: at most one and a half times as many as the places.
"""

from __future__ import annotations

from typing import Any

from celery.app.amqp import AMQP
from kombu import Consumer, Queue

from shared import queue
from shared.queue import Priority

QUEUES = tuple(
    Queue(name, routing_key=name, exchange="", durable=True, queue_arguments=queue.AMQP_ARGUMENTS)
    for name in queue.AMQP_QUEUES
)
_LOW = queue.AMQP_QUEUES[Priority.LOW]


class ConsumerByQueue(Consumer):
    """A consumer with a prefetch count of its own for each queue."""

    channel: Any
    places = 1

    def _basic_consume(self, queue: Any, *args: Any, **options: Any) -> Any:
        # The broker gives each consumer the count that holds when it begins.
        low = queue.name == _LOW
        self.channel.basic_qos(0, max(1, self.places // 2) if low else self.places, False)  # noqa: FBT003 - as AMQP has it
        return super()._basic_consume(queue, *args, **options)


class AmqpByQueue(AMQP):
    """Celery's part that knows of queues, with such consumers of tasks."""

    app: Any
    queues: Any

    def TaskConsumer(  # noqa: N802 - Celery's name
        self, channel: Any, queues: Any = None, accept: Any = None, **options: Any
    ) -> ConsumerByQueue:
        """The consumer of a worker."""
        found = ConsumerByQueue(
            channel,
            queues=queues or list(self.queues.consume_from.values()),
            accept=self.app.conf.accept_content if accept is None else accept,
            **options,
        )
        found.places = self.app.conf.worker_concurrency
        return found
