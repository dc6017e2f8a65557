"""One question is one job, over four gateway processes, also when the worker that has it is killed."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.contract import assert_from_openai
from tests.acceptance.processes import connected_to, wait_until
from tests.acceptance.stack import Stack, running
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

    from tests.acceptance.caller import Reply
    from tests.acceptance.conftest import Question
    from tests.acceptance.processes import Process

COMPREHENSIVE = "/admin-api/ai/stats/comprehensive"
CALLERS = 100
LEASE_S = 2.0
# Who was killed may also have been the one that reaps, and leaves that to the others for so long;
# they look once a second.
REAPER_S = 3.0 + 1.0
COUNTED_S = 15.0
TRIES = 4
MARGIN_S = 2.0  # for the provider's answer and a hundred replies on two busy cores


@pytest.fixture(scope="module")
def _provider() -> Iterator[FakeProvider]:
    with FakeProvider() as provider:
        yield provider


@pytest.fixture(scope="module")
def _stack(_provider: FakeProvider) -> Iterator[Stack]:
    with running(
        _provider,
        PALJA_GATEWAY_PROCESSES="4",
        PALJA_WORKER_PROCESSES="2",
        PALJA_LEASE=f"{LEASE_S:g}",
        PALJA_KEEPALIVE_TIMEOUT="0.1",  # so that a connection to the provider is a call
    ) as stack:
        yield stack


@pytest.fixture
def provider(_provider: FakeProvider) -> FakeProvider:
    _provider.reset()
    return _provider


@pytest.fixture
def stack(_stack: Stack, provider: FakeProvider) -> Stack:  # noqa: ARG001 – to be reset
    return _stack


@pytest.fixture
def beside() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as threads:
        yield threads


def figures(stack: Stack) -> dict[str, Any]:
    reply = stack.caller.get(COMPREHENSIVE)
    assert reply.status == 200, reply
    found: dict[str, Any] = reply.json["data"]
    return found


def asked(stack: Stack) -> Counter[str]:
    return Counter(figures(stack)["requests"])


def finished(stack: Stack) -> int:
    return sum(figures(stack)["jobs"].values())


def all_wait(
    stack: Stack, provider: FakeProvider, new_question: Question, beside: ThreadPoolExecutor
) -> Future[tuple[list[Reply], float]]:
    """A hundred callers of one new question, who wait for the one call that the provider holds."""
    for _ in range(TRIES):
        before = asked(stack)
        provider.reset()
        provider.hold()
        asking = beside.submit(stack.caller.ask_at_once, [new_question()] * CALLERS, "wait=30")
        wait_until(
            lambda: (asked(stack) - before).total() == CALLERS,  # noqa: B023 - awaited here
            COUNTED_S,
            "every caller was counted",
        )
        if not (found := asked(stack) - before)["degraded"]:
            assert found == {"queued": 1, "joined": CALLERS - 1}
            provider.wait_for_in_flight(1)
            return asking
        # Neighbours had the processor, so that a gateway took the store for away: once more.
        provider.release()
        asking.result()
    raise AssertionError(f"{found} of {CALLERS}")


def calling(stack: Stack, provider: FakeProvider) -> tuple[Process]:
    """The worker whose call the provider holds."""
    port = int(provider.base_url.rpartition(":")[2])

    def connected() -> tuple[Process, ...]:
        return tuple(worker for worker in stack.workers() if connected_to(worker, port))

    wait_until(lambda: len(connected()) == 1, 5.0, "one worker is connected")
    (one,) = connected()
    return (one,)


def assert_one_answer(replies: list[Reply]) -> None:
    assert {reply.status for reply in replies} == {200}
    for reply in replies:
        assert_from_openai(reply.json)
    for member in ("job_id", "response", "reading", "created_at", "usage", "attempts", "chart"):
        first = replies[0].json[member]
        assert all(reply.json[member] == first for reply in replies), member


def gateways_told_of(stack: Stack) -> int:
    return [row["kind"] for row in figures(stack)["processes"]].count("gateway")


def test_a_hundred_misses_at_four_gateways_are_one_job_one_call_and_one_answer(
    stack: Stack, provider: FakeProvider, new_question: Question, beside: ThreadPoolExecutor
) -> None:
    wait_until(lambda: gateways_told_of(stack) == 4, 10.0, "four gateways have reported")
    asking = all_wait(stack, provider, new_question, beside)
    before = finished(stack)
    provider.release()
    replies, _ = asking.result()
    assert_one_answer(replies)
    assert len(provider.calls) == 1
    wait_until(lambda: finished(stack) == before + 1, COUNTED_S, "one job was counted")


def test_when_its_worker_is_killed_nobody_waits_longer_than_a_lease_and_the_reaper_need(
    stack: Stack,
    provider: FakeProvider,
    new_question: Question,
    beside: ThreadPoolExecutor,
    measured: Callable[[str, float], None],
) -> None:
    asking = all_wait(stack, provider, new_question, beside)
    stack.kill(calling(stack, provider))
    killed_s = time.perf_counter()
    provider.wait_for_in_flight(0)
    provider.release()
    replies, _ = asking.result()
    took_s = time.perf_counter() - killed_s
    measured("all waiters answered after their job's worker was killed", took_s)
    assert took_s < LEASE_S + REAPER_S + MARGIN_S
    assert_one_answer(replies)
    assert len(provider.calls) == 2  # the one that died with the worker, and the one that counts
