"""A provider that fails: retried, given up on in time, and the engine answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.circuits import forget_failures
from tests.acceptance.contract import assert_from_engine, assert_from_openai, outcomes
from tests.acceptance.stack import Stack, running
from tests.fakes.behaviours import Reset, Silence, Status
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.acceptance.caller import Reply
    from tests.acceptance.conftest import Question

PROVIDER_TIMEOUT_S = 1.5
JOB_DEADLINE_S = 4.0  # leaves room for two retries: they wait 0.5–1 s and 1–2 s
SLACK_S = 1.5


@pytest.fixture(scope="module")
def _failing() -> Iterator[FakeProvider]:
    with FakeProvider() as provider:
        yield provider


@pytest.fixture(scope="module")
def _impatient(_failing: FakeProvider) -> Iterator[Stack]:
    settings = {
        "PALJA_PROVIDER_TIMEOUT": str(PROVIDER_TIMEOUT_S),
        "PALJA_JOB_DEADLINE": str(JOB_DEADLINE_S),
        "PALJA_BREAKER_COOLDOWN": "0.1",  # what one test breaks does not tell on the next
    }
    with running(_failing, **settings) as stack:
        yield stack


@pytest.fixture
def failing(_failing: FakeProvider) -> FakeProvider:
    _failing.reset()
    return _failing


@pytest.fixture
def impatient(_impatient: Stack, failing: FakeProvider, new_question: Question) -> Stack:
    """A system that waits shortly for its provider, whose circuit remembers no failure."""
    forget_failures(_impatient.caller, new_question, "openai")
    failing.reset()
    return _impatient


def ask(stack: Stack, question: object) -> Reply:
    reply = stack.caller.ask(question, Prefer="wait=20")
    assert reply.status == 200, reply
    return reply


def test_two_server_errors_are_retried_with_backoff(
    impatient: Stack, failing: FakeProvider, new_question: Question
) -> None:
    failing.script([Status(500), Status(500)])
    reply = impatient.caller.ask(new_question(), Prefer="wait=20")
    assert_from_openai(reply.json)
    assert outcomes(reply.json) == [
        ("openai", "server_error"),
        ("openai", "server_error"),
        ("openai", "ok"),
    ]
    first, second, third = (call.at_s for call in failing.calls)
    assert 0.5 <= second - first < 1.0 + SLACK_S
    assert 1.0 <= third - second < 2.0 + SLACK_S


def test_a_reset_connection_is_retried(
    impatient: Stack, failing: FakeProvider, new_question: Question
) -> None:
    failing.script([Reset()])
    reply = ask(impatient, new_question())
    assert_from_openai(reply.json)
    assert outcomes(reply.json) == [("openai", "connection"), ("openai", "ok")]


def test_a_hint_when_to_come_back_is_honoured(
    impatient: Stack, failing: FakeProvider, new_question: Question
) -> None:
    failing.script([Status(429, retry_after="1", error_code="rate_limit_exceeded")])
    reply = ask(impatient, new_question())
    assert_from_openai(reply.json)
    assert outcomes(reply.json) == [("openai", "rate_limited"), ("openai", "ok")]
    first, second = (call.at_s for call in failing.calls)
    assert 1.0 <= second - first < 1.0 + SLACK_S


def test_the_engine_answers_when_the_provider_fails_every_time(
    impatient: Stack, failing: FakeProvider, new_question: Question
) -> None:
    failing.answer_with(Status(500, message="do not show this to callers"))
    question = new_question()
    reply = ask(impatient, question)
    assert_from_engine(reply.json)
    assert set(outcomes(reply.json)[:-1]) == {("openai", "server_error")}
    assert len(reply.json["attempts"]) == len(failing.calls) + 1
    assert 2 <= len(failing.calls) <= 3
    assert b"do not show" not in reply.raw
    again = impatient.caller.ask(question)
    assert again.status == 200
    assert again.json["fallback_used"] is True


def test_the_engine_answers_when_the_provider_never_does(
    impatient: Stack, failing: FakeProvider, new_question: Question
) -> None:
    failing.answer_with(Silence())
    reply = ask(impatient, new_question())
    assert_from_engine(reply.json)
    assert outcomes(reply.json)[0] == ("openai", "timeout")
    assert set(outcomes(reply.json)[:-1]) == {("openai", "timeout")}
    assert PROVIDER_TIMEOUT_S <= reply.took_s < JOB_DEADLINE_S + SLACK_S
    assert {call.outcome for call in failing.calls} == {"client_left"}


def test_the_deadline_cuts_a_call_short_that_might_have_taken_longer(
    impatient: Stack, failing: FakeProvider, new_question: Question
) -> None:
    # The 503 comes at 1.4 s, the retry waits 0.5–1 s, it and one more of 1.5 s each would be
    # given up on at 4.9 s or later.
    failing.script([Status(503, delay_s=1.4)])
    failing.answer_with(Silence())
    reply = ask(impatient, new_question())
    assert_from_engine(reply.json)
    assert outcomes(reply.json)[0] == ("openai", "server_error")
    assert reply.took_s < JOB_DEADLINE_S + 0.7


def test_a_refusal_is_asked_exactly_once(
    impatient: Stack, failing: FakeProvider, new_question: Question
) -> None:
    failing.answer_with(Status(400, error_type="invalid_request_error"))
    reply = ask(impatient, new_question())
    assert_from_engine(reply.json)
    assert outcomes(reply.json) == [("openai", "refused"), ("saju_engine", "ok")]
    assert len(failing.calls) == 1
