"""The workers' Celery application and all of its settings."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from celery import Celery

from shared import queue as sender
from shared.broker.kombu_address import HEARTBEAT_S, REDIS_SOCKETS, SOCKET_TIMEOUT_S, KombuAddress
from workers.pool.by_queue import QUEUES, AmqpByQueue
from workers.pool.worker import SoftStoppingWorker

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractAsyncContextManager

POOL = "workers.pool:AsyncioPool"
CONSUMER = "workers.pool.consumer:GuardedConsumer"


class WorkerApp(Celery):
    """A Celery application that knows what its workers' loop opens and closes."""

    amqp_cls: Any
    backend_cls = "disabled://"  # our own job record; CELERY_RESULT_BACKEND cannot overrule this
    lifespan: Callable[[], AbstractAsyncContextManager[None]] | None = None

    @cached_property
    def Worker(self) -> type[SoftStoppingWorker]:  # noqa: N802 - Celery's name
        """The worker that `celery worker` starts."""
        return self.subclass_with_self(SoftStoppingWorker, name="Worker", reverse="Worker")

    def task(self, *args: Any, **options: Any) -> Any:
        """Celery's decorator; the task is this application's alone instead of every one's."""
        return super().task(*args, **{"shared": False, **options})


def make_celery(
    *,
    broker_url: str,
    queue: str,
    concurrency: int,
    visibility_timeout_s: float,
    soft_shutdown_s: float = 30.0,
    priority_steps: Sequence[int] = tuple(sender.Priority),
    node_name: str | None = None,
    lifespan: Callable[[], AbstractAsyncContextManager[None]] | None = None,
) -> WorkerApp:
    """A Celery application for workers, without tasks, current nowhere.

    Args:
        broker_url: as the settings spell it, see `shared.store.address`.
        queue: the queue it consumes from; a RabbitMQ has one of its own name for each priority.
        concurrency: jobs that a worker process has in hand at once.
        visibility_timeout_s: an unacknowledged message goes back to the queue after so long.
        soft_shutdown_s: how long a stopping worker's jobs may go on; then they are requeued.
        priority_steps: the queue's levels, most urgent first, as the sender knows them.
        node_name: what the broker calls the worker's connections.
        lifespan: entered in the loop's thread before the first job, left after the last.

    """
    broker = KombuAddress.of(broker_url)
    app = WorkerApp("palja", set_as_current=False)
    app.lifespan = lifespan
    app.conf.update(
        **broker.celery_settings,
        broker_transport_options=_transport_options(
            broker, visibility_timeout_s, priority_steps, node_name
        ),
        broker_connection_retry_on_startup=True,  # the worker may start before its broker
        broker_connection_max_retries=None,  # never give up
        broker_channel_error_retry=True,  # a broker that is read-only or full comes back, too
        task_default_queue=queue,  # the one the sender pushes to
        task_create_missing_queues=True,  # declared by whoever comes first
        task_serializer="json",  # never pickle
        accept_content=["json"],  # a message from a stranger is refused before it is decoded
        result_accept_content=["json"],  # likewise
        task_ignore_result=True,  # our own job record; Celery says PENDING for ids it never saw
        task_acks_late=True,  # a killed worker's jobs come back
        task_acks_on_failure=True,  # a failed job's record says so; trying again is the reaper's
        task_acks_on_timeout=True,  # likewise
        task_reject_on_worker_lost=False,  # coroutines are lost with the process, never alone
        task_track_started=False,  # the lease in the job record says it better
        worker_pool=POOL,  # coroutines need a loop; `-P custom` is not needed
        worker_concurrency=concurrency,  # what is over it waits in the broker
        worker_prefetch_multiplier=1,  # likewise
        worker_consumer=CONSUMER,  # survives lost brokers and malformed messages
        worker_enable_prefetch_count_reduction=False,  # it counts adopted messages itself
        worker_cancel_long_running_tasks_on_connection_loss=False,  # a paid answer is kept
        worker_soft_shutdown_timeout=soft_shutdown_s,  # then jobs are cancelled and requeued
        worker_disable_rate_limits=True,  # the quotas are the providers', saves a look-up per job
        worker_send_task_events=True,  # Flower shows no tasks without
        task_send_sent_event=False,  # the gateway pushes messages without Celery
        worker_hijack_root_logger=False,  # the logs are structlog's
        worker_redirect_stdouts=False,  # likewise
        timezone="UTC",  # one clock for all
        enable_utc=True,  # likewise
    )
    if not broker.is_redis:
        app.amqp_cls = AmqpByQueue
        app.conf.update(
            task_queues=QUEUES,  # one for each priority, in place of the one
            broker_heartbeat=HEARTBEAT_S,  # a broker that is silent for two of them is lost
        )
    return app


def _transport_options(
    broker: KombuAddress,
    visibility_timeout_s: float,
    priority_steps: Sequence[int],
    node_name: str | None,
) -> dict[str, Any]:
    if not broker.is_redis:
        return {
            "read_timeout": SOCKET_TIMEOUT_S,  # else a silent broker hangs us as long as it likes
            "write_timeout": SOCKET_TIMEOUT_S,  # likewise
        }
    return {
        "visibility_timeout": visibility_timeout_s,  # last resort; the lease is faster
        "unacked_restore_interval": 5,  # with the defaults of these two
        "unacked_restore_throttle": 1,  # a lost job came back after 103 s instead of 8 s
        **REDIS_SOCKETS,
        "retry_on_timeout": False,  # doubled the hang
        "priority_steps": list(priority_steps),  # what the sender's queue names hold
        "client_name": node_name,  # found again in CLIENT LIST
        **broker.options,
    }
