"""Other stores and brokers than our own, each by setting alone, and each with its crash.

What is accepted is answered, once, whatever dies meanwhile.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from tests.acceptance.basic import flowers_login
from tests.acceptance.caller import BATCH, Caller, Reply
from tests.acceptance.contract import assert_completed, assert_from_openai, assert_queued
from tests.acceptance.own_store import OwnStore, own_store
from tests.acceptance.processes import wait_until
from tests.acceptance.rabbitmq import rabbitmq
from tests.acceptance.sentinels import sentinels
from tests.acceptance.stack import Stack, running
from tests.acceptance.tls_store import tls_store
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager

    from tests.acceptance.conftest import Question

pytestmark = pytest.mark.timeout(180)  # a RabbitMQ takes its time to start, and sentinels to agree

SLOTS = 10  # PALJA_MAX_CONCURRENT_REQUESTS by default
QUEUED = 10
BACK_S = 30.0
SOON_S = 10.0
ASKED_EVERY_S = 0.05
STATS = "/admin-api/ai/stats"


class Deployment(Protocol):
    """A store or broker that is the test's own."""

    @property
    def settings(self) -> Mapping[str, str]: ...

    def kill(self) -> None: ...

    def come_back(self) -> None: ...


class Broker(Deployment, Protocol):
    """One that holds the queue alone."""

    def silent(self) -> AbstractContextManager[None]: ...

    def lose_messages(self) -> None: ...


class AnotherRedis:
    """A Redis that holds the queue alone."""

    def __init__(self, store: OwnStore) -> None:
        self._store = store
        self.settings = {"PALJA_BROKER_URL": store.url}
        self.kill = store.kill
        self.come_back = store.start
        self.silent = store.silent

    def lose_messages(self) -> None:
        """Those that no worker has taken."""
        self._store.client.flushall()


@contextmanager
def another_redis() -> Iterator[AnotherRedis]:
    with own_store() as store:
        yield AnotherRedis(store)


DEPLOYMENTS: dict[str, Callable[[], AbstractContextManager[Deployment]]] = {
    "sentinel": sentinels,
    "redis with TLS": tls_store,
}
BROKERS: dict[str, Callable[[], AbstractContextManager[Broker]]] = {
    "another redis for the queue": another_redis,
    "RabbitMQ for the queue": rabbitmq,
}
LEASE_S = 3


@dataclass
class System:
    """An installation whose store or broker is the test's own."""

    stack: Stack
    provider: FakeProvider
    deployment: Deployment
    broker: Broker | None = None


@pytest.fixture(scope="module", params=(*DEPLOYMENTS, *BROKERS))
def _system(request: pytest.FixtureRequest) -> Iterator[System]:
    with ExitStack() as held:
        broker = None
        if request.param in BROKERS:
            deployment: Deployment = (broker := held.enter_context(BROKERS[request.param]()))
        else:
            deployment = held.enter_context(DEPLOYMENTS[request.param]())
        provider = held.enter_context(FakeProvider())
        stack = held.enter_context(
            running(provider, PALJA_LEASE=str(LEASE_S), **deployment.settings)
        )
        yield System(stack, provider, deployment, broker)


@pytest.fixture
def broker(system: System) -> Broker:
    if system.broker is None:
        pytest.skip("here the queue is in the store")
    return system.broker


@pytest.fixture
def system(_system: System) -> System:
    _system.provider.reset()
    wait_until(lambda: not degraded(_system.stack), BACK_S, "nothing is away before the test")
    return _system


def degraded(stack: Stack) -> bool:
    reply = stack.caller.get("/health/ready")
    return reply.status != 200 or bool(reply.json["degraded"])


def test_a_question_is_answered_and_then_known(system: System, new_question: Question) -> None:
    question = new_question()
    answer = system.stack.caller.ask(question, Prefer="wait=20")

    assert answer.status == 200
    assert_from_openai(answer.json)
    assert system.stack.caller.ask(question).json["cache_hit"] is True
    for word in ("word/of", "word%2Fof", "word;of", "word%3Bof", "word of:sentinels"):
        assert word not in system.stack.log


def test_a_batch_has_half_of_the_worker_and_the_urgent_start_first(
    system: System, new_question: Question
) -> None:
    caller, provider = system.stack.caller, system.provider
    provider.hold()
    low = queued_batch(caller, [new_question() for _ in range(SLOTS + QUEUED)])
    provider.wait_for_in_flight(SLOTS // 2)
    normal = [queued(caller, new_question()) for _ in range(SLOTS)]
    provider.wait_for_in_flight(SLOTS)
    high = [queued(caller, {**new_question(), "priority": "high"}) for _ in range(2)]

    began = statuses(system.stack, [*low, *normal])
    assert Counter(began[: len(low)])["running"] == SLOTS // 2
    assert Counter(began[len(low) :])["running"] == SLOTS // 2
    provider.release()
    for job_id in (*low, *normal, *high):
        assert_from_openai(ended(caller, job_id))
    assert len(provider.calls) == len(low) + len(normal) + len(high)


def test_every_accepted_job_ends_once_when_what_holds_it_is_killed(
    system: System, new_question: Question, measured: Callable[[str, float], None]
) -> None:
    caller, provider = system.stack.caller, system.provider
    provider.hold()
    questions = [new_question() for _ in range(SLOTS + QUEUED)]
    job_ids = [queued(caller, question) for question in questions]
    provider.wait_for_in_flight(SLOTS)
    workers = system.stack.workers()

    system.deployment.kill()
    killed_s = time.perf_counter()
    provider.release()  # the answers come while there is nothing to write them to
    system.deployment.come_back()
    wait_until(lambda: not degraded(system.stack), BACK_S, "nothing is away any more")
    measured("nothing degraded after the kill", time.perf_counter() - killed_s)

    answers = [ended(caller, job_id) for job_id in job_ids]
    measured("all jobs done after the kill", time.perf_counter() - killed_s)
    assert system.stack.workers() == workers  # none had to be started again
    for question, answer in zip(questions, answers, strict=True):
        assert_from_openai(answer)
        again = caller.ask(question).json
        assert (again["cache_hit"], again["response"]) == (True, answer["response"])


def test_what_is_accepted_around_a_crash_is_answered(
    system: System, new_question: Question, measured: Callable[[str, float], None]
) -> None:
    caller = system.stack.caller
    with asking(system.stack, new_question) as asked:
        wait_until(lambda: len(asked.accepted) >= QUEUED, SOON_S, "questions are accepted")
        system.deployment.kill()
        before = len(asked.accepted)
        system.deployment.come_back()
        wait_until(
            lambda: len(asked.accepted) >= before + QUEUED, BACK_S, "questions are accepted again"
        )
    measured("questions that the engine answered meanwhile", len(asked.answered))
    for answer in asked.answered:
        assert_completed(answer)
        assert (answer["model_used"], answer["degraded"]) == ("saju_engine", True)
    for job_id in asked.accepted:
        assert_from_openai(ended(caller, job_id))


def test_flower_shows_what_was_done(system: System, new_question: Question) -> None:
    stack = system.stack
    login = flowers_login(stack)
    flower = Caller(stack.flower_port)

    def shows_a_task() -> bool:
        stack.caller.ask(new_question(), Prefer="wait=5")
        with suppress(OSError):  # it is the last to start
            shown = flower.get("/api/tasks", login)
            return shown.status == 200 and "palja.read" in shown.raw.decode()
        return False

    wait_until(shows_a_task, BACK_S, "Flower shows a task")


@pytest.mark.parametrize("kind", ["dead", "silent"])
def test_while_the_queue_alone_is_away_the_engine_answers_and_the_rest_goes_on(
    system: System,
    broker: Broker,
    kind: str,
    new_question: Question,
    measured: Callable[[str, float], None],
) -> None:
    caller = system.stack.caller
    known = new_question()
    assert_from_openai(caller.ask(known, Prefer="wait=20").json)
    done = queued(caller, new_question())
    assert_from_openai(ended(caller, done))

    with dead(broker) if kind == "dead" else broker.silent():
        wait_until(lambda: degraded(system.stack), SOON_S, "it is seen that the queue is away")
        misses = [caller.ask(new_question()) for _ in range(QUEUED)]
        hit, job = caller.ask(known), record(caller, done)
        wait_until(lambda: caller.get(STATS).status == 200, SOON_S, "figures are told")
        rows = caller.ask({"items": [new_question() for _ in range(3)]}, path=BATCH).json["items"]

    for reply in misses:
        assert reply.status == 200
        assert_completed(reply.json)
        assert (reply.json["degraded"], reply.json["model_used"]) == (True, "saju_engine")
    assert {row["result"]["model_used"] for row in rows} == {"saju_engine"}
    assert hit.json["cache_hit"] is True
    assert job["status"] == "completed"
    slowest_s = max(reply.took_s for reply in misses)
    measured(f"{kind} queue: the slowest miss", slowest_s)
    assert slowest_s < SOON_S
    wait_until(lambda: not degraded(system.stack), BACK_S, "nothing is away any more")
    assert_from_openai(ended(caller, queued(caller, new_question())))


def test_messages_that_the_broker_has_lost_are_sent_again(
    system: System, broker: Broker, new_question: Question, measured: Callable[[str, float], None]
) -> None:
    caller, provider = system.stack.caller, system.provider
    provider.hold()
    job_ids = queued_batch(caller, [new_question() for _ in range(SLOTS)])
    provider.wait_for_in_flight(SLOTS // 2)

    broker.lose_messages()  # of the other half
    lost_s = time.perf_counter()
    provider.release()
    for job_id in job_ids:
        assert_from_openai(ended(caller, job_id))
    took_s = time.perf_counter() - lost_s
    measured(f"jobs of lost messages were answered, lease {LEASE_S} s", took_s)
    assert took_s > LEASE_S / 2  # they were lost
    assert len(provider.calls) == len(job_ids)


def record(caller: Caller, job_id: str) -> dict[str, Any]:
    """The job's record as it stands. On a busy machine the store may seem away for a moment."""
    replies: list[Reply] = []

    def told() -> bool:
        replies.append(caller.job(job_id))
        return replies[-1].status != 503

    wait_until(told, BACK_S, f"{job_id} can be read")
    assert replies[-1].status == 200, replies[-1]
    found: dict[str, Any] = replies[-1].json
    return found


def ended(caller: Caller, job_id: str) -> dict[str, Any]:
    """The job's record once it is neither queued nor running."""
    records: list[dict[str, Any]] = []

    def over() -> bool:
        records.append(record(caller, job_id))
        return records[-1]["status"] not in {"queued", "running"}

    wait_until(over, BACK_S, f"{job_id} has ended")
    return records[-1]


def queued(caller: Caller, question: Any) -> str:
    """The question's job; asks again where the store seemed away for a moment."""
    replies: list[Reply] = []

    def accepted() -> bool:
        replies.append(caller.ask(question))
        return replies[-1].status == 202

    wait_until(accepted, SOON_S, "the question is queued")
    return assert_queued(replies[-1])


def queued_batch(caller: Caller, questions: list[Any]) -> list[str]:
    """The questions' jobs, of low priority; likewise."""
    found: list[str | None] = []

    def accepted() -> bool:
        rows = caller.ask({"items": questions}, path=BATCH).json["items"]
        found[:] = [row["job_id"] for row in rows]
        return None not in found

    wait_until(accepted, SOON_S, "every row is queued")
    return [job_id for job_id in found if job_id is not None]


@contextmanager
def dead(deployment: Deployment) -> Iterator[None]:
    deployment.kill()
    try:
        yield
    finally:
        deployment.come_back()


@dataclass
class Asked:
    """Jobs that were accepted, and answers of the engine."""

    accepted: list[str]
    answered: list[dict[str, Any]]
    failure: BaseException | None = None


@contextmanager
def asking(stack: Stack, new_question: Question) -> Iterator[Asked]:
    """Somebody asks all the time while the context is open."""
    asked, enough = Asked([], []), threading.Event()

    def ask() -> None:
        try:
            while not enough.wait(ASKED_EVERY_S):
                reply = stack.caller.ask(new_question())
                if reply.status == 202:
                    asked.accepted.append(reply.json["job_id"])
                else:
                    assert reply.status == 200, reply
                    asked.answered.append(reply.json)
        except BaseException as error:  # noqa: BLE001 - told below, in the test's own thread
            asked.failure = error

    thread = threading.Thread(target=ask)
    with ExitStack() as cleaning:
        cleaning.callback(thread.join)
        cleaning.callback(enough.set)
        thread.start()
        yield asked
    if asked.failure is not None:
        raise asked.failure


def statuses(stack: Stack, job_ids: list[str]) -> list[str]:
    return [record(stack.caller, job_id)["status"] for job_id in job_ids]
