"""A provider that is down is left alone by every worker; one call finds out whether it is back.

The tests of this module share one installation of two workers and run in order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.acceptance.contract import assert_from_engine, assert_from_openai, outcomes
from tests.acceptance.processes import wait_until
from tests.acceptance.stack import Stack, running
from tests.fakes.behaviours import Status
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.acceptance.caller import Reply
    from tests.acceptance.conftest import Question

COMPREHENSIVE = "/admin-api/ai/stats/comprehensive"
COOLDOWN_S = 3.0
SKIPPED = [("openai", "skipped"), ("saju_engine", "ok")]


@pytest.fixture(scope="module")
def broken() -> Iterator[FakeProvider]:
    with FakeProvider() as provider:
        yield provider


@pytest.fixture(scope="module")
def stack(broken: FakeProvider) -> Iterator[Stack]:
    settings = {
        "PALJA_WORKER_PROCESSES": "2",
        "PALJA_RETRY_ATTEMPTS": "0",
        "PALJA_BREAKER_COOLDOWN": str(COOLDOWN_S),
    }
    with running(broken, **settings) as stack:
        yield stack


def ask(stack: Stack, question: Any) -> Reply:
    reply = stack.caller.ask(question, Prefer="wait=20")
    assert reply.status == 200, reply
    return reply


def figures(stack: Stack) -> dict[str, Any]:
    reply = stack.caller.get(COMPREHENSIVE)
    assert reply.status == 200, reply
    found: dict[str, Any] = reply.json["data"]
    return found


def breaker(stack: Stack) -> dict[str, Any]:
    found: dict[str, Any] = figures(stack)["breakers"]["openai"]
    return found


def fail_five_times(stack: Stack, broken: FakeProvider, new_question: Question) -> None:
    broken.reset()
    broken.answer_with(Status(500))
    for _ in range(5):
        assert outcomes(ask(stack, new_question()).json)[0] == ("openai", "server_error")
    assert len(broken.calls) == 5


def test_after_five_failures_nobody_asks(
    stack: Stack, broken: FakeProvider, new_question: Question
) -> None:
    assert_from_openai(ask(stack, new_question()).json)
    assert breaker(stack)["state"] == "closed"
    fail_five_times(stack, broken, new_question)
    replies, _ = stack.caller.ask_at_once([new_question() for _ in range(8)], "wait=20")

    for reply in replies:
        assert_from_engine(reply.json)
        assert outcomes(reply.json) == SKIPPED
    assert len(broken.calls) == 5
    told = breaker(stack)
    assert (told["state"], told["reason"], told["failures"]) == ("open", "server_error", 5)
    assert told["since"] < told["until"]
    content = stack.caller.get("/metrics").raw.decode()
    assert any(
        sample.name == "palja_breaker_state"
        and sample.labels == {"provider": "openai", "state": "open"}
        and sample.value == 1
        for family in text_string_to_metric_families(content)
        for sample in family.samples
    )


def test_one_call_finds_out_and_then_all_go_on(
    stack: Stack, broken: FakeProvider, new_question: Question
) -> None:
    wait_until(lambda: breaker(stack)["state"] == "half_open", COOLDOWN_S + 2, "half open")
    broken.reset()
    broken.hold()
    ids = [stack.caller.ask(new_question()).json["job_id"] for _ in range(8)]
    broken.wait_for_in_flight(1)

    def ended() -> list[str]:
        return [name for name in ids if stack.caller.job(name).json["status"] == "completed"]

    wait_until(lambda: len(ended()) == len(ids) - 1, 10, "all but one ended")
    others = ended()
    for name in others:
        assert outcomes(stack.caller.job(name).json) == SKIPPED
    assert breaker(stack)["probing"] is True
    broken.release()
    [probe] = set(ids) - set(others)
    assert_from_openai(stack.caller.ended(probe, 10))

    assert len(broken.calls) == 1
    assert breaker(stack)["state"] == "closed"
    replies, _ = stack.caller.ask_at_once([new_question() for _ in range(4)], "wait=20")
    for reply in replies:
        assert_from_openai(reply.json)


def test_a_key_that_is_refused_is_tried_once_and_told_to_the_operator(
    stack: Stack, broken: FakeProvider, new_question: Question
) -> None:
    broken.reset()
    broken.answer_with(Status(401, error_type="invalid_request_error"))
    assert outcomes(ask(stack, new_question()).json)[0] == ("openai", "refused")
    for _ in range(4):
        assert outcomes(ask(stack, new_question()).json) == SKIPPED

    assert len(broken.calls) == 1
    told = breaker(stack)
    assert (told["state"], told["reason"], told["needs_operator"]) == ("open", "refused", True)
    [alert] = [row for row in figures(stack)["alerts"] if row["name"] == "provider_shut"]
    assert "OPENAI_API_KEY" in alert["action"]


def test_a_mended_key_is_tried_at_once(
    stack: Stack, broken: FakeProvider, new_question: Question
) -> None:
    stack.settings["OPENAI_API_KEY"] = "a-better-key"
    broken.reset()
    stack.stop()
    stack.start()

    assert_from_openai(ask(stack, new_question()).json)
    assert breaker(stack)["state"] == "closed"
    assert [row["name"] for row in figures(stack)["alerts"] if "provider" in row["name"]] == []
