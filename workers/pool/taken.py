"""What a worker has taken and not acknowledged, as kombu notes it in the store."""

from __future__ import annotations

from contextlib import contextmanager
from importlib import resources
from time import time  # noqa: TID251 - kombu compares its notes with a reading of this very clock
from typing import TYPE_CHECKING, Any

from kombu.transport import redis, virtual
from kombu.utils.json import dumps
from redis.exceptions import ResponseError

from workers.pool.message_text import MalformedMessage, check_note, log_refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

TOGETHER = 16
"""More messages than these do not come with another: several workers share what waits."""
_TAKE = resources.files("workers.pool").joinpath("take.lua").read_text("utf-8")
_PUT_BACK = "#!lua flags=allow-oom\nreturn redis.call('RPUSH', KEYS[1], ARGV[1])"


class TakenMessages(redis.QoS):
    """kombu's notes, made and deleted for several messages at once.

    A round trip for each was half of what a message costs the worker. One that cannot be noted is put
    back: to take a message needs no memory, to note it does, and without this it would be nowhere, and
    found missing only when its queue is empty.
    """

    # Where kombu keeps these, its type stubs do not say.
    channel: Any
    _remove_from_indices: Any
    unacked_index_key: str
    unacked_key: str
    _dirty: set[str]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.low: set[str] = set()
        self.brought: dict[str, tuple[str, bytes]] | None = None
        self._gathered: list[str] | None = None
        self._take: Any = None
        self._quick_ack = self._done_with

    @contextmanager
    def bringing_others(self) -> Iterator[dict[str, tuple[str, bytes]]]:
        """The message that is noted inside brings others along, which then are noted, too.

        Yields:
            by their tags, the most urgent first, queue and text of each.
        """
        self.brought = {}
        try:
            yield self.brought
        finally:
            self.brought = None

    def append(self, message: Any, delivery_tag: str) -> None:
        """Notes a message; raises what the store says where it cannot."""
        if self.brought is None or delivery_tag not in self.brought:
            self._note(message, delivery_tag)
        if self.channel.is_low(message):
            self.low.add(delivery_tag)
        virtual.QoS.append(self, message, delivery_tag)

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is acknowledged inside is so at its end, in one round trip; raises as the store does."""
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

    def forget(self, delivery_tag: str) -> None:
        """Leaves no note of what was taken and is no message."""
        self._remove_from_indices(delivery_tag).execute()

    def restore_by_tag(self, tag: Any, client: Any = None, leftmost: bool = False) -> None:  # noqa: FBT001, FBT002 - kombu's
        """Puts back what another worker has not acknowledged, if that is a message.

        A worker that dies between a note and the look at what is noted leaves it to this. One that
        cannot be read raised here in every worker, and each time that the notes were looked through.
        """
        with self.channel.conn_or_acquire(client) as connected:
            noted = connected.hget(self.unacked_key, tag)
        if noted is not None:
            try:
                check_note(noted)
            except MalformedMessage as error:
                log_refusal(error)
                self.forget(tag)
                return
        super().restore_by_tag(tag, client, leftmost)

    def _done_with(self, delivery_tag: str) -> None:
        self._dirty.add(delivery_tag)
        self.low.discard(delivery_tag)

    def _note(self, message: Any, delivery_tag: str) -> None:
        exchange, queue = (message.delivery_info[name] for name in ("exchange", "routing_key"))
        try:
            noted = dumps([message._raw, exchange, queue])  # noqa: SLF001 - kombu has no other name for it
        except RecursionError as error:  # to write takes a bit more of the stack than to read
            raise MalformedMessage(type(error).__name__) from None
        lists, places, of_last = (), 0, 0
        if self.brought is not None:
            lists, places, of_last = self.channel.places_beside(message)
        with self.channel.conn_or_acquire() as client:
            if self._take is None:
                self._take = client.register_script(_TAKE)
            try:
                found = self._take(
                    (self.unacked_index_key, self.unacked_key, *lists),
                    (time(), delivery_tag, noted, places, of_last),
                    client=client,
                )
            except ResponseError:
                priority = self.channel.priority(message.properties.get("priority", 0))
                place = self.channel._q_for_pri(queue, priority)  # noqa: SLF001 - likewise
                client.eval(_PUT_BACK, 1, place, dumps(message._raw))  # noqa: SLF001 - likewise
                raise
        if self.brought is not None:
            for tag, raw in zip(found[::2], found[1::2], strict=True):
                self.brought[tag.decode()] = (queue, raw)
