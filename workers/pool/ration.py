"""Half of a worker's slots at most for the queue's last priority step, on kombu's Redis transport.

A message that is taken from the store holds one of the worker's places until it is acknowledged,
whether its job runs or waits inside. So the place to ration is the question to the store: while low
messages hold half of the places, it names every list but theirs, and no more of them come along.
"""

from __future__ import annotations

from contextlib import ExitStack
from queue import Empty
from typing import Any

from kombu.transport import redis

from workers.pool.message_text import MalformedMessage, log_refusal, read
from workers.pool.taken import TOGETHER, TakenMessages

RATIONED_WAIT_S = 0.02
"""A question that leaves the low list out is asked again so soon: a low job may have ended."""


class _Rationed:
    """A channel whose low messages hold half of the prefetch count at most, and one at least."""

    QoS: Any = TakenMessages

    # Where kombu keeps these, its type stubs do not say.
    priority: Any
    priority_steps: list[int]
    active_queues: Any
    client: Any
    connection: Any
    connection_errors: tuple[type[Exception], ...]
    conn_or_acquire: Any
    keyprefix_queue: str
    sep: str
    typeof: Any
    qos: Any
    pool: Any
    _flush_brpop_reauth: Any
    _in_poll: Any
    _q_for_pri: Any
    _queue_cycle: Any
    _client_kept: Any = None

    def _brpop_start(self, timeout: float | None = None) -> None:
        steps = self.priority_steps
        if self._places_for_low() > 0:
            super()._brpop_start(timeout)  # type: ignore[misc]  # no stub has it
            return
        self.priority_steps = steps[:-1]
        try:
            super()._brpop_start(RATIONED_WAIT_S)  # type: ignore[misc]  # likewise
        finally:
            self.priority_steps = steps

    def _brpop_read(self, **options: Any) -> bool:
        """Delivers what the store has answered with, then what else it had for the free places.

        All but that is kombu's, whose own takes every text for a message.
        """
        try:
            try:
                answer = self.client.parse_response(self.client.connection, "BRPOP", **options)
            except self.connection_errors:
                self.client.connection.disconnect()  # the next turn connects anew
                raise
            if not answer:
                raise Empty
            name, text = answer
            queue = name.decode().rsplit(self.sep, 1)[0]
            self._queue_cycle.rotate(queue)
            with self.qos.bringing_others() as others, ExitStack() as delivering:
                try:
                    self._deliver(queue, text)
                finally:  # each, whatever the others raise
                    for tag, (queue_of_it, raw) in reversed(others.items()):
                        delivering.callback(self._deliver, queue_of_it, raw, tag)
            return True
        finally:
            self._in_poll = None
            self._flush_brpop_reauth()

    def _deliver(self, queue: str, text: bytes, noted_as: str | None = None) -> None:
        """As kombu's reader does; what is no message is dropped, and the note of it, if there is one."""
        try:
            self.connection._deliver(read(text), queue)  # noqa: SLF001 - likewise
        except MalformedMessage as error:
            log_refusal(error)
            if noted_as is not None:
                self.qos.forget(noted_as)

    def _queue_bind(self, exchange: str, *binding: str) -> None:
        """As kombu's, and forgets the mailboxes of workers that were killed: each had another name.

        Those that live note themselves again. Nobody reads these notes: what is for all is published.
        """
        if self.typeof(exchange).type == "fanout":
            with self.conn_or_acquire() as client:
                client.delete(self.keyprefix_queue % exchange)
        super()._queue_bind(exchange, *binding)  # type: ignore[misc]  # no stub has it

    def _handle_message(self, client: Any, response: Any) -> dict[str, Any]:
        """What was heard on a channel; kombu passes over what has no data."""
        heard: dict[str, Any] = super()._handle_message(client, response)  # type: ignore[misc]  # no stub has it
        if heard["type"].endswith(b"message"):
            try:
                read(heard["data"])
            except MalformedMessage as error:
                log_refusal(error)
                heard["data"] = None
        return heard

    def _create_client(self, asynchronous: bool = False) -> Any:  # noqa: FBT001, FBT002 - kombu's
        """The client of this channel's pool, made once.

        kombu makes one for each message and each acknowledgement, and redis-py fills a table of
        three hundred entries for each: a fifth of what a message costs.
        """
        if asynchronous:
            return super()._create_client(asynchronous=True)  # type: ignore[misc]  # likewise
        if self._client_kept is None or self._client_kept.connection_pool is not self.pool:
            self._client_kept = super()._create_client()  # type: ignore[misc]  # likewise
        return self._client_kept

    def is_low(self, message: Any) -> bool:
        """Whether a message belongs to the last of the queue's steps, of several."""
        steps = self.priority_steps
        return len(steps) > 1 and self.priority(message.properties.get("priority", 0)) == steps[-1]

    def places_beside(self, message: Any) -> tuple[list[str], int, int]:
        """What may come along with a message that is about to be noted.

        Returns:
            the lists of its queue, the most urgent first; how many messages; how many from the last list.
        """
        queue = message.delivery_info["routing_key"]
        if queue not in self.active_queues:  # a stranger wrote it
            return [], 0, 0
        free = self.qos.can_consume_max_estimate()  # None: no limit
        places = TOGETHER if free is None else min(free - 1, TOGETHER)
        of_last = min(self._places_for_low() - self.is_low(message), places)
        return [self._q_for_pri(queue, step) for step in self.priority_steps], places, int(of_last)

    def _places_for_low(self) -> float:
        places: int = self.qos.prefetch_count  # 0: no limit
        if not places or len(self.priority_steps) < 2:
            return float("inf")
        return max(1, places // 2) - len(self.qos.low)


class RationedChannel(_Rationed, redis.Channel):
    """Of one Redis."""


class RationedSentinelChannel(_Rationed, redis.SentinelChannel):
    """Of the master that sentinels name."""


class RationedTransport(redis.Transport):
    """kombu's Redis transport with such channels."""

    Channel = RationedChannel


class RationedSentinelTransport(redis.SentinelTransport):
    """Likewise its Sentinel transport."""

    Channel = RationedSentinelChannel


RATIONED = {
    plain: f"{rationed.__module__}:{rationed.__qualname__}"
    for plain, rationed in (
        (redis.Transport, RationedTransport),
        (redis.SentinelTransport, RationedSentinelTransport),
    )
}
"""Each of kombu's transports with the name, as kombu resolves one, of that which rations."""
