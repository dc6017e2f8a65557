"""What a worker has taken and not acknowledged, as kombu notes it in the store."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from kombu.transport import redis
from kombu.utils.json import dumps
from redis.exceptions import ResponseError

if TYPE_CHECKING:
    from collections.abc import Iterator

_PUT_BACK = "#!lua flags=allow-oom\nreturn redis.call('RPUSH', KEYS[1], ARGV[1])"


class TakenMessages(redis.QoS):
    """kombu's notes; a message that cannot be noted is put back, and acknowledgements go together.

    To take a message needs no memory, to note it does. Without this it would be nowhere, and found
    missing only when its queue is empty.
    """

    # Where kombu keeps these, its type stubs do not say.
    channel: Any
    unacked_index_key: str
    unacked_key: str
    _quick_ack: Any
    _gathered: list[str] | None = None

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is acknowledged inside is so at its end, in one round trip; raises as the store does.

        One for each was a third of what a message costs the worker.
        """
        self._gathered = []
        try:
            yield
        finally:
            tags, self._gathered = self._gathered, None
            if tags:
                with self.pipe_or_acquire() as pipe:
                    pipe.zrem(self.unacked_index_key, *tags).hdel(self.unacked_key, *tags).execute()

    def ack(self, delivery_tag: str) -> None:
        """Acknowledges a message, now or with the others."""
        if self._gathered is None:
            super().ack(delivery_tag)
            return
        self._gathered.append(delivery_tag)
        self._quick_ack(delivery_tag)  # its place is free

    def append(self, message: Any, delivery_tag: str) -> None:
        """Notes a message; raises what the store says where it cannot."""
        try:
            super().append(message, delivery_tag)
        except ResponseError:
            channel, queue = self.channel, message.delivery_info["routing_key"]
            priority = channel.priority(message.properties.get("priority", 0))
            place = channel._q_for_pri(queue, priority)  # noqa: SLF001 - kombu has no other name for it
            with channel.conn_or_acquire() as client:
                client.eval(_PUT_BACK, 1, place, dumps(message._raw))  # noqa: SLF001 - likewise
            raise
