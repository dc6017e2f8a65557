"""The optimisation switch on live traffic, over two gateway processes and two workers."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.contract import assert_completed, assert_problem
from tests.acceptance.stack import Stack, running
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.acceptance.caller import Reply
    from tests.acceptance.conftest import Question

TOGGLE = "/admin-api/ai/optimization/toggle"
FOLLOWED_S = 1.0


@pytest.fixture(scope="module")
def switched_provider() -> Iterator[FakeProvider]:
    with FakeProvider() as provider:
        yield provider


@pytest.fixture(scope="module")
def switched(switched_provider: FakeProvider) -> Iterator[Stack]:
    with running(
        switched_provider, PALJA_GATEWAY_PROCESSES="2", PALJA_WORKER_PROCESSES="2"
    ) as stack:
        yield stack


@pytest.fixture
def provider(switched_provider: FakeProvider) -> FakeProvider:
    switched_provider.reset()
    return switched_provider


@pytest.fixture
def stack(switched: Stack, provider: FakeProvider) -> Stack:  # noqa: ARG001 – to be reset
    """Two gateways, two workers, optimisation on."""
    switch(switched, enabled=True)
    return switched


def toggle(stack: Stack, body: Any) -> Reply:
    return stack.caller.ask(body, path=TOGGLE)


def switch(stack: Stack, *, enabled: bool) -> dict[str, Any]:
    """Switches and gives every process the second it has to follow."""
    reply = toggle(stack, {"optimization_enabled": enabled})
    time.sleep(FOLLOWED_S)  # the promise itself: nothing tells when the last process has followed
    assert reply.status == 200, reply
    found: dict[str, Any] = reply.json
    return found


def ask(stack: Stack, question: object) -> dict[str, Any]:
    reply = stack.caller.ask(question, Prefer="wait=10")
    assert reply.status == 200, reply
    assert_completed(reply.json)
    answer: dict[str, Any] = reply.json
    return answer


def test_off_every_question_is_a_call_on_a_connection_of_its_own_and_on_again_the_entries_are_there(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    question = new_question()
    first = ask(stack, question)
    assert first["data_source"] == "optimized_ai_call"
    assert first["cache_hit"] is False
    assert [ask(stack, question)["cache_hit"] for _ in range(8)] == [True] * 8
    assert len(provider.calls) == 1

    off = switch(stack, enabled=False)
    assert (off["success"], off["optimization_enabled"]) == (True, False)
    provider.reset()
    opened_before = provider.connections_opened
    for _ in range(8):
        answer = ask(stack, question)
        assert (answer["data_source"], answer["cache_hit"]) == ("ai_call", False)
        assert (answer["cache_level"], answer["model_used"]) == (None, "openai")
        assert answer["job_id"]
    calls = provider.wait_for_calls(8)
    assert len(calls) == len({call.connection for call in calls}) == 8
    assert provider.connections_opened - opened_before == 8

    on = switch(stack, enabled=True)
    assert on["since"] > off["since"]
    again = ask(stack, question)
    assert (again["data_source"], again["cache_hit"]) == ("intelligent_cache", True)
    assert again["created_at"] == first["created_at"]


def test_off_a_new_answer_is_not_kept(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    question = new_question()
    switch(stack, enabled=False)
    ask(stack, question)
    switch(stack, enabled=True)
    assert ask(stack, question)["cache_hit"] is False
    assert len(provider.calls) == 2


def test_off_questions_are_not_joined_and_on_they_are(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    for enabled, calls in ((True, 1), (False, 6)):
        switch(stack, enabled=enabled)
        provider.reset()
        provider.hold()
        replies, _ = stack.caller.ask_at_once([new_question()] * 6)
        assert {reply.status for reply in replies} == {202}
        assert len({reply.json["job_id"] for reply in replies}) == calls
        provider.wait_for_in_flight(calls)
        provider.release()
        for reply in replies:
            assert stack.caller.ended(reply.json["job_id"], within_s=10)["status"] == "completed"
        assert len(provider.calls) == calls


def test_off_the_concurrency_limit_stays(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    switch(stack, enabled=False)
    provider.hold()
    replies, _ = stack.caller.ask_at_once([new_question()] * 30)
    provider.wait_for_in_flight(20)  # ten slots for each of two workers
    provider.release()
    for reply in replies:
        stack.caller.ended(reply.json["job_id"], within_s=20)
    assert provider.max_in_flight == 20
    assert len(provider.calls) == 30


def test_off_questions_are_neither_hits_nor_misses(stack: Stack, new_question: Question) -> None:
    def figures() -> tuple[int, int, int]:
        found = stack.caller.get("/admin-api/ai/stats").json["data"]
        return found["total_requests"], found["hits"], found["misses"]

    total, hits, misses = figures()
    switch(stack, enabled=False)
    for _ in range(3):
        ask(stack, new_question())
    time.sleep(FOLLOWED_S)  # the other gateway tells what it counted
    assert figures() == (total + 3, hits, misses)


def test_switching_to_what_holds_changes_nothing(stack: Stack) -> None:
    off = switch(stack, enabled=False)
    assert toggle(stack, {"optimization_enabled": False}).json == off


@pytest.mark.parametrize(
    "body", [{}, {"optimization_enabled": "no"}, {"optimization_enabled": False, "more": 1}, []]
)
def test_anything_but_a_bool_is_refused(stack: Stack, body: object) -> None:
    (row,) = assert_problem(toggle(stack, body), 422, "invalid_request")
    assert row["field"] in {"optimization_enabled", "more", "body"}


@pytest.mark.timeout(120)
def test_the_switch_outlives_a_restart_and_wins_over_the_setting(
    stack: Stack,
    provider: FakeProvider,
    new_question: Question,
    measured: Callable[[str, float], None],
) -> None:
    off = switch(stack, enabled=False)
    stack.stop()
    measured("start with optimisation off", stack.start())  # its start value says on
    question = new_question()
    assert [ask(stack, question)["data_source"] for _ in range(3)] == ["ai_call"] * 3
    assert len(provider.calls) == 3
    assert toggle(stack, {"optimization_enabled": False}).json["since"] == off["since"]


def test_the_start_value_is_a_setting(provider: FakeProvider, new_question: Question) -> None:
    with running(provider, PALJA_OPTIMIZATION_ENABLED="false") as stack:
        question = new_question()
        assert [ask(stack, question)["data_source"] for _ in range(2)] == ["ai_call"] * 2
        assert len(provider.calls) == 2
