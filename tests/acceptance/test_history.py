"""The last hour and the comparison, kept by two gateways for all of them.

Ten seconds are over when they are over: each test asks within some, and waits until they are told.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.contract import assert_problem
from tests.acceptance.processes import wait_until
from tests.acceptance.stack import Stack, running
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.acceptance.conftest import Question

HISTORY = "/admin-api/ai/stats/history"
TOGGLE = "/admin-api/ai/optimization/toggle"
TOLD_S = 45.0  # ten seconds before these, these, two more, and a busy machine
STORE_S = 10.0

pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="module")
def kept_provider() -> Iterator[FakeProvider]:
    with FakeProvider() as provider:
        yield provider


@pytest.fixture(scope="module")
def stack(kept_provider: FakeProvider) -> Iterator[Stack]:
    with running(kept_provider, PALJA_GATEWAY_PROCESSES="2") as stack:
        yield stack


def history(stack: Stack) -> dict[str, Any]:
    """It, asked for again after a 503: a busy machine's store may not answer in the gateway's 80 ms."""
    deadline_s = time.perf_counter() + STORE_S
    while (reply := stack.caller.get(HISTORY)).status == 503:
        assert time.perf_counter() < deadline_s, reply
    assert reply.status == 200, reply
    found: dict[str, Any] = reply.json["data"]
    return found


def asked(found: dict[str, Any]) -> float:
    """How many questions the samples tell of."""
    total: float = sum(found["series"]["requests_per_second"]) * found["interval_s"]
    return round(total, 3)


def test_every_question_is_in_one_sample_and_a_killed_gateway_takes_none_along(
    stack: Stack, new_question: Question
) -> None:
    question = new_question()
    assert stack.caller.ask(question, Prefer="wait=10").status == 200
    for _ in range(19):
        assert stack.caller.ask(question).json["cache_hit"] is True
    wait_until(lambda: asked(history(stack)) == 20, TOLD_S, "twenty questions told")

    stack.kill(stack.gateways()[:1])
    wait_until(lambda: len(stack.gateways()) == 2, 15, "the killed gateway is replaced")
    later = len(history(stack)["at"]) + 1
    wait_until(lambda: len(history(stack)["at"]) > later, TOLD_S, "sampled on")

    found = history(stack)
    assert asked(found) == 20
    assert len(set(found["at"])) == len(found["at"])
    series = found["series"]
    assert {len(column) for column in series.values()} == {len(found["at"])}
    assert sum(series["provider_calls"]) == 1
    assert {0 < size < 500 for size in series["gateway_memory_mb"]} == {True}
    assert 0 < max(value or 0 for value in series["hit_ratio"]) <= 1


def test_both_positions_of_the_switch_are_measured(stack: Stack, new_question: Question) -> None:
    question = new_question()
    assert stack.caller.ask(question, Prefer="wait=10").status == 200
    assert stack.caller.ask({"optimization_enabled": False}, path=TOGGLE).status == 200

    samples = [0]

    def measured() -> bool:
        found = history(stack)
        if len(found["at"]) != samples[-1]:  # others have begun: a question for these
            samples.append(len(found["at"]))
            assert stack.caller.ask(question, Prefer="wait=10").status == 200
        off = found["positions"]["off"]
        return off is not None and off["questions"] > 1

    wait_until(measured, 2 * TOLD_S, "figures without optimisation")

    found = history(stack)["positions"]
    assert found["off"]["hits"] == found["off"]["hit_ratio"] == 0
    assert found["off"]["provider_calls"] > 0
    assert found["on"]["hits"] > 0
    assert found["on"]["provider_calls_per_request"] < 0.5
    assert found["on"]["latency"]["readings"]["p50"] < found["off"]["latency"]["readings"]["p50"]
    assert stack.caller.ask({"optimization_enabled": True}, path=TOGGLE).status == 200


def test_the_comprehensive_figures_tell_since_when_and_where_flower_is(stack: Stack) -> None:
    since = stack.caller.ask({"optimization_enabled": True}, path=TOGGLE).json["since"]
    wait_until(
        lambda: (
            stack.caller.get("/admin-api/ai/stats/comprehensive").json["data"]["optimization_since"]
            == since
        ),
        5,
        "followed",
    )
    figures = stack.caller.get("/admin-api/ai/stats/comprehensive").json["data"]
    assert figures["flower_port"] == stack.flower_port


def test_there_is_no_other_method(stack: Stack) -> None:
    assert_problem(stack.caller.ask({}, path=HISTORY), 405, "method_not_allowed")
