"""A full queue says when to come back, by how fast jobs end; who obeys gets in."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.caller import BATCH, Caller, Reply
from tests.acceptance.contract import assert_from_openai, assert_problem, assert_queued
from tests.acceptance.processes import wait_until
from tests.acceptance.questions import FIRST_QUESTION
from tests.acceptance.stack import Stack, running
from tests.fakes.behaviours import Answer
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from tests.acceptance.conftest import Question

    OneAtATime = tuple[Stack, FakeProvider]

MAX_QUEUED = 2
QUICK_S, SLOW_S = 0.1, 1.3
LONGEST_S = 300


@contextmanager
def one_at_a_time(delay_s: float) -> Iterator[OneAtATime]:
    """A system whose worker does one job after the other, and whose queue takes two."""
    settings = {"PALJA_MAX_QUEUED": str(MAX_QUEUED), "PALJA_MAX_CONCURRENT_REQUESTS": "1"}
    with FakeProvider() as provider, running(provider, **settings) as stack:
        provider.answer_with(Answer(delay_s=delay_s))
        # From now on it is known how long a job takes.
        assert_from_openai(stack.caller.ask(FIRST_QUESTION, Prefer="wait=20").json)
        yield stack, provider


@pytest.fixture(scope="module")
def quick() -> Iterator[OneAtATime]:
    with one_at_a_time(QUICK_S) as system:
        yield system


@pytest.fixture(scope="module")
def slow() -> Iterator[OneAtATime]:
    with one_at_a_time(SLOW_S) as system:
        yield system


def filled_up(stack: Stack, provider: FakeProvider, new_question: Question) -> list[str]:
    """The jobs that fill the one slot and the queue."""
    before = len(provider.calls)
    job_ids = [assert_queued(stack.caller.ask(new_question()))]
    provider.wait_for_calls(before + 1)
    return job_ids + [assert_queued(stack.caller.ask(new_question())) for _ in range(MAX_QUEUED)]


def told(reply: Reply) -> int:
    """The seconds that a refused caller is told, in header and body."""
    assert_problem(reply, 503, "queue_full")
    seconds = int(reply.headers["retry-after"])
    assert reply.json["retry_after"] == seconds
    assert str(seconds) in reply.json["detail"]
    assert 1 <= seconds <= LONGEST_S
    return seconds


def obeyed(caller: Caller, question: Any, seconds: int, refused_s: float) -> Reply:
    wait_until(lambda: time.perf_counter() - refused_s >= seconds, seconds + 1.0, "time passes")
    return caller.ask(question)


@pytest.mark.timeout(120)
def test_the_slower_jobs_end_the_later_a_refused_caller_comes_back_and_gets_in(
    quick: OneAtATime,
    slow: OneAtATime,
    new_question: Question,
    measured: Callable[[str, float], None],
) -> None:
    waits = {}
    for delay_s, (stack, provider) in ((QUICK_S, quick), (SLOW_S, slow)):
        job_ids = filled_up(stack, provider, new_question)
        question = new_question()

        seconds = waits[delay_s] = told(stack.caller.ask(question))

        entered = obeyed(stack.caller, question, seconds, time.perf_counter())
        assert entered.status in {200, 202}, entered
        measured(f"told by a full queue whose jobs take {delay_s} s", seconds)
        job_ids += [assert_queued(entered)] if entered.status == 202 else []
        for job_id in job_ids:
            assert_from_openai(stack.caller.ended(job_id, within_s=20))
    assert waits[QUICK_S] == 1
    assert SLOW_S <= waits[SLOW_S] <= 2 * SLOW_S


@pytest.mark.timeout(120)
def test_the_rows_of_a_batch_are_told_one_after_the_other(
    slow: OneAtATime, new_question: Question
) -> None:
    stack, provider = slow
    job_ids = filled_up(stack, provider, new_question)

    reply = stack.caller.ask({"items": [new_question() for _ in range(3)]}, path=BATCH)

    problems = [row["problem"] for row in reply.json["items"]]
    assert {problem["code"] for problem in problems} == {"queue_full"}
    seconds = sorted(problem["retry_after"] for problem in problems)
    assert seconds[0] >= SLOW_S
    assert len(set(seconds)) == 3
    for problem in problems:
        assert str(problem["retry_after"]) in problem["detail"]
    for job_id in job_ids:
        assert_from_openai(stack.caller.ended(job_id, within_s=20))


@pytest.mark.timeout(120)
def test_while_nothing_ends_it_is_told_for_how_long_that_has_been(
    quick: OneAtATime, new_question: Question
) -> None:
    stack, provider = quick
    provider.hold()
    filled_up(stack, provider, new_question)
    began_s = time.perf_counter()
    question = new_question()

    first = told(stack.caller.ask(question))
    again = told(obeyed(stack.caller, question, 4, began_s))

    assert first <= 2
    assert again >= 4
    provider.release()
    wait_until(
        lambda: stack.caller.ask(question).status in {200, 202}, again, "a place is free again"
    )
