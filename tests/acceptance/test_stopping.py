"""A process is told to stop, as a container would be: what it has in hand is finished or handed on.

The tests of this module share one installation; what they stop is started again beside it.
"""

from __future__ import annotations

import json
import os
import signal
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.caller import BATCH, GENERATE, JOBS, exchange
from tests.acceptance.contract import assert_from_openai, assert_queued
from tests.acceptance.events import events_in, following
from tests.acceptance.processes import wait_until
from tests.acceptance.stack import Stack, running
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.acceptance.conftest import Question
    from tests.acceptance.processes import Process

SLOTS = 10  # PALJA_MAX_CONCURRENT_REQUESTS by default
SOFT_S = 15.0  # a busy machine takes seconds to start the next one
LEASE_S = 60.0
BESIDE_S = 30.0
AT_ONCE_S = 1.0
BUSY_S = 8.0  # what a busy machine adds
ANSWERED_S = 30.0  # far below the lease
WORDS = 30


@pytest.fixture(scope="module")
def _provider() -> Iterator[FakeProvider]:
    with FakeProvider() as provider:
        yield provider


@pytest.fixture(scope="module")
def _stack(_provider: FakeProvider) -> Iterator[Stack]:
    # A lease that no test outlives: what comes back sooner was put back.
    settings = {"PALJA_STOP_TIMEOUT": str(SOFT_S), "PALJA_LEASE": str(LEASE_S)}
    with running(_provider, **settings) as stack:
        yield stack


@pytest.fixture
def provider(_provider: FakeProvider) -> FakeProvider:
    _provider.reset()
    return _provider


@pytest.fixture
def stack(_stack: Stack, provider: FakeProvider) -> Stack:  # noqa: ARG001 - to be reset
    """An installation whose processes are stopped; one of each kind runs when a test begins."""
    wait_until(lambda: len(_stack.workers()) == len(_stack.gateways()) == 1, 60, "one of each")
    wait_until(lambda: _stack.caller.get("/health/ready").json["degraded"] is False, 60, "ready")
    return _stack


def in_flight(
    stack: Stack, provider: FakeProvider, new_question: Question, count: int
) -> list[str]:
    provider.hold()
    job_ids = [assert_queued(stack.caller.ask(new_question())) for _ in range(count)]
    provider.wait_for_in_flight(min(count, SLOTS))
    return job_ids


def is_gone(stack: Stack, process: Process) -> bool:
    return process not in stack.processes()


def beside(kind: Callable[[], tuple[Process, ...]], old: Process) -> None:
    """Returns when another process of the kind runs."""
    wait_until(lambda: bool(set(kind()) - {old}), BESIDE_S, f"another one beside {old}")


def test_a_stopping_worker_finishes_what_it_has_and_takes_nothing_new(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    [old] = stack.workers()
    job_ids = in_flight(stack, provider, new_question, 2 * SLOTS + 5)
    os.kill(old.pid, signal.SIGTERM)
    beside(stack.workers, old)
    provider.wait_for_in_flight(2 * SLOTS, timeout_s=BESIDE_S)  # the next one is at work
    provider.release(SLOTS)  # the old one's, which came first
    wait_until(lambda: is_gone(stack, old), SOFT_S + BUSY_S, "the old one has ended")
    provider.release()
    for job_id in job_ids:
        assert_from_openai(stack.caller.ended(job_id, ANSWERED_S))
    assert len(provider.calls) == len(job_ids)  # nothing was asked for twice


def test_what_outlasts_the_soft_limit_is_put_back_and_answered_by_the_next_worker(
    stack: Stack,
    provider: FakeProvider,
    new_question: Question,
    measured: Callable[[str, float], None],
) -> None:
    [old] = stack.workers()
    job_ids = in_flight(stack, provider, new_question, SLOTS)
    began_s = time.perf_counter()
    os.kill(old.pid, signal.SIGTERM)
    beside(stack.workers, old)
    assert {stack.caller.job(job_id).json["status"] for job_id in job_ids} == {"running"}
    wait_until(lambda: is_gone(stack, old), SOFT_S + BUSY_S, "the soft limit ends it")
    assert time.perf_counter() - began_s > SOFT_S - 1
    # The old one's calls are closed, and the next one asks.
    provider.wait_for_calls(2 * SLOTS)
    provider.wait_for_in_flight(SLOTS)
    provider.release()
    for job_id in job_ids:
        assert_from_openai(stack.caller.ended(job_id, ANSWERED_S))
    measured(
        "jobs of a worker that ran into its limit answered after", time.perf_counter() - began_s
    )


@pytest.mark.parametrize("second", [signal.SIGTERM, signal.SIGQUIT, signal.SIGINT])
def test_a_second_signal_has_a_worker_put_its_jobs_back_at_once(
    stack: Stack,
    provider: FakeProvider,
    new_question: Question,
    measured: Callable[[str, float], None],
    second: signal.Signals,
) -> None:
    [old] = stack.workers()
    job_ids = in_flight(stack, provider, new_question, SLOTS)
    os.kill(old.pid, signal.SIGTERM)
    beside(stack.workers, old)
    os.kill(old.pid, second)
    took_s = wait_until(lambda: is_gone(stack, old), AT_ONCE_S + BUSY_S, "ended at once")
    measured(f"a worker with {SLOTS} jobs in hand ended after a second signal", took_s)
    provider.wait_for_calls(2 * SLOTS, timeout_s=BESIDE_S)
    provider.release()
    for job_id in job_ids:
        assert_from_openai(stack.caller.ended(job_id, ANSWERED_S))


def test_a_stopping_gateway_answers_all_that_it_has_taken_in(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    [old] = stack.gateways()
    [job_id] = in_flight(stack, provider, new_question, 1)
    caller = stack.caller
    with (
        closing(caller.connection()) as kept,
        closing(caller.connection()) as unused,
        closing(caller.connection()) as waiting,
        closing(caller.connection()) as preferring,
        following(caller, job_id) as stream,
    ):
        assert exchange(kept, "GET", "/health/live").status == 200
        unused.connect()
        waiting.request("GET", f"{JOBS}{job_id}?wait=30")
        body = json.dumps(new_question()).encode()
        preferring.request("POST", GENERATE, body, {"Prefer": "wait=30"})
        provider.wait_for_in_flight(2)
        waiting_callers(stack, 3)
        began_s = time.perf_counter()
        os.kill(old.pid, signal.SIGTERM)

        polled = waiting.getresponse()
        assert (polled.status, json.loads(polled.read())["status"]) == (200, "running")
        sent_home = preferring.getresponse()
        told = json.loads(sent_home.read())
        assert sent_home.status == 202
        assert time.perf_counter() - began_s < BUSY_S
        shown = list(events_in(stream))  # to its clean end, or this raises
        assert [event.name for event in shown] == ["status"]
        for answer in (polled, sent_home):
            assert answer.headers["connection"] == "close"

        # What comes over a connection that was there is answered, once.
        for connection in (kept, unused):
            late = exchange(connection, "POST", BATCH, batch(new_question))
            assert late.status == 200
            assert late.headers["connection"] == "close"
    beside(stack.gateways, old)
    wait_until(lambda: is_gone(stack, old), BUSY_S, "the old one has ended")
    with following(caller, job_id, shown[-1].id) as stream:
        provider.release()
        assert [event.name for event in events_in(stream)][-1] == "completed"
    for each in (job_id, told["job_id"]):
        assert_from_openai(caller.ended(each, ANSWERED_S))


def test_a_stopping_gateway_leaves_a_caller_the_time_to_send_all_of_his_request(
    stack: Stack, new_question: Question
) -> None:
    [old] = stack.gateways()
    body = batch(new_question)
    with closing(stack.caller.connection()) as slow:
        slow.putrequest("POST", BATCH)
        slow.putheader("Content-Length", str(len(body)))
        slow.endheaders(body[:10])
        os.kill(old.pid, signal.SIGTERM)
        beside(stack.gateways, old)
        slow.send(body[10:])
        answer = slow.getresponse()
        rows = json.loads(answer.read())["items"]
        assert (answer.status, len(rows)) == (200, WORDS)
    for row in rows:
        assert_from_openai(stack.caller.ended(row["job_id"], ANSWERED_S))


def test_a_second_signal_has_a_gateway_end_at_once(stack: Stack) -> None:
    [old] = stack.gateways()
    with closing(stack.caller.connection()) as idle:
        exchange(idle, "GET", "/health/live")
        os.kill(old.pid, signal.SIGTERM)
        beside(stack.gateways, old)
        assert not is_gone(stack, old)
        os.kill(old.pid, signal.SIGTERM)
        wait_until(lambda: is_gone(stack, old), AT_ONCE_S + BUSY_S, "ended at once")


def test_nobody_notices_that_a_gateway_is_stopped(stack: Stack) -> None:
    [old] = stack.gateways()
    with closing(stack.caller.connection()) as idle:
        exchange(idle, "GET", "/health/live")
        os.kill(old.pid, signal.SIGTERM)
        replies = []

        def one_more() -> bool:
            replies.append(stack.caller.get("/health/live"))
            return bool(set(stack.gateways()) - {old}) and len(replies) > 50

        wait_until(one_more, BESIDE_S, "the next one serves")
        assert {reply.status for reply in replies} == {200}
        assert exchange(idle, "GET", "/health/live").status == 200


def batch(new_question: Question) -> bytes:
    return json.dumps({"items": [new_question() for _ in range(WORDS)]}).encode()


def waiting_callers(stack: Stack, count: int) -> None:
    def are_there() -> bool:
        figures = stack.caller.get("/admin-api/ai/stats/comprehensive").json["data"]["processes"]
        return sum(row.get("waiting_callers") or 0 for row in figures) == count

    wait_until(are_there, 10, f"{count} wait")
