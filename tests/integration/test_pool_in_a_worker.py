"""The asyncio pool inside a real `celery worker`, with a real broker that is killed and revived."""

from __future__ import annotations

import base64
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import orjson
import pytest
import redis as blocking_redis

from shared import queue
from tests.stores import MortalStore, running_store
from workers.app import make_celery

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
SLOTS = 100
PATIENCE_S = 20.0

TINY_APP = '''
import asyncio
import os
from contextlib import asynccontextmanager

from redis.asyncio import Redis
from redis.exceptions import RedisError

from workers.app import make_celery

running = 0
store = Redis.from_url(os.environ["STORE"], decode_responses=True)


async def note(*command):
    """Written in the end, whatever happens to the store meanwhile."""
    while True:
        try:
            return await store.execute_command(*command)
        except RedisError:
            await asyncio.sleep(0.05)


@asynccontextmanager
async def lifespan():
    if os.environ.get("FAIL"):
        raise OSError("nothing to open")
    await note("RPUSH", "told", "opened")
    try:
        yield
    finally:
        await note("RPUSH", "told", "closed")
        await store.aclose()


app = make_celery(
    broker_url=os.environ["STORE"],
    queue="readings",
    concurrency=int(os.environ["SLOTS"]),
    visibility_timeout_s=60,
    soft_shutdown_s=float(os.environ["SOFT_S"]),
    lifespan=lifespan,
)


async def nap(seconds, word):
    global running
    running += 1
    await note("LPUSH", "running", running)
    try:
        await asyncio.sleep(seconds)
    finally:
        running -= 1
    await note("SADD", "done", word)


@app.task(name="palja.read")
async def read(job_id):
    await nap(0.3, job_id)


@app.task(name="nap")
async def nap_task(seconds, word):
    await nap(seconds, word)


async def hold_for_long(word):
    await note("SADD", "held", word)
    try:
        await asyncio.sleep(60)
    finally:
        await asyncio.shield(note("SADD", "released", word))


@app.task(name="hold")
async def hold(word):
    await hold_for_long(word)


@app.task(name="hold softly limited", soft_time_limit=0.2, time_limit=10)
async def hold_softly_limited(word):
    await hold_for_long(word)


@app.task(name="hold limited", time_limit=0.2)
async def hold_limited(word):
    await hold_for_long(word)
'''


class Broker:
    """What stands in a store that can be killed and brought back, and what is sent through it."""

    def __init__(self, store: MortalStore) -> None:
        self.store = store
        self.url = store.url
        self.client = blocking_redis.Redis.from_url(self.url, decode_responses=True)
        self.app = make_celery(
            broker_url=self.url,
            queue="readings",
            concurrency=1,
            visibility_timeout_s=60,
        )

    def words(self, key: str) -> set[str]:
        return {str(word) for word in self._answer("SMEMBERS", key)}

    def told(self) -> list[str]:
        return [str(word) for word in self._answer("LRANGE", "told", 0, -1)]

    def most_running(self) -> int:
        return max(int(count) for count in self._answer("LRANGE", "running", 0, -1))

    def queued(self) -> int:
        return int(self._answer("LLEN", "readings"))

    def unacknowledged(self) -> int:
        return int(self._answer("HLEN", "unacked"))

    def listeners(self) -> int:
        return int(self._answer("PUBSUB", "NUMPAT"))

    def send(self, name: str, *args: object, **options: Any) -> str:
        result = self.app.send_task(name, args, argsrepr="-", kwargsrepr="-", **options)
        return str(result.id)

    def close(self) -> None:
        self.app.close()
        self.client.close()

    def _answer(self, *command: str | int) -> Any:
        return self.client.execute_command(*command)  # type: ignore[no-untyped-call] # redis-py has no type here


class RunningWorker:
    """A `celery worker` process; its log is shown when a test fails."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process = process
        self._log = log

    def log(self) -> str:
        return self._log.read_text()

    def stop(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_S)


def until(done: Callable[[], object], patience_s: float = PATIENCE_S) -> None:
    end_s = time.monotonic() + patience_s  # noqa: TID251 - real processes, real time
    while not done():
        assert time.monotonic() < end_s, "in vain"  # noqa: TID251 - likewise
        time.sleep(0.01)


@contextmanager
def started_worker(
    broker: Broker, folder: Path, *, slots: int, soft_s: float = 30.0, **extra: str
) -> Iterator[RunningWorker]:
    (folder / "tiny_app.py").write_text(TINY_APP)
    log = folder / f"{uuid4().hex}.log"
    environment = {
        "PATH": os.defpath,
        "PYTHONPATH": f"{ROOT}{os.pathsep}{folder}",
        "STORE": broker.url,
        "SLOTS": str(slots),
        "SOFT_S": str(soft_s),
        **extra,
    }
    command = [sys.executable, "-m", "celery", "-A", "tiny_app", "worker", "-l", "INFO"]
    flags = ["--without-mingle", "--without-gossip", "-n", f"{uuid4().hex[:8]}@test"]
    with (
        log.open("wb") as out,
        subprocess.Popen(
            [*command, *flags], env=environment, cwd=folder, stdout=out, stderr=subprocess.STDOUT
        ) as process,
    ):
        worker = RunningWorker(process, log)
        try:
            yield worker
        finally:
            process.kill()
            process.wait()
            print(worker.log())  # noqa: T201 - pytest shows it when the test fails


@contextmanager
def ready_worker(
    broker: Broker, folder: Path, *, slots: int, soft_s: float = 30.0
) -> Iterator[RunningWorker]:
    with started_worker(broker, folder, slots=slots, soft_s=soft_s) as worker:
        until(lambda: "ready." in worker.log() or worker.process.poll() is not None)
        assert worker.process.poll() is None
        yield worker


@contextmanager
def running_broker() -> Iterator[Broker]:
    with running_store() as store, closing(Broker(store)) as broker:
        yield broker


@pytest.fixture
def broker() -> Iterator[Broker]:
    """A broker for a worker that this test alone starts and stops."""
    with running_broker() as broker:
        yield broker


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("worker")


@dataclass(frozen=True, slots=True)
class Pair:
    """A broker and its worker."""

    broker: Broker
    worker: RunningWorker


@pytest.fixture(scope="module")
def busy(folder: Path) -> Iterator[Pair]:
    """One worker for all the tests that leave it as it was."""
    with running_broker() as broker, ready_worker(broker, folder, slots=SLOTS) as worker:
        yield Pair(broker, worker)
        worker.stop(signal.SIGTERM)


def test_a_burst_fills_every_slot_and_no_more(busy: Pair) -> None:
    broker = busy.broker
    jobs = 600
    broker.client.delete("running", "done")
    begun_s = time.monotonic()  # noqa: TID251 - measured
    broker.client.lpush("readings", *(queue.message(uuid4().hex) for _ in range(jobs)))
    until(lambda: broker.client.scard("done") == jobs)
    taken_s = time.monotonic() - begun_s  # noqa: TID251 - measured
    until(lambda: broker.unacknowledged() == 0)
    ideal_s = jobs / SLOTS * 0.3
    print(f"{jobs} jobs in {taken_s:.2f} s, ideal {ideal_s:.2f} s")  # noqa: T201 - measured
    assert broker.most_running() == SLOTS
    assert taken_s < 2.5 * ideal_s  # alone on two cores 1.15
    assert busy.worker.process.poll() is None


def test_a_soft_limit_fails_the_job_after_its_release_and_acknowledges_it(busy: Pair) -> None:
    broker = busy.broker
    task_id = broker.send("hold softly limited", "soft")
    until(lambda: "soft" in broker.words("released"))
    until(lambda: broker.unacknowledged() == 0)
    until(
        lambda: (
            f"Task hold softly limited[{task_id}] raised unexpected: SoftTimeLimitExceeded"
            in busy.worker.log()
        )
    )


def test_a_hard_limit_ends_the_job(busy: Pair) -> None:
    broker = busy.broker
    task_id = broker.send("hold limited", "hard")
    until(lambda: "hard" in broker.words("released"))
    until(
        lambda: f"Hard time limit (0.2s) exceeded for hold limited[{task_id}]" in busy.worker.log()
    )
    until(lambda: broker.unacknowledged() == 0)


def test_a_revoked_running_job_is_terminated_and_gone(busy: Pair) -> None:
    broker = busy.broker
    task_id = broker.send("hold", "revoked")
    until(lambda: "revoked" in broker.words("held"))
    broker.app.control.revoke(task_id, terminate=True)
    until(lambda: "revoked" in broker.words("released"))
    until(lambda: broker.unacknowledged() == 0)
    assert busy.worker.process.poll() is None


def test_a_strangers_messages_are_refused_and_the_next_job_runs(busy: Pair) -> None:
    broker = busy.broker
    for body, content_type in (
        (pickle.dumps([["x"], {}, {}]), "application/x-python-serialize"),
        (b"hello", "application/text"),
        (b"5", "application/json"),
        (b"[[], []]", "application/json"),
    ):
        message = orjson.loads(queue.message(uuid4().hex))
        message["body"] = base64.b64encode(body).decode()
        message["content-type"] = content_type
        broker.client.lpush("readings", orjson.dumps(message))
    nameless = orjson.loads(queue.message(uuid4().hex))
    del nameless["headers"]["id"]
    broker.client.lpush("readings", orjson.dumps(nameless))
    for more in (
        {"eta": datetime(2099, 1, 1, tzinfo=UTC)},
        {"expires": 3600},
        {"time_limit": 10},
        {"soft_time_limit": 10},
        {"retries": 1},
        {"shadow": "another name"},
        {"group_id": "a group"},
        {"parent_id": uuid4().hex},
        {"replaced_task_nesting": 1},
        {"stamped_headers": ["stamp"], "stamp": "x"},
    ):
        broker.send("nap", 0, "a stranger's", **more)
    broker.send("nap", 0, "after the stranger")
    until(lambda: "after the stranger" in broker.words("done"))
    until(lambda: broker.queued() + broker.unacknowledged() == 0)
    assert "a stranger's" not in broker.words("done")
    assert "another name" not in busy.worker.log()
    assert busy.worker.process.poll() is None


def test_events_and_the_pools_figures_reach_flower(busy: Pair) -> None:
    broker = busy.broker
    told: dict[str, dict[str, Any]] = {}
    sent: list[str] = []
    before = broker.listeners()
    with broker.app.connection() as connection:
        receiver = broker.app.events.Receiver(connection, handlers={"*": lambda _: None})

        def on_event(event: dict[str, Any]) -> None:
            if event.get("uuid") not in sent:  # of a job before
                return
            told[event["type"]] = event
            receiver.should_stop = "task-failed" in told and "task-succeeded" in told

        receiver.handlers["*"] = on_event
        listener = threading.Thread(
            target=receiver.capture, kwargs={"timeout": PATIENCE_S, "wakeup": False}
        )
        listener.start()
        until(lambda: broker.listeners() > before)
        sent.extend(broker.send("nap", nap, "seen") for nap in (0.05, "not a number"))
        listener.join(PATIENCE_S)
    assert {"task-received", "task-started", "task-succeeded", "task-failed"} <= set(told)
    assert told["task-succeeded"]["runtime"] >= 0.05
    assert told["task-succeeded"]["result"] == "None"
    assert "seen" not in str(told["task-received"])
    answers = broker.app.control.inspect(timeout=5, limit=1).stats()
    assert answers is not None
    (stats,) = answers.values()
    assert stats["pool"]["max-concurrency"] == SLOTS
    assert stats["pool"]["processes"] == [busy.worker.process.pid]


def test_a_warm_stop_finishes_what_runs_and_closes_the_lifespan(
    broker: Broker, folder: Path
) -> None:
    with ready_worker(broker, folder, slots=5) as worker:
        for n in range(8):
            broker.send("nap", 0.5, f"drained {n}")
        until(lambda: broker.unacknowledged() == 5)
        begun_s = time.monotonic()  # noqa: TID251 - measured
        assert worker.stop(signal.SIGTERM) == 0
        taken_s = time.monotonic() - begun_s  # noqa: TID251 - measured
    assert len(broker.words("done")) == 5
    assert (broker.queued(), broker.unacknowledged()) == (3, 0)
    assert broker.told() == ["opened", "closed"]
    assert taken_s < 5


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGHUP])
def test_jobs_that_outlast_the_soft_shutdown_release_what_they_hold_and_go_back_to_the_queue(
    broker: Broker, folder: Path, number: signal.Signals
) -> None:
    words = {f"held {n}" for n in range(5)}
    with ready_worker(broker, folder, slots=5, soft_s=0.3) as worker:
        for word in words:
            broker.send("hold", word)
        until(lambda: broker.words("held") == words)
        assert worker.stop(number) == 0
    assert broker.words("released") == words
    assert (broker.queued(), broker.unacknowledged()) == (5, 0)
    assert broker.told() == ["opened", "closed"]


def test_a_signal_of_the_supervisors_is_none_of_a_workers(broker: Broker, folder: Path) -> None:
    with ready_worker(broker, folder, slots=5) as worker:
        worker.process.send_signal(signal.SIGUSR2)
        broker.send("nap", 0, "after it")
        until(lambda: "after it" in broker.words("done"))
        assert worker.stop(signal.SIGTERM) == 0


def test_a_worker_that_nohup_has_started_outlives_its_terminal(
    broker: Broker, folder: Path
) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # inherited
    try:
        with ready_worker(broker, folder, slots=5) as worker:
            worker.process.send_signal(signal.SIGHUP)
            broker.send("nap", 0, "after it")
            until(lambda: "after it" in broker.words("done"))
            assert worker.stop(signal.SIGTERM) == 0
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_second_signal_does_not_wait_for_the_soft_shutdown(broker: Broker, folder: Path) -> None:
    with ready_worker(broker, folder, slots=5, soft_s=PATIENCE_S * 2) as worker:
        broker.send("hold", "impatient")
        until(lambda: "impatient" in broker.words("held"))
        worker.process.send_signal(signal.SIGTERM)
        until(lambda: "1 jobs may finish" in worker.log())
        worker.process.send_signal(signal.SIGTERM)
        assert worker.process.wait(PATIENCE_S) == 0
    assert (broker.queued(), broker.unacknowledged()) == (1, 0)


def test_the_broker_is_killed_with_jobs_in_flight_and_all_complete_in_the_same_worker(
    broker: Broker, folder: Path
) -> None:
    words = {f"survivor {n}" for n in range(60)}
    with ready_worker(broker, folder, slots=20) as worker:
        for word in words:
            broker.send("nap", 0.5, word)
        until(lambda: broker.unacknowledged() == 20)
        # Everything the append-only file was told before the kill is in it: the kernel has it.
        broker.store.kill()
        until(lambda: "Trying again" in worker.log())
        broker.store.start()
        until(lambda: broker.words("done") >= words)
        until(lambda: broker.unacknowledged() == 0)
        assert worker.process.poll() is None
        assert broker.most_running() <= 20
        assert worker.stop(signal.SIGTERM) == 0


def test_low_jobs_hold_half_of_the_slots_also_after_the_broker_was_killed(
    broker: Broker, folder: Path
) -> None:
    words = {f"low {n}" for n in range(12)}
    with ready_worker(broker, folder, slots=4) as worker:
        for word in words:
            broker.send("nap", 0.5, word, priority=int(queue.Priority.LOW))
        until(lambda: broker.unacknowledged() == 2)
        broker.store.kill()
        until(lambda: "Trying again" in worker.log())
        broker.store.start()
        until(lambda: broker.words("done") >= words)
        assert broker.most_running() == 2
        assert worker.stop(signal.SIGTERM) == 0


def test_a_worker_whose_lifespan_does_not_open_exits_with_an_error(
    broker: Broker, folder: Path
) -> None:
    with started_worker(broker, folder, slots=1, FAIL="yes") as worker:
        assert worker.process.wait(PATIENCE_S) == 1
        assert "nothing to open" in worker.log()
