from __future__ import annotations

import asyncio
import json
import logging
import pickle
import threading
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from celery import signals
from celery.exceptions import Reject, Retry, SoftTimeLimitExceeded, Terminated
from celery.worker import state

from workers.app import WorkerApp, make_celery
from workers.pool import AsyncioPool

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from celery.concurrency.base import BasePool

PATIENCE_S = 10.0
TURN_S = 0.01  # the real one turns at least once a second


class FakeHub:
    """Celery's event loop, as far as a pool sees it; turned by the test's thread."""

    def __init__(self) -> None:
        self.due: list[Callable[[], object]] = []
        self.woken = threading.Event()
        self.broken = False

    def call_soon(self, callback: Callable[[], object]) -> None:
        self.due.append(callback)
        self.woken.set()

    def run_once(self) -> None:
        if self.broken:
            raise ConnectionError("the broker is gone")
        self.woken.wait(TURN_S)
        self.woken.clear()
        due, self.due = self.due, []
        for callback in due:
            callback()

    def lose_what_is_due(self) -> None:
        """What happens when a callback of the same batch raises."""
        assert self.woken.wait(PATIENCE_S), "nobody woke the hub"
        self.woken.clear()
        self.due = []

    def run_until(self, done: Callable[[], object]) -> None:
        for _ in range(int(PATIENCE_S / TURN_S)):
            if done():
                return
            self.run_once()
        pytest.fail("the hub was turned in vain")


@dataclass(eq=False)
class Order:
    """One message's run as Celery's request sees it."""

    handle: Any = None
    number: int = 0
    limits: list[tuple[bool, float]] = field(default_factory=list)
    outcome: tuple[int, Any, float] | None = None
    thread: int = 0

    @property
    def error(self) -> BaseException:
        assert self.outcome is not None
        failed, info, _ = self.outcome
        assert failed
        error = info.exception
        assert isinstance(error, BaseException)
        return getattr(error, "exc", error)


class Desk:
    """A pool under test: orders go in, the hub is turned, outcomes are looked at."""

    def __init__(self, app: WorkerApp, limit: int) -> None:
        self.app = app
        self.hub = FakeHub()
        self.pool = AsyncioPool(limit, app=app)
        self.pool.start()
        self.pool.register_with_event_loop(self.hub)

    def order(
        self,
        name: str,
        *args: object,
        soft: float | None = None,
        hard: float | None = None,
        body: bytes | None = None,
        content_type: str = "application/json",
        priority: int = 0,
        on_outcome: Callable[[], None] = lambda: None,
    ) -> Order:
        order = Order()

        def accepted(number: int, _at_s: float) -> None:
            order.number = number

        def done(outcome: tuple[int, Any, float]) -> None:
            order.outcome, order.thread = outcome, threading.get_ident()
            on_outcome()

        raw = json.dumps([args, {}, {}]).encode() if body is None else body
        task_id = f"{name}-{id(order)}"
        request = {"id": task_id, "task": name, "delivery_info": {"priority": priority}}
        order.handle = self.pool.apply_async(
            None,
            args=(name, task_id, request, raw, content_type, "utf-8"),
            accept_callback=accepted,
            timeout_callback=lambda soft, limit_s: order.limits.append((soft, limit_s)),
            callback=done,
            error_callback=None,
            soft_timeout=soft,
            timeout=hard,
            correlation_id=task_id,
        )
        return order

    def finish(self, *orders: Order) -> None:
        self.hub.run_until(lambda: all(order.outcome for order in orders))

    def running(self) -> int:
        running: int = self.pool.info["running"]
        return running


class Gate:
    """Coroutines wait here until the test lets them go on; counts them from its own thread."""

    def __init__(self) -> None:
        self.here: list[object] = []
        self.arrived = threading.Semaphore(0)
        self.most = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: list[asyncio.Future[None]] = []

    async def wait(self, who: object = None) -> None:
        self._loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = self._loop.create_future()
        self._waiting.append(future)
        self.here.append(who)
        self.most = max(self.most, len(self.here))
        self.arrived.release()
        try:
            await future
        finally:
            self.here.remove(who)

    def await_arrivals(self, count: int) -> None:
        for _ in range(count):
            assert self.arrived.acquire(timeout=PATIENCE_S), "a coroutine did not start"

    def open(self) -> None:
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._open)

    def _open(self) -> None:
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)


@pytest.fixture
def app() -> WorkerApp:
    return make_celery(
        broker_url="memory://",
        queue="readings",
        concurrency=2,
        visibility_timeout_s=120,
        soft_shutdown_s=0,
    )


@pytest.fixture
def gate(app: WorkerApp) -> Gate:
    gate = Gate()

    @app.task(name="wait")
    async def wait(who: object = None) -> None:
        await gate.wait(who)

    return gate


@pytest.fixture
def open_desk(app: WorkerApp) -> Iterator[Callable[[int], Desk]]:
    desks: list[Desk] = []

    def open_one(limit: int = 2) -> Desk:
        desks.append(Desk(app, limit))
        return desks[-1]

    yield open_one
    for desk in desks:
        desk.pool.terminate()


def test_a_coroutine_runs_in_the_loop_and_its_end_is_told_in_the_hubs_thread(
    app: WorkerApp, open_desk: Callable[..., Desk]
) -> None:
    threads: list[int] = []

    @app.task(name="look")
    async def look(word: str) -> None:
        threads.append(threading.get_ident())
        assert word == "말"

    desk = open_desk()
    order = desk.order("look", "말")
    desk.finish(order)
    assert order.outcome is not None
    assert order.outcome[:2] == (0, "None")
    assert order.thread == threading.get_ident()
    assert threads != [threading.get_ident()]


def test_never_more_than_the_limit_run_and_the_rest_begins_as_slots_come_free(
    gate: Gate, open_desk: Callable[..., Desk]
) -> None:
    desk = open_desk(3)
    orders = [desk.order("wait", n) for n in range(10)]
    for expected in (3, 3, 3, 1):
        gate.await_arrivals(expected)
        assert desk.running() == expected
        done = sum(order.outcome is not None for order in orders)
        gate.open()
        wanted = done + expected
        desk.hub.run_until(
            lambda wanted=wanted: (  # type: ignore[misc] # bound now, not when it runs
                sum(order.outcome is not None for order in orders) == wanted
            )
        )
    assert gate.most == 3


def test_a_waiting_job_is_accepted_only_when_it_begins(
    gate: Gate, open_desk: Callable[..., Desk]
) -> None:
    desk = open_desk(1)
    first, second = desk.order("wait"), desk.order("wait")
    assert (first.number, second.number) == (1, 0)
    gate.await_arrivals(1)
    gate.open()
    desk.finish(first)
    assert second.number == 2


def test_of_those_that_wait_inside_the_most_urgent_begins_first(
    gate: Gate, open_desk: Callable[..., Desk]
) -> None:
    desk = open_desk(1)
    orders = [desk.order("wait", n, priority=step) for n, step in enumerate((2, 2, 1, 0, 1))]
    began: list[object] = []
    for done in range(1, 6):
        gate.await_arrivals(1)
        began += gate.here
        gate.open()
        desk.hub.run_until(
            lambda done=done: sum(each.outcome is not None for each in orders) == done  # type: ignore[misc] # bound now
        )

    assert began == [0, 3, 2, 4, 1]


def test_a_failure_is_logged_once_and_told_with_its_error(
    app: WorkerApp, open_desk: Callable[..., Desk], caplog: pytest.LogCaptureFixture
) -> None:
    @app.task(name="fail")
    async def fail() -> None:
        raise LookupError("no such star")

    desk = open_desk()
    order = desk.order("fail")
    with caplog.at_level(logging.INFO):
        desk.finish(order)
    assert isinstance(order.error, LookupError)
    records = [record for record in caplog.records if "no such star" in record.getMessage()]
    assert [record.levelname for record in records] == ["ERROR"]


@pytest.mark.parametrize("error", [SystemExit(3), KeyboardInterrupt(), Retry("later")])
def test_what_only_a_process_or_celery_understands_is_an_ordinary_failure(
    app: WorkerApp, open_desk: Callable[..., Desk], error: BaseException
) -> None:
    @app.task(name="odd")
    async def odd() -> None:
        raise error

    @app.task(name="fine")
    async def fine() -> None: ...

    desk = open_desk()
    order, next_order = desk.order("odd"), desk.order("fine")
    desk.finish(order, next_order)
    assert type(order.error) is RuntimeError
    assert next_order.outcome is not None
    assert next_order.outcome[0] == 0


def test_a_task_may_reject_its_message(app: WorkerApp, open_desk: Callable[..., Desk]) -> None:
    @app.task(name="reject")
    async def reject() -> None:
        raise Reject("not mine", requeue=True)

    desk = open_desk()
    order = desk.order("reject")
    desk.finish(order)
    assert isinstance(order.error, Reject)
    assert order.error.requeue  # type: ignore[attr-defined] # celery-types lacks it


def test_a_soft_limit_cancels_and_fails_with_celerys_error(
    app: WorkerApp, open_desk: Callable[..., Desk]
) -> None:
    seen: list[str] = []

    @app.task(name="slow")
    async def slow() -> None:
        try:
            await asyncio.sleep(PATIENCE_S)
        except asyncio.CancelledError:
            seen.append("cancelled")
            raise

    desk = open_desk()
    order = desk.order("slow", soft=0.01, hard=PATIENCE_S)
    desk.finish(order)
    assert isinstance(order.error, SoftTimeLimitExceeded)
    assert order.limits == [(True, 0.01)]
    assert seen == ["cancelled"]


def test_a_hard_limit_is_the_last_word_and_frees_the_slot_when_the_coroutine_has_ended(
    gate: Gate, open_desk: Callable[..., Desk]
) -> None:
    desk = open_desk(1)
    limited, following = desk.order("wait", hard=0.01), desk.order("wait")
    desk.hub.run_until(lambda: following.number)
    assert limited.limits == [(False, 0.01)]
    assert limited.outcome is None
    gate.await_arrivals(2)
    assert gate.most == 1


def test_a_hard_limit_breaks_a_cleaning_up_that_hangs_after_the_soft_one(
    app: WorkerApp, open_desk: Callable[..., Desk]
) -> None:
    @app.task(name="stubborn")
    async def stubborn() -> None:
        try:
            await asyncio.sleep(PATIENCE_S)
        finally:
            await asyncio.sleep(PATIENCE_S)

    desk = open_desk()
    order = desk.order("stubborn", soft=0.01, hard=0.03)
    desk.hub.run_until(lambda: not desk.running())
    assert order.limits == [(True, 0.01), (False, 0.03)]


def test_terminating_cancels_once_so_that_the_release_completes(
    app: WorkerApp, gate: Gate, open_desk: Callable[..., Desk]
) -> None:
    released: list[str] = []

    @app.task(name="hold")
    async def hold() -> None:
        try:
            await gate.wait()
        finally:
            await asyncio.sleep(0)
            await gate.wait("release")
            released.append("lease")

    desk = open_desk()
    order = desk.order("hold")
    gate.await_arrivals(1)
    desk.pool.terminate_job(order.number, signal=15)
    gate.await_arrivals(1)
    order.handle.terminate(15)  # Celery does both
    gate.open()
    desk.finish(order)
    assert isinstance(order.error, Terminated)
    assert released == ["lease"]


def test_a_job_terminated_while_it_waits_never_begins(
    gate: Gate, open_desk: Callable[..., Desk]
) -> None:
    desk = open_desk(1)
    first, second = desk.order("wait", "first"), desk.order("wait", "second")
    gate.await_arrivals(1)
    second.handle.terminate(15)
    gate.open()
    desk.finish(first, second)
    assert isinstance(second.error, Terminated)
    assert not gate.arrived.acquire(blocking=False)


def test_terminating_an_unknown_number_does_nothing(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    desk.pool.terminate_job(99)
    assert desk.running() == 0


@pytest.mark.parametrize(
    ("body", "content_type", "error"),
    [
        (pickle.dumps([[], {}, {}]), "application/x-python-serialize", "ContentDisallowed"),
        (b"[[], {}]", "application/json", "InvalidTaskError"),
        (b"[[], [], {}]", "application/json", "InvalidTaskError"),
        (b"{{", "application/json", "DecodeError"),
        (b'[["too", "many"], {}, {}]', "application/json", "TypeError"),
    ],
)
def test_a_body_that_is_no_json_call_fails_without_running(
    app: WorkerApp, open_desk: Callable[..., Desk], body: bytes, content_type: str, error: str
) -> None:
    ran: list[None] = []

    @app.task(name="run")
    async def run() -> None:
        ran.append(None)

    desk = open_desk()
    order = desk.order("run", body=body, content_type=content_type)
    desk.finish(order)
    assert type(order.error).__name__ == error
    assert ran == []


def test_a_task_that_would_block_the_loop_is_refused(
    app: WorkerApp, open_desk: Callable[..., Desk]
) -> None:
    ran: list[None] = []

    @app.task(name="block")
    def block() -> None:
        ran.append(None)

    desk = open_desk()
    order = desk.order("block")
    desk.finish(order)
    assert isinstance(order.error, TypeError)
    assert ran == []


def test_concurrent_coroutines_see_their_own_request(
    app: WorkerApp, gate: Gate, open_desk: Callable[..., Desk]
) -> None:
    seen: dict[str, tuple[str, str]] = {}

    @app.task(name="who", bind=True)
    async def who(self: Any, name: str) -> None:
        before = self.request.id
        await gate.wait(name)
        within = await asyncio.create_task(inner(self))
        assert before == within
        seen[name] = (before, self.request.args[0])

    async def inner(task: Any) -> str:
        task_id: str = task.request.id
        return task_id

    desk = open_desk()
    orders = [desk.order("who", name) for name in ("갑", "을")]
    gate.await_arrivals(2)
    gate.open()
    desk.finish(*orders)
    assert {args for _, args in seen.values()} == {"갑", "을"}
    assert len({task_id for task_id, _ in seen.values()}) == 2
    assert app.tasks["who"].request.id is None


def test_signals_are_sent_around_success_and_failure(
    app: WorkerApp, open_desk: Callable[..., Desk]
) -> None:
    told: list[tuple[str, str, object]] = []

    def prerun(task: Any, **_: object) -> None:
        told.append(("prerun", task.name, task.request.id is not None))

    def success(sender: Any, **_: object) -> None:
        told.append(("success", sender.name, None))

    def failure(sender: Any, exception: object, **_: object) -> None:
        told.append(("failure", sender.name, str(exception)))

    def postrun(task: Any, state: str, **_: object) -> None:
        told.append(("postrun", task.name, state))

    @app.task(name="good")
    async def good() -> None: ...

    @app.task(name="bad")
    async def bad() -> None:
        raise ValueError("흉")

    signals.task_prerun.connect(prerun)
    signals.task_success.connect(success)
    signals.task_failure.connect(failure)
    signals.task_postrun.connect(postrun)
    desk = open_desk(1)
    desk.finish(desk.order("good"), desk.order("bad"))
    assert told == [
        ("prerun", "good", True),
        ("success", "good", None),
        ("postrun", "good", "SUCCESS"),
        ("prerun", "bad", True),
        ("failure", "bad", "흉"),
        ("postrun", "bad", "FAILURE"),
    ]


def test_the_lifespan_encloses_the_jobs_in_the_loops_thread(
    app: WorkerApp, gate: Gate, open_desk: Callable[..., Desk]
) -> None:
    told: list[tuple[str, int]] = []

    @asynccontextmanager
    async def lifespan() -> AsyncIterator[None]:
        told.append(("in", threading.get_ident()))
        yield
        told.append(("out", threading.get_ident()))

    app.lifespan = lifespan

    @app.task(name="tell")
    async def tell() -> None:
        await gate.wait()
        told.append(("job", threading.get_ident()))

    desk = open_desk()
    desk.order("tell")
    gate.await_arrivals(1)
    gate.open()
    desk.pool.stop()
    assert [word for word, _ in told] == ["in", "job", "out"]
    assert len({thread for _, thread in told}) == 1


def test_a_lifespan_that_fails_to_open_fails_the_start(app: WorkerApp) -> None:
    @asynccontextmanager
    async def lifespan() -> AsyncIterator[None]:
        raise OSError("no store")
        yield  # type: ignore[unreachable] # makes it a generator

    app.lifespan = lifespan
    pool = AsyncioPool(1, app=app)
    with pytest.raises(OSError, match="no store"):
        pool.start()
    assert not pool.did_start_ok()


def test_a_lifespan_that_fails_to_close_is_logged(
    app: WorkerApp, open_desk: Callable[..., Desk], caplog: pytest.LogCaptureFixture
) -> None:
    @asynccontextmanager
    async def lifespan() -> AsyncIterator[None]:
        yield
        raise OSError("still in use")

    app.lifespan = lifespan
    desk = open_desk()
    assert desk.pool.did_start_ok()
    desk.pool.stop()
    assert "failed while it closed" in caplog.text


def test_completions_lost_with_the_brokers_connection_are_told_after_the_reconnection(
    gate: Gate, open_desk: Callable[..., Desk]
) -> None:
    desk = open_desk()
    desk.hub.run_once()  # the drain of the first connection
    orders = [desk.order("wait") for _ in range(2)]
    gate.await_arrivals(2)
    gate.open()
    desk.hub.lose_what_is_due()
    desk.pool.register_with_event_loop(desk.hub)
    desk.finish(*orders)
    assert desk.running() == 0


def test_a_completion_that_celery_chokes_on_does_not_hold_up_the_others(
    app: WorkerApp, open_desk: Callable[..., Desk], caplog: pytest.LogCaptureFixture
) -> None:
    @app.task(name="fine")
    async def fine() -> None: ...

    def choke() -> None:
        raise ConnectionResetError("ack on a dead connection")

    desk = open_desk(1)
    orders = [desk.order("fine", on_outcome=choke), desk.order("fine")]
    desk.finish(*orders)
    assert desk.running() == 0
    assert "could not be reported" in caplog.text


def test_jobs_not_begun_are_dropped_when_the_connection_is_lost(
    gate: Gate, open_desk: Callable[..., Desk]
) -> None:
    desk = open_desk(1)
    first, second = desk.order("wait"), desk.order("wait")
    desk.pool.flush()
    gate.await_arrivals(1)
    gate.open()
    desk.finish(first)
    assert second.number == 0
    assert desk.pool.info["waiting"] == 0


def test_a_warm_stop_lets_running_jobs_finish_and_leaves_waiting_ones_to_the_broker(
    gate: Gate, open_desk: Callable[..., Desk]
) -> None:
    desk = open_desk(1)
    first, second = desk.order("wait"), desk.order("wait")
    gate.await_arrivals(1)
    gate.open()
    desk.pool.stop()
    assert first.outcome is not None
    assert first.outcome[0] == 0
    assert second.number == 0
    late = desk.order("wait")
    assert late.number == 0


def test_a_warm_stop_survives_the_loss_of_the_broker(
    gate: Gate, open_desk: Callable[..., Desk]
) -> None:
    desk = open_desk()
    order = desk.order("wait")
    gate.await_arrivals(1)
    desk.hub.broken = True
    gate.open()
    desk.pool.stop()
    assert order.outcome is not None
    assert order.outcome[0] == 0


class FakeRequest:
    """An active request of Celery's, which cancels its job as Celery's does."""

    acknowledged = False
    cancelled_with: bool | None = None

    def __init__(self, order: Order) -> None:
        self._order = order

    def cancel(self, pool: BasePool, *, emit_retry: bool) -> None:
        self.cancelled_with = emit_retry
        pool.terminate_job(self._order.number)
        self._order.handle.terminate(15)


@pytest.fixture
def active() -> Iterator[Callable[[Order], FakeRequest]]:
    requests: list[FakeRequest] = []

    def add(order: Order) -> FakeRequest:
        requests.append(FakeRequest(order))
        state.active_requests.add(requests[-1])
        return requests[-1]

    yield add
    state.active_requests.clear()


def test_hurrying_ends_a_warm_stop_and_the_job_is_cancelled_for_the_broker_to_requeue(
    gate: Gate, open_desk: Callable[..., Desk], active: Callable[[Order], FakeRequest]
) -> None:
    desk = open_desk()
    order = desk.order("wait")
    request = active(order)
    gate.await_arrivals(1)
    desk.hub.call_soon(desk.pool.hurry)
    desk.pool.stop()
    assert request.cancelled_with is False
    assert isinstance(order.error, Terminated)
    assert not desk.pool.did_start_ok()


def test_the_soft_shutdown_bounds_a_warm_stop(
    app: WorkerApp,
    gate: Gate,
    open_desk: Callable[..., Desk],
    active: Callable[[Order], FakeRequest],
) -> None:
    app.conf.worker_soft_shutdown_timeout = 0.01
    desk = open_desk()
    order = desk.order("wait")
    request = active(order)
    gate.await_arrivals(1)
    desk.pool.stop()
    assert request.cancelled_with is False
    assert isinstance(order.error, Terminated)


def test_a_cold_stop_waits_for_the_release_that_a_cancelled_job_shields(
    app: WorkerApp, gate: Gate, open_desk: Callable[..., Desk]
) -> None:
    released: list[str] = []

    @app.task(name="shield")
    async def shield() -> None:
        try:
            await gate.wait()
        finally:
            await asyncio.shield(asyncio.create_task(release()))

    async def release() -> None:
        for _ in range(10):
            await asyncio.sleep(0)
        released.append("lease")

    desk = open_desk()
    order = desk.order("shield")
    gate.await_arrivals(1)
    desk.pool.terminate()
    assert released == ["lease"]
    assert isinstance(order.error, Terminated)


def test_finishing_tells_outcomes_without_the_hub(
    gate: Gate, open_desk: Callable[..., Desk]
) -> None:
    desk = open_desk()
    order = desk.order("wait")
    gate.await_arrivals(1)
    gate.open()
    assert desk.pool.finish(PATIENCE_S)
    assert order.outcome is not None


def test_finishing_gives_up_in_time(gate: Gate, open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    desk.order("wait")
    gate.await_arrivals(1)
    assert not desk.pool.finish(0.01)


def test_without_an_event_loop_outcomes_are_told_in_the_pools_thread(
    app: WorkerApp,
) -> None:
    told = threading.Event()

    @app.task(name="fine")
    async def fine() -> None: ...

    desk = Desk.__new__(Desk)
    desk.pool = AsyncioPool(1, app=app)
    desk.pool.start()
    order = desk.order("fine", on_outcome=told.set)
    assert told.wait(PATIENCE_S)
    assert order.outcome is not None
    assert order.thread != threading.get_ident()
    desk.pool.stop()


def test_growing_begins_waiting_jobs_and_shrinking_keeps_one_slot(
    gate: Gate, open_desk: Callable[..., Desk]
) -> None:
    desk = open_desk(1)
    for _ in range(3):
        desk.order("wait")
    desk.pool.grow(2)
    gate.await_arrivals(3)
    assert desk.pool.num_processes == 3
    desk.pool.shrink(5)
    assert desk.pool.num_processes == 1
    assert desk.running() == 3


def test_the_pools_panel_shows_what_runs(gate: Gate, open_desk: Callable[..., Desk]) -> None:
    desk = open_desk(1)
    desk.order("wait")
    desk.order("wait")
    gate.await_arrivals(1)
    info = desk.pool.info
    assert info["max-concurrency"] == 1
    assert (info["running"], info["waiting"]) == (1, 1)
    assert info["timeouts"] == [0, 0]
    assert json.loads(json.dumps(info)) == info


def test_a_pool_cannot_be_restarted_in_place(open_desk: Callable[..., Desk]) -> None:
    with pytest.raises(NotImplementedError):
        open_desk().pool.restart()
