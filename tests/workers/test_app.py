from __future__ import annotations

import gc
from contextlib import contextmanager, nullcontext
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import kombu
import pytest
from celery import current_app
from celery.app.defaults import DEFAULTS
from celery.exceptions import WorkerShutdown
from celery.worker import state

from workers.app import make_celery
from workers.pool import AsyncioPool
from workers.pool.consumer import EVENTS_DELAY_S, GuardedConsumer
from workers.pool.worker import GC_THRESHOLDS, SoftStoppingWorker

if TYPE_CHECKING:
    from collections.abc import Iterator


def app(broker_url: str = "redis://store:6379/0", **options: Any) -> Any:
    return make_celery(
        **{
            "broker_url": broker_url,
            "queue": "readings",
            "concurrency": 10,
            "visibility_timeout_s": 120.0,
            **options,
        }
    )


def test_an_application_is_current_nowhere_and_keeps_its_tasks_to_itself() -> None:
    first, second = app(), app()

    @first.task(name="only.here")
    async def only_here() -> None: ...

    current: Any = current_app
    assert current._get_current_object() is not first
    assert "only.here" in first.tasks
    assert "only.here" not in second.tasks


def test_the_environment_overrules_neither_broker_nor_backend(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CELERY_BROKER_URL", "redis://elsewhere/0")
    monkeypatch.setenv("CELERY_RESULT_BACKEND", "redis://elsewhere/1")
    made = app()
    assert made.connection_for_read().hostname == "store"
    assert made.connection_for_write().hostname == "store"
    assert made.backend.as_uri() == "disabled://"


def test_kombu_knows_every_transport_option_by_its_name() -> None:
    made = app(priority_steps=(0, 5), node_name="worker-1")
    options = made.conf.broker_transport_options
    transport: Any = kombu.Connection("redis://").transport
    known = transport.Channel.from_transport_options
    assert set(options) <= set(known)
    assert options["visibility_timeout"] == 120
    assert options["priority_steps"] == [0, 5]
    assert options["client_name"] == "worker-1"


def test_celery_knows_every_setting_by_its_name() -> None:
    made = app()
    assert made.conf.changes.keys() - {"deprecated_settings"} <= DEFAULTS.keys()


def test_a_task_is_acknowledged_late_and_its_result_kept_nowhere() -> None:
    made = app()

    @made.task(name="read")
    async def read() -> None: ...

    task = made.tasks["read"]
    assert task.acks_late
    assert task.acks_on_failure
    assert task.acks_on_timeout
    assert task.ignore_result
    assert task.serializer == "json"


def test_a_worker_of_the_application_uses_the_pool_consumer_and_stop_of_this_project() -> None:
    lifespan = nullcontext
    made = app("memory://", lifespan=lifespan)
    worker = made.WorkController(hostname="w@test", app=made)
    assert isinstance(worker.pool, AsyncioPool)
    assert isinstance(worker.consumer, GuardedConsumer)
    assert worker.pool.limit == 10
    assert vars(worker.consumer)["initial_prefetch_count"] == 10  # celery-types lacks it
    assert issubclass(made.Worker, SoftStoppingWorker)
    assert made.lifespan is lifespan


def test_rabbitmq_keeps_its_queues_in_a_quorum_and_gets_no_redis_options() -> None:
    made = app("amqp://rabbit//")
    assert {each.queue_arguments["x-queue-type"] for each in made.amqp.queues.values()} == {
        "quorum"
    }
    assert made.conf.broker_transport_options == {"read_timeout": 2, "write_timeout": 2}


class FakePool:
    woken = hurried = False

    def wake(self) -> None:
        self.woken = True

    def hurry(self) -> None:
        self.hurried = True


def test_a_signal_asks_for_a_soft_stop_and_the_second_for_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(state, "should_stop", None)
    made = app()
    worker = made.Worker.__new__(made.Worker)
    worker.pool = FakePool()
    worker.on_stop_signal(15, None)
    with pytest.raises(WorkerShutdown):
        state.maybe_shutdown()
    assert (worker.pool.woken, worker.pool.hurried) == (True, False)
    worker.on_stop_signal(2, None)
    assert worker.pool.hurried


@pytest.fixture
def collector() -> Iterator[None]:
    """The garbage collector, which is as it was afterwards."""
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


@pytest.mark.usefixtures("collector")
def test_what_was_there_when_the_worker_became_ready_first_is_no_garbage_any_more() -> None:
    made = app()
    worker = made.Worker.__new__(made.Worker)
    worker.hostname = "w@test"
    before = gc.get_freeze_count()

    worker.on_consumer_ready(None)

    frozen = gc.get_freeze_count()
    assert frozen > before
    assert gc.get_threshold() == GC_THRESHOLDS

    jobs: list[list[object]] = [[] for _ in range(1000)]
    worker.on_consumer_ready(None)  # after each loss of the broker

    assert len(jobs) == 1000
    assert gc.get_freeze_count() <= frozen


class FakeHub:
    def __init__(self) -> None:
        self.later: list[tuple[float, Any]] = []
        self.soon: list[Any] = []

    def call_later(self, delay_s: float, callback: Any) -> None:
        self.later.append((delay_s, callback))

    def call_soon(self, callback: Any) -> None:
        self.soon.append(callback)

    def turn(self) -> None:
        due = [*self.soon, *(callback for _, callback in self.later)]
        self.soon, self.later = [], []
        for callback in due:
            callback()


class FakeEvents:
    flushed = 0

    def flush(self) -> None:
        self.flushed += 1


class FakeChannel:
    """A channel that stands for its connection: alive or not, with the tags it was told."""

    def __init__(self, *, alive: bool = True) -> None:
        self.alive = alive
        self.qos = self
        self.taken: list[str] = []
        self.gathered: list[str] | None = None
        self.acknowledged: list[str] = []
        self.round_trips = 0

    def append(self, _message: object, tag: str) -> None:
        self.taken.append(tag)

    @contextmanager
    def together(self) -> Iterator[None]:
        self.gathered = []
        yield
        tags, self.gathered = self.gathered, None
        self._send(*tags)

    def acknowledge(self, tag: str) -> None:
        if self.gathered is None:
            self._send(tag)
        else:
            self.gathered.append(tag)

    def _send(self, *tags: str) -> None:
        self.round_trips += 1
        if not self.alive:
            raise BrokenPipeError
        self.acknowledged += tags


class FakeMessage:
    """Its states are those of kombu's."""

    def __init__(self, tag: str, channel: FakeChannel) -> None:
        self.delivery_tag = tag
        self.channel = channel
        self._state = "RECEIVED"

    @property
    def acknowledged(self) -> bool:
        return self._state == "ACK"

    def ack_log_error(self, _log: object, _errors: object) -> None:
        self.channel.acknowledge(self.delivery_tag)
        self._state = "ACK"


class FakeRequest:
    acknowledged = False

    def __init__(self, message: FakeMessage) -> None:
        self.message = message


def consumer_on(channel: FakeChannel, driver: str = "redis") -> Any:
    consumer: Any = GuardedConsumer.__new__(GuardedConsumer)
    consumer._flush_due, consumer._due, consumer._unsettled = False, [], []
    consumer.connection_errors = (OSError,)
    consumer.hub, consumer.event_dispatcher = FakeHub(), FakeEvents()
    consumer.task_consumer = SimpleNamespace(channel=channel)
    consumer.connection = SimpleNamespace(transport=SimpleNamespace(driver_type=driver))
    return consumer


def test_buffered_events_are_sent_once_for_all_that_gathered() -> None:
    consumer = consumer_on(FakeChannel())
    consumer.on_send_event_buffered()
    consumer.on_send_event_buffered()
    ((delay_s, flush),) = consumer.hub.later
    assert delay_s == EVENTS_DELAY_S
    flush()
    assert consumer.event_dispatcher.flushed == 1
    consumer.on_send_event_buffered()
    assert len(consumer.hub.later) == 2


def test_a_new_connection_adopts_the_messages_of_running_jobs() -> None:
    old, new = FakeChannel(alive=False), FakeChannel()
    request = FakeRequest(FakeMessage("tag", old))
    state.active_requests.add(request)
    consumer = consumer_on(new)
    consumer._adopt(new)
    consumer._adopt(new)
    state.active_requests.discard(request)
    assert new.taken == ["tag"]
    assert request.message.channel is new


def test_an_acknowledgement_that_a_dead_connection_swallowed_is_sent_over_the_next() -> None:
    old, new = FakeChannel(alive=False), FakeChannel()
    message = FakeMessage("tag", old)
    consumer = consumer_on(old)
    consumer.call_soon_ack(message.ack_log_error, None, ())
    consumer.hub.turn()
    assert not message.acknowledged
    consumer.task_consumer.channel = new
    consumer._adopt(new)
    consumer.hub.turn()
    assert new.acknowledged == ["tag"]


def test_acknowledgements_that_gather_go_in_one_round_trip() -> None:
    channel = FakeChannel()
    consumer = consumer_on(channel)
    for tag in ("one", "two", "three"):
        consumer.call_soon_ack(FakeMessage(tag, channel).ack_log_error, None, ())
    consumer.hub.turn()
    assert (channel.acknowledged, channel.round_trips) == (["one", "two", "three"], 1)


def test_an_acknowledgement_of_a_worker_that_stops_goes_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    channel = FakeChannel()
    consumer = consumer_on(channel)
    consumer.call_soon_ack(FakeMessage("before", channel).ack_log_error, None, ())
    monkeypatch.setattr(GuardedConsumer.__base__, "shutdown", lambda _self: None)
    consumer.shutdown()
    assert channel.acknowledged == ["before"]
    monkeypatch.setattr(state, "should_stop", 0)
    consumer.call_soon_ack(FakeMessage("after", channel).ack_log_error, None, ())
    assert len(consumer.hub.soon) == 1
    consumer.hub.turn()
    assert channel.acknowledged == ["before", "after"]


def test_an_acknowledgement_that_was_on_its_way_goes_over_the_connection_of_the_day() -> None:
    old, new = FakeChannel(), FakeChannel()
    message = FakeMessage("tag", old)
    consumer = consumer_on(old)
    consumer.call_soon_ack(message.ack_log_error, None, ())
    consumer.task_consumer.channel = new
    consumer.hub.turn()
    assert (old.acknowledged, new.acknowledged) == ([], ["tag"])


def test_rabbitmqs_tags_stay_with_their_connection() -> None:
    old, new = FakeChannel(alive=False), FakeChannel()
    message = FakeMessage("tag", old)
    consumer = consumer_on(new, driver="amqp")
    consumer.call_soon_ack(message.ack_log_error, None, ())
    consumer.hub.turn()
    assert message.channel is old
    assert consumer._unsettled == []
