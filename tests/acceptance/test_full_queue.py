"""A full queue says when to come back, by how fast jobs end; who obeys gets in.

So does one in which a question's turn would come too late; and a batch leaves room for others.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.caller import BATCH, Caller, Reply
from tests.acceptance.contract import assert_from_openai, assert_problem, assert_queued
from tests.acceptance.outages import ended
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
LONGEST_WAIT_S, PACED = 4, 4


@contextmanager
def one_at_a_time(delay_s: float, **settings: str) -> Iterator[OneAtATime]:
    """A system whose worker does one job after the other, and whose queue takes two by default."""
    settings = {
        "PALJA_MAX_QUEUED": str(MAX_QUEUED),
        "PALJA_MAX_CONCURRENT_REQUESTS": "1",
        **settings,
    }
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


@pytest.mark.timeout(120)
def test_a_question_whose_turn_would_come_too_late_is_refused_and_a_more_urgent_one_is_not(
    new_question: Question, measured: Callable[[str, float], None]
) -> None:
    limits = {"PALJA_MAX_QUEUED": "100", "PALJA_MAX_QUEUE_WAIT": str(LONGEST_WAIT_S)}
    with one_at_a_time(SLOW_S, **limits) as (stack, provider):
        caller = stack.caller
        pace = [assert_queued(caller.ask(new_question())) for _ in range(PACED)]
        for job_id in pace:
            assert_from_openai(ended(caller, job_id, within_s=20))
        provider.hold()
        job_ids = [assert_queued(caller.ask(new_question()))]
        provider.wait_for_in_flight(1)

        while (reply := caller.ask(question := new_question())).status != 503:
            job_ids += (
                [assert_queued(reply)] if reply.status == 202 else []
            )  # else the store hiccups
        refused_s = time.perf_counter()
        seconds = told(reply)
        [row] = caller.ask({"items": [new_question()]}, path=BATCH).json["items"]
        urgent = caller.ask({**new_question(), "priority": "high"})
        provider.release()
        entered = obeyed(caller, question, seconds, refused_s)

        assert 1 <= len(job_ids) - 1 <= LONGEST_WAIT_S / SLOW_S + 1
        measured(f"told where turns come after {LONGEST_WAIT_S} s at most", seconds)
        assert row["problem"]["code"] == "queue_full"
        assert entered.status in {200, 202}, entered
        job_ids += [assert_queued(urgent)] + (
            [assert_queued(entered)] if entered.status == 202 else []
        )
        for job_id in job_ids:
            assert_from_openai(ended(caller, job_id, within_s=20))


@pytest.mark.timeout(120)
def test_a_batch_leaves_room_for_who_asks_by_himself(new_question: Question) -> None:
    limits = {"PALJA_MAX_QUEUED": "4", "PALJA_MAX_QUEUED_LOW": "2"}
    with one_at_a_time(QUICK_S, **limits) as (stack, provider):
        caller = stack.caller
        provider.hold()
        job_ids = [assert_queued(caller.ask(new_question()))]
        provider.wait_for_in_flight(1)

        rows = caller.ask({"items": [new_question() for _ in range(4)]}, path=BATCH).json["items"]
        low = [row["job_id"] for row in rows if row["status"] == "queued"]
        ordinary = []
        while (reply := caller.ask(new_question())).status != 503:
            ordinary += (
                [assert_queued(reply)] if reply.status == 202 else []
            )  # else the store hiccups
        told(reply)

        assert 1 <= len(low) <= 2
        assert {row["problem"]["code"] for row in rows if row["problem"]} == {"queue_full"}
        assert len(ordinary) == 4 - len(low)
        provider.release()
        for job_id in [*job_ids, *low, *ordinary]:
            assert_from_openai(ended(caller, job_id, within_s=20))
