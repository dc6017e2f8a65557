"""Processes die with work in hand; what was accepted is answered all the same.

The tests of this module share one installation and run in order, the restart last.
"""

from __future__ import annotations

import json
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.caller import JOBS
from tests.acceptance.contract import assert_completed, assert_from_openai, assert_queued
from tests.acceptance.processes import wait_until
from tests.acceptance.stack import Stack, running
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.acceptance.conftest import Question
    from tests.acceptance.processes import Process

SLOTS = 10  # PALJA_MAX_CONCURRENT_REQUESTS by default
QUEUED = 5
RESTART_S = 10.0
RECOVERY_S = 15.0
STOP_S = 20.0
SECOND_START_S = 15.0  # the bar is 5 s, which the summary shows


@pytest.fixture(scope="module")
def _crash_provider() -> Iterator[FakeProvider]:
    with FakeProvider() as provider:
        yield provider


@pytest.fixture(scope="module")
def _crash_stack(_crash_provider: FakeProvider) -> Iterator[Stack]:
    with running(_crash_provider) as stack:
        yield stack


@pytest.fixture
def provider(_crash_provider: FakeProvider) -> FakeProvider:
    _crash_provider.reset()
    return _crash_provider


@pytest.fixture
def stack(_crash_stack: Stack, provider: FakeProvider) -> Stack:  # noqa: ARG001 – to be reset
    """An installation of its own: its processes are killed."""
    return _crash_stack


def test_the_jobs_of_a_killed_worker_are_answered_once_each(
    stack: Stack,
    provider: FakeProvider,
    new_question: Question,
    measured: Callable[[str, float], None],
) -> None:
    questions, job_ids = in_flight_and_queued(stack, provider, new_question)
    victims = stack.workers()
    stack.kill(victims)
    wait_until_replaced(stack.workers, victims)
    restarted_s = time.perf_counter()
    provider.wait_for_in_flight(0)
    provider.release()
    answers = [
        stack.caller.ended(job_id, restarted_s + RECOVERY_S - time.perf_counter())
        for job_id in job_ids
    ]
    measured("all jobs done after the killed worker's restart", time.perf_counter() - restarted_s)
    for question, answer in zip(questions, answers, strict=True):
        assert_from_openai(answer)
        seen = [stack.caller.job(answer["job_id"]).json, stack.caller.ask(question).json]
        assert [one["response"] for one in seen] == [answer["response"]] * 2
        assert seen[0]["created_at"] == answer["created_at"]
    # One call per job that the dead worker had begun, one per job for its answer.
    assert len(provider.calls) == SLOTS + len(job_ids)


def test_nothing_accepted_is_lost_with_a_killed_store(
    stack: Stack,
    provider: FakeProvider,
    new_question: Question,
    measured: Callable[[str, float], None],
) -> None:
    _, job_ids = in_flight_and_queued(stack, provider, new_question)
    victims = stack.stores()
    stack.kill(victims)
    killed_s = time.perf_counter()
    provider.release()  # the answers come while there is no store to write them to
    wait_until_replaced(stack.stores, victims)

    def recovered() -> bool:
        reply = stack.caller.get("/health/ready")
        return reply.status == 200 and reply.json.get("degraded", False) is False

    wait_until(recovered, RECOVERY_S, "nothing is away any more")
    for job_id in job_ids:
        assert_from_openai(stack.caller.ended(job_id, within_s=RECOVERY_S))
    measured("all jobs done after the store was killed", time.perf_counter() - killed_s)


@pytest.mark.timeout(120)
def test_queued_jobs_and_finished_ones_outlive_ctrl_c(
    stack: Stack,
    provider: FakeProvider,
    new_question: Question,
    measured: Callable[[str, float], None],
) -> None:
    finished = assert_queued(stack.caller.ask(new_question()))
    answer = stack.caller.ended(finished, within_s=RECOVERY_S)
    provider.reset()
    _, job_ids = in_flight_and_queued(stack, provider, new_question)
    with closing(stack.caller.connection()) as waiting:
        waiting.request("GET", f"{JOBS}{job_ids[0]}?wait=30")
        stack.caller.get("/health/live")  # answered after the waiting call was taken in
        measured("stop with jobs in flight that do not end", stack.stop(within_s=STOP_S))
        sent_home = waiting.getresponse()
        assert sent_home.status == 200
        assert json.loads(sent_home.read())["status"] in {"queued", "running"}
    provider.wait_for_in_flight(0)
    provider.release()
    started_s = stack.start()
    measured("second start to ready", started_s)
    assert started_s < SECOND_START_S
    assert stack.caller.job(finished).json["response"] == answer["response"]
    for job_id in job_ids:
        record = stack.caller.ended(job_id, within_s=RECOVERY_S)
        assert_completed(record)
        assert record["model_used"] == "openai"
    assert len(provider.calls) <= SLOTS + len(job_ids)


def in_flight_and_queued(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> tuple[list[object], list[str]]:
    """As many questions as the worker takes at once, held at the provider, and some behind."""
    provider.hold()
    questions: list[object] = [new_question() for _ in range(SLOTS + QUEUED)]
    job_ids = [assert_queued(stack.caller.ask(question)) for question in questions]
    provider.wait_for_in_flight(SLOTS)
    return questions, job_ids


def wait_until_replaced(
    now: Callable[[], tuple[Process, ...]], victims: tuple[Process, ...]
) -> None:
    """Returns when processes of the kind run again and none of them is a victim."""
    wait_until(
        lambda: bool(now()) and not set(now()) & set(victims), RESTART_S, f"{victims} replaced"
    )
