"""Celery's consumer, hardened against lost brokers and malformed messages, and cheaper with events.

What happens when Redis is lost with jobs in flight, in Celery 5.7 and kombu 5.7: closing the dead
connection puts the unacknowledged messages back on the queue, first when that cannot work, then a
second time when the transport has forgotten its address, and that `AttributeError` ends the worker.
Here nothing is put back: the jobs go on, and the new connection adopts their messages.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, Any

from celery.worker import state
from celery.worker.consumer import Consumer
from celery.worker.state import active_requests

from shared import queue
from workers.pool.message_text import MALFORMED, log_refusal
from workers.pool.ration import RATIONED

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)

EVENTS_DELAY_S = 0.1  # what Flower may be behind
ACKS_DELAY_S = 0.005  # in which many gather where they cost much
RECONNECT_S = 2.0  # what a broker that is back may wait for its worker
_Answer = tuple[Any, tuple[Any, ...]]
"""A message's method that acknowledges or rejects it, and its arguments."""
_NOTHING_MORE: dict[str, Any] = {
    **dict.fromkeys(("eta", "expires", "shadow", "group", "group_index", "parent_id")),
    "timelimit": [None, None],
    "retries": 0,
    "replaced_task_nesting": 0,
    "stamped_headers": None,
    "stamps": {},
}
"""Where Celery can be asked for more than to run a task, and how its own messages say that it is not; ours
do not have these headers at all."""
_WITH_SECRETS = frozenset({"alternates", "ssl", "transport_options"})


class GuardedConsumer(Consumer):
    """A consumer that keeps its running jobs' messages through the loss of a Redis broker."""

    class Blueprint(Consumer.Blueprint):  # type: ignore[misc, valid-type]  # a class for all that
        """Celery's steps but one: 28 queues for messages that are to come later, and none is."""

        default_steps = tuple(
            step for step in Consumer.Blueprint.default_steps if "delayed_delivery" not in step
        )

    # Where Celery keeps these, its type stubs do not say.
    app: Any
    connection: Any
    connection_errors: tuple[type[Exception], ...]
    event_dispatcher: Any
    hub: Any
    task_consumer: Any

    def __init__(self, *args: Any, **options: Any) -> None:
        self._flush_due = False
        self._due: list[_Answer] = []
        self._unsettled: list[_Answer] = []
        super().__init__(*args, **options)

    def create_task_handler(self, *args: Any, **options: Any) -> Callable[[Any], None]:
        """Celery's handler for one connection's messages, made when it has just been established.

        A body or header of the wrong shape raises in it, which ends the worker or, for a KeyError,
        reconnects; unacknowledged, the message would come back and do so again. It is refused. So is what
        is right and asks for more than ours do: one for the year 2099 holds its place until then, on a
        RabbitMQ that of the next question, and on Redis its note in the store.
        """
        self._flush_due = False  # the old connection's timers are gone
        if self._keeps_tags():
            self._adopt(self.task_consumer.channel)
        handle = super().create_task_handler(*args, **options)

        def guarded(message: Any) -> None:
            if not _has_plain_id(message):  # Celery logs it, line ends and all
                self._refuse(message, "no plain id")
                return
            if not _asks_as_ours(message):
                self._refuse(message, "it asks for what ours never do")
                return
            try:
                handle(message)
            except MALFORMED as error:
                self._refuse(message, type(error).__name__)

        return guarded

    def on_unknown_message(self, body: Any, message: Any) -> None:  # noqa: ARG002 - Celery's
        """Refuse what names no task; these four of Celery's log the whole message."""
        self._refuse(message, "no task")

    def on_unknown_task(self, body: Any, message: Any, exc: Any) -> None:  # noqa: ARG002 - likewise
        """Refuse what names a task that is none of ours."""
        self._refuse(message, "an unknown task")

    def on_invalid_task(self, body: Any, message: Any, exc: Any) -> None:  # noqa: ARG002 - likewise
        """Refuse what Celery cannot make a request of."""
        self._refuse(message, "an invalid task")

    def on_connection_error_after_connected(self, exc: Exception) -> None:
        """Let go of the connection without putting the running jobs' messages back."""
        if self._keeps_tags():
            for channel in tuple(self.connection.transport.channels):
                channel.do_restore = False
        super().on_connection_error_after_connected(exc)

    def ensure_connected(self, conn: Any) -> Any:
        """The connection, established; tried again after `RECONNECT_S` at most, Celery says 30.

        On Redis its channels ration what is of low priority, also at the other addresses that it
        turns to when it finds nobody at the first.
        """
        switch = conn.switch

        def switched(address: str) -> None:
            switch(address)
            _ration(conn)

        _ration(conn)
        conn.switch = switched
        conn.info = partial(_without_secrets, conn.info)
        conn.ensure_connection = partial(
            conn.ensure_connection,
            interval_start=RECONNECT_S / 4,
            interval_step=RECONNECT_S / 4,
            interval_max=RECONNECT_S,
        )
        return super().ensure_connected(conn)

    def call_soon_ack(self, p: Callable[..., object], *args: Any) -> Any:
        """Acknowledge or reject a message in the hub, now or over the next connection.

        On Redis they gather for a moment. A worker that dies in it has its message delivered again,
        as one that dies just before it would.
        """
        if not self._keeps_tags():
            return super().call_soon_ack(self._settle, p, *args)  # type: ignore[misc]  # no stub has it
        self._due.append((p, args))
        if len(self._due) > 1:
            return None  # the first one has said it
        if self.hub is None or state.should_stop is not None:
            return super().call_soon_ack(self._settle_due)  # type: ignore[misc]  # likewise
        return self.hub.call_later(ACKS_DELAY_S, self._settle_due)

    def on_send_event_buffered(self) -> None:  # type: ignore[override]  # nobody reads a result
        """Publish buffered events soon: Celery's own does so in every turn of its loop.

        That is a quarter of the worker's CPU at 600 jobs/s.
        """
        if not self._flush_due and self.hub is not None:
            self._flush_due = True
            self.hub.call_later(EVENTS_DELAY_S, self._flush)

    def shutdown(self) -> None:
        """Send the last acknowledgements and events, then close."""
        if self._due:
            self._settle_due()
        self._flush()
        super().shutdown()

    def on_decode_error(self, message: Any, exc: Exception) -> None:
        """Refuse what cannot be read."""
        self._refuse(message, type(exc).__name__)

    def _refuse(self, message: Any, why: str) -> None:
        log_refusal(why)
        if not message.acknowledged and not _is_broadcast(message):
            message.reject_log_error(logger, self.connection_errors)

    def _keeps_tags(self) -> bool:
        """Whether a message may be acknowledged over another connection than it came by.

        On Redis, delivery tags are unique and lie in the store; RabbitMQ requeues by itself.
        """
        return self.connection is not None and self.connection.transport.driver_type == "redis"

    def _adopt(self, channel: Any) -> None:
        for request in tuple(active_requests):
            message = request.message
            if not request.acknowledged and message.channel is not channel:
                # Counts against the prefetch, and is there again if the store lost it.
                channel.qos.append(message, message.delivery_tag)
                message.channel = channel
        unsettled = [*self._unsettled, *self._due]
        self._unsettled, self._due = [], []
        for answer, args in unsettled:
            self.call_soon_ack(answer, *args)

    def _settle_due(self) -> None:
        due, self._due = self._due, []
        if not due:  # they went over another connection
            return
        try:
            with self.task_consumer.channel.qos.together():
                for answer, args in due:
                    self._settle(answer, *args)
        except Exception as error:  # those that kombu takes for acknowledged are not
            for answer, args in due:
                if answer.__self__.acknowledged:
                    answer.__self__._state = "RECEIVED"  # noqa: SLF001 - the message's own word for it
                    self._unsettled.append((answer, args))
            if not isinstance(error, self.connection_errors):
                raise
            logger.info("the broker is gone; its reader will notice")

    def _settle(self, answer: Any, *args: Any) -> None:
        message = answer.__self__
        if self._keeps_tags():
            message.channel = self.task_consumer.channel  # the one it came by may be long closed
        try:
            answer(*args)
        except BrokenPipeError:  # the one that kombu logs and raises
            logger.info("the broker is gone; its reader will notice")
        if not message.acknowledged and self._keeps_tags():
            self._unsettled.append((answer, args))

    def _flush(self) -> None:
        self._flush_due = False
        if self.event_dispatcher is not None:
            self.event_dispatcher.flush()


def _is_broadcast(message: Any) -> bool:
    """Whether it came by the control channel; a RabbitMQ ends the connection of who rejects one."""
    unanswered = message.channel.no_ack_consumers  # None: the broker has no such word
    return unanswered is not None and message.delivery_info.get("consumer_tag") in unanswered


def _has_plain_id(message: Any) -> bool:
    headers = message.headers
    return isinstance(headers, dict) and queue.is_plain_id(headers.get("id"))


def _asks_as_ours(message: Any) -> bool:
    return all(
        message.headers.get(name) in (None, nothing) for name, nothing in _NOTHING_MORE.items()
    )


def _ration(connection: Any) -> None:
    if (rationed := RATIONED.get(connection.get_transport_cls())) is not None:
        connection.transport_cls = rationed  # by name: what Flower asks for must be JSON


def _without_secrets(info: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What `inspect stats` and Flower are told of the connection.

    Celery takes the password out of it, but the other addresses to turn to and the transport's
    options, where those of sentinels stand, hold passwords, too.
    """
    return {name: value for name, value in info().items() if name not in _WITH_SECRETS}
