"""Other stores and brokers than our own, each by setting alone, and each with its crash.

What is accepted is answered, once, whatever dies meanwhile.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from tests.acceptance.caller import BATCH
from tests.acceptance.contract import assert_completed, assert_from_openai, assert_queued
from tests.acceptance.processes import wait_until
from tests.acceptance.sentinels import sentinels
from tests.acceptance.stack import Stack, running
from tests.acceptance.tls_store import tls_store
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager

    from tests.acceptance.conftest import Question

SLOTS = 10  # PALJA_MAX_CONCURRENT_REQUESTS by default
QUEUED = 10
BACK_S = 30.0
SOON_S = 10.0
ASKED_EVERY_S = 0.05


class Deployment(Protocol):
    """A store or broker that is the test's own."""

    @property
    def settings(self) -> Mapping[str, str]: ...

    def kill(self) -> None: ...

    def come_back(self) -> None: ...


DEPLOYMENTS: dict[str, Callable[[], AbstractContextManager[Deployment]]] = {
    "sentinel": sentinels,
    "redis with TLS": tls_store,
}


@dataclass
class System:
    """An installation whose store or broker is the test's own."""

    stack: Stack
    provider: FakeProvider
    deployment: Deployment


@pytest.fixture(scope="module", params=DEPLOYMENTS)
def _system(request: pytest.FixtureRequest) -> Iterator[System]:
    with (
        DEPLOYMENTS[request.param]() as deployment,
        FakeProvider() as provider,
        running(provider, **deployment.settings) as stack,
    ):
        yield System(stack, provider, deployment)


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
    rows = caller.ask({"items": [new_question() for _ in range(SLOTS + QUEUED)]}, path=BATCH).json
    low = [row["job_id"] for row in rows["items"]]
    provider.wait_for_in_flight(SLOTS // 2)
    normal = [assert_queued(caller.ask(new_question())) for _ in range(SLOTS)]
    provider.wait_for_in_flight(SLOTS)
    high = [assert_queued(caller.ask({**new_question(), "priority": "high"})) for _ in range(2)]

    began = statuses(system.stack, [*low, *normal])
    assert Counter(began[: len(low)])["running"] == SLOTS // 2
    assert Counter(began[len(low) :])["running"] == SLOTS // 2
    provider.release()
    for job_id in (*low, *normal, *high):
        assert_from_openai(caller.ended(job_id, within_s=BACK_S))
    assert len(provider.calls) == len(low) + len(normal) + len(high)


def test_every_accepted_job_ends_once_when_what_holds_it_is_killed(
    system: System, new_question: Question, measured: Callable[[str, float], None]
) -> None:
    caller, provider = system.stack.caller, system.provider
    provider.hold()
    questions = [new_question() for _ in range(SLOTS + QUEUED)]
    job_ids = [assert_queued(caller.ask(question)) for question in questions]
    provider.wait_for_in_flight(SLOTS)

    system.deployment.kill()
    killed_s = time.perf_counter()
    provider.release()  # the answers come while there is nothing to write them to
    system.deployment.come_back()
    wait_until(lambda: not degraded(system.stack), BACK_S, "nothing is away any more")
    measured("nothing degraded after the kill", time.perf_counter() - killed_s)

    answers = [caller.ended(job_id, within_s=BACK_S) for job_id in job_ids]
    measured("all jobs done after the kill", time.perf_counter() - killed_s)
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
        assert_from_openai(caller.ended(job_id, within_s=BACK_S))


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
    return [stack.caller.job(job_id).json["status"] for job_id in job_ids]
