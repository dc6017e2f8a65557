"""One connection to a RabbitMQ, over which messages are published and confirmed, many at a time.

Used by one thread. kombu would wait for each confirmation before it publishes the next message.
"""

from __future__ import annotations

import selectors
import socket
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import kombu

from shared import queue
from shared.broker.kombu_address import HEARTBEAT_S, SOCKET_TIMEOUT_S, KombuAddress
from shared.queue import Priority

SILENT_S = 2.0
"""A connection on which a message is not confirmed for so long is given up."""
_TICK_S = 0.5

Done = Callable[[object], None]
"""Is told what came of it: None, a number, or the error."""


class AmqpSession:
    """An open connection; whatever is wrong with it is one of `errors`."""

    errors: Any = (  # exceptions all, which kombu's stubs do not say
        *kombu.Connection("amqp://").connection_errors,
        *kombu.Connection("amqp://").channel_errors,
        OSError,
    )

    _channel: Any  # of kombu's AMQP transport, which knows more than its stubs say

    def __init__(
        self, address: KombuAddress, now_s: Callable[[], float], alive: Callable[[], None]
    ) -> None:
        """Connects, and declares the queues; `alive` is called whenever the broker says something."""
        self._now_s = now_s
        self._alive = alive
        self._unconfirmed: OrderedDict[int, tuple[float, Done]] = OrderedDict()
        self._published = 0
        self._ticked_s = now_s()
        self._connection: Any = kombu.Connection(
            address.url,
            ssl=address.tls or False,
            connect_timeout=SOCKET_TIMEOUT_S,
            heartbeat=HEARTBEAT_S,
            transport_options={"read_timeout": SOCKET_TIMEOUT_S, "write_timeout": SOCKET_TIMEOUT_S},
        )
        try:
            self._connection.connect()
            self._channel = self._connection.channel()
            for name in queue.AMQP_QUEUES:
                self._channel.queue_declare(
                    name, durable=True, auto_delete=False, arguments=queue.AMQP_ARGUMENTS
                )
            self._channel.confirm_select()
        except self.errors:
            self.abandon()
            raise
        self._channel.events["basic_ack"].add(self._on_ack)
        self._channel.events["basic_nack"].add(self._on_nack)

    def close(self) -> None:
        """Takes leave of the broker."""
        try:
            self._connection.release()
        except self.errors:
            self.abandon()

    def abandon(self) -> None:
        """Lets go of a connection that is lost, and with it of what is not confirmed."""
        for _, done in self._unconfirmed.values():
            done(ConnectionError("the connection is lost"))
        self._unconfirmed.clear()
        self._connection.collect(socket_timeout=SOCKET_TIMEOUT_S)

    def publish(self, job_id: str, priority: Priority, done: Done) -> None:
        """Publishes a job's message; `done` is called when the broker has it."""
        self._published += 1
        self._unconfirmed[self._published] = (self._now_s(), done)
        message = self._channel.prepare_message(
            queue.body(job_id),
            priority=int(priority),
            content_type="application/json",
            content_encoding="utf-8",
            headers=queue.headers(job_id),
            properties=queue.properties(job_id),
        )
        self._channel.basic_publish(message, exchange="", routing_key=queue.AMQP_QUEUES[priority])

    def measure(self, done: Done) -> None:
        """Tells how many messages wait in the queues and are in no worker's hands."""
        declared = [self._channel.queue_declare(name, passive=True) for name in queue.AMQP_QUEUES]
        self._alive()
        done(sum(each.message_count for each in declared))

    def attend(
        self, bell: socket.socket, posted: Callable[[], None], *, until: Callable[[], bool]
    ) -> None:
        """Calls `posted` when the bell rings, and hears what the broker says, `until` it is enough."""
        with selectors.DefaultSelector() as selector:
            selector.register(bell, selectors.EVENT_READ)
            selector.register(self._connection.connection.sock, selectors.EVENT_READ)
            while not until():
                for key, _ in selector.select(_TICK_S):
                    if key.fileobj is bell:
                        bell.recv(4096)
                posted()
                self._hear()
                self._tick()

    def _hear(self) -> None:
        try:
            while True:
                self._connection.drain_events(timeout=0)
                self._alive()
        except TimeoutError:
            return

    def _tick(self) -> None:
        now_s = self._now_s()
        if now_s - self._ticked_s >= HEARTBEAT_S / 2:
            self._ticked_s = now_s
            self._connection.heartbeat_check(rate=2)
        for published_s, _ in self._unconfirmed.values():
            if now_s - published_s > SILENT_S:
                raise ConnectionError("the broker is silent")
            return

    def _on_ack(self, tag: int, multiple: bool) -> None:  # noqa: FBT001 - as py-amqp calls it
        self._settle(tag, None, multiple=multiple)

    def _on_nack(self, tag: int, multiple: bool) -> None:  # noqa: FBT001 - likewise
        self._settle(tag, ConnectionError("the broker refused the message"), multiple=multiple)

    def _settle(self, tag: int, outcome: object, *, multiple: bool) -> None:
        tags = [each for each in self._unconfirmed if each <= tag] if multiple else [tag]
        for each in tags:
            if (unconfirmed := self._unconfirmed.pop(each, None)) is not None:
                unconfirmed[1](outcome)
