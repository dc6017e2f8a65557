"""Keeps a message that was taken out of a store with no memory left to note that it was taken."""

from __future__ import annotations

from typing import Any

from kombu.transport import redis
from kombu.utils.json import dumps
from redis.exceptions import ResponseError

_PUT_BACK = "#!lua flags=allow-oom\nreturn redis.call('RPUSH', KEYS[1], ARGV[1])"


class TakenMessages(redis.QoS):
    """kombu's notes of what is not acknowledged yet; a message that cannot be noted is put back.

    To take a message needs no memory, to note it does. Without this it would be nowhere, and found
    missing only when its queue is empty.
    """

    # Where kombu keeps it, its type stubs do not say.
    channel: Any

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
