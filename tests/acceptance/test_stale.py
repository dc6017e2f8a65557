"""A reading past its time: served at once while one job fetches a fresher one.

`stack` has two gateways; the tests of this module share it and wait for its readings to grow stale.
"""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.caller import BATCH
from tests.acceptance.contract import (
    NO_USAGE,
    assert_completed,
    assert_described,
    assert_from_openai,
)
from tests.acceptance.processes import wait_until
from tests.acceptance.stack import Stack, running
from tests.fakes.behaviours import Answer, Status
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.acceptance.conftest import Question

COMPREHENSIVE = "/admin-api/ai/stats/comprehensive"
TTL_S = 3.0
SETTINGS = {
    "PALJA_CACHE_TTL": f"{TTL_S:g}",
    "PALJA_CACHE_STALE_TTL": "600",
    "PALJA_RETRY_ATTEMPTS": "0",
}
REPLACED_S = 5.0  # a gateway looks again after 0.25 s


@pytest.fixture(scope="module")
def _provider() -> Iterator[FakeProvider]:
    with FakeProvider() as provider:
        yield provider


@pytest.fixture(scope="module")
def _stack(_provider: FakeProvider) -> Iterator[Stack]:
    with running(_provider, PALJA_GATEWAY_PROCESSES="2", **SETTINGS) as stack:
        yield stack


@pytest.fixture
def provider(_provider: FakeProvider) -> Iterator[FakeProvider]:
    _provider.reset()
    yield _provider
    _provider.reset()


@pytest.fixture
def stack(_stack: Stack, provider: FakeProvider) -> Stack:  # noqa: ARG001 – to be reset
    return _stack


def ask(stack: Stack, question: object) -> dict[str, Any]:
    reply = stack.caller.ask(question)
    assert reply.status == 200, reply
    found: dict[str, Any] = reply.json
    return found


def answered(stack: Stack, provider: FakeProvider, question: object) -> dict[str, Any]:
    """A fresh reading, which will be stale in a while."""
    reply = stack.caller.ask(question, Prefer="wait=10")
    assert reply.status == 200, reply
    assert_from_openai(reply.json)
    provider.journal.forget()
    first: dict[str, Any] = reply.json
    return first


def until_stale(stack: Stack, question: object) -> dict[str, Any]:
    """The first answer from a cache that says it is stale."""
    seen: list[dict[str, Any]] = []

    def is_stale() -> bool:
        seen.append(ask(stack, question))
        return bool(seen[-1]["data_source"] == "stale_cache")

    wait_until(is_stale, TTL_S + 4, "stale")
    assert {one["data_source"] for one in seen[:-1]} <= {"intelligent_cache"}
    return seen[-1]


def assert_stale(answer: dict[str, Any], first: dict[str, Any]) -> None:
    """The first answer's reading, as a hit that says that it is stale."""
    assert_completed(answer)
    assert (answer["data_source"], answer["cache_hit"]) == ("stale_cache", True)
    assert answer["cache_level"] in {"memory", "redis"}
    assert (answer["job_id"], answer["attempts"], answer["usage"]) == (None, [], NO_USAGE)
    for member in ("response", "model_used", "created_at", "fallback_used", "validation"):
        assert answer[member] == first[member]


def figures(stack: Stack) -> dict[str, Any]:
    found: dict[str, Any] = stack.caller.get(COMPREHENSIVE).json["data"]
    return found


@contextmanager
def silent(stack: Stack) -> Iterator[None]:
    """The store takes what is sent and says nothing."""
    stores = stack.stores()
    for store in stores:
        os.kill(store.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for store in stores:
            os.kill(store.pid, signal.SIGCONT)


def test_whoever_asks_gets_the_stale_answer_at_once_and_one_call_replaces_it_everywhere(
    stack: Stack,
    provider: FakeProvider,
    new_question: Question,
    measured: Callable[[str, float], None],
) -> None:
    question = new_question()
    first = answered(stack, provider, question)
    provider.hold()
    assert_stale(until_stale(stack, question), first)
    before = figures(stack)  # the miss has long been counted
    replies, took_s = stack.caller.ask_at_once([question] * 100)
    measured("a hundred stale answers", took_s)
    for reply in replies:
        assert reply.status == 200
        assert_stale(reply.json, first)
    provider.wait_for_in_flight(1)
    assert len(provider.calls) == 1
    provider.release()

    def replaced() -> bool:
        replies, _ = stack.caller.ask_at_once([question] * 20)
        return {reply.json["created_at"] > first["created_at"] for reply in replies} == {True}

    wait_until(replaced, REPLACED_S, "the fresher reading in both gateways")
    assert len(provider.calls) == 1

    def all_was_counted() -> bool:
        found = figures(stack)
        ended = sum(found["jobs"].values()) - sum(before["jobs"].values())
        stale = found["stale_hits"] - before["stale_hits"]
        return (found["refreshes"].get("queued"), ended) == (1, 1) and stale >= 100

    wait_until(all_was_counted, REPLACED_S, "every process has counted")
    after = figures(stack)
    assert after["misses"] == before["misses"]
    assert after["latency"]["jobs"]["count"] == before["latency"]["jobs"]["count"]


def test_while_no_provider_answers_the_stale_reading_stays_and_they_are_not_asked_again(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    question = new_question()
    first = answered(stack, provider, question)
    provider.answer_with(Status(500))
    until_stale(stack, question)
    provider.wait_for_calls(1)
    provider.wait_for_in_flight(0)
    for _ in range(10):  # longer than a gateway leaves the store alone
        replies, _ = stack.caller.ask_at_once([question] * 20)
        for reply in replies:
            assert_stale(reply.json, first)
    assert len(provider.calls) == 1


def test_a_stale_answer_is_described_and_stands_in_batches_and_is_repeated_by_its_key(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    question = new_question()
    first = answered(stack, provider, question)
    provider.hold()
    answer = until_stale(stack, question)
    document = stack.caller.get("/openapi.json").json
    assert_described(document, ("/admin-api/saju/ai-generate", "post", "200"), answer)

    rows = stack.caller.ask({"items": [question, {"birth_info": {}}]}, path=BATCH).json["items"]
    assert [row["status"] for row in rows] == ["completed", "failed"]
    assert_stale(rows[0]["result"], first)

    key = {"Idempotency-Key": "a stale one"}
    repeated = [stack.caller.ask(question, **key) for _ in range(2)]
    assert_stale(repeated[0].json, first)
    assert repeated[1].raw == repeated[0].raw
    assert repeated[1].headers["idempotency-replayed"] == "true"
    provider.wait_for_in_flight(1)
    assert len(provider.calls) == 1


def test_off_a_stale_reading_is_not_served(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    toggle = "/admin-api/ai/optimization/toggle"
    question = new_question()
    answered(stack, provider, question)
    provider.hold()
    until_stale(stack, question)
    stack.caller.ask({"optimization_enabled": False}, path=toggle)
    try:

        def asked_anew() -> bool:
            replies, _ = stack.caller.ask_at_once([question] * 20)
            return {reply.status for reply in replies} == {202}

        wait_until(asked_anew, 2, "every gateway has followed the switch")
    finally:
        provider.release()
        stack.caller.ask({"optimization_enabled": True}, path=toggle)


def test_with_the_store_away_a_gateway_serves_the_stale_reading_it_has(
    provider: FakeProvider, new_question: Question
) -> None:
    with running(provider, **SETTINGS) as one_gateway:
        question = new_question()
        first = answered(one_gateway, provider, question)
        assert ask(one_gateway, question)["cache_hit"] is True
        with silent(one_gateway):
            answer = until_stale(one_gateway, question)
            assert_stale(answer, first)
            assert (answer["cache_level"], answer["degraded"]) == ("memory", True)
        assert len(provider.calls) == 0

        def replaced() -> bool:
            return bool(ask(one_gateway, question)["created_at"] > first["created_at"])

        wait_until(replaced, 5, "the store is back, and a fresher reading is fetched")


def test_a_refresh_behind_questions_without_end_has_its_turn(
    provider: FakeProvider, new_question: Question, measured: Callable[[str, float], None]
) -> None:
    """One slot, and always an ordinary question that waits for it: a low job would wait for ever."""
    deadline_s, call_s, callers = 5.0, 0.3, 4
    settings = {"PALJA_MAX_CONCURRENT_REQUESTS": "1", "PALJA_JOB_DEADLINE": f"{deadline_s:g}"}
    with running(provider, **SETTINGS, **settings) as stack, ThreadPoolExecutor(callers) as beside:
        question = new_question()
        first = answered(stack, provider, question)
        provider.answer_with(Answer(delay_s=call_s))
        enough, questions = threading.Event(), iter([new_question() for _ in range(200)])

        def press() -> None:
            while not enough.is_set():
                assert stack.caller.ask(next(questions), Prefer="wait=30").status == 200

        pressing = [beside.submit(press) for _ in range(callers)]
        try:
            until_stale(stack, question)
            took_s = wait_until(
                lambda: ask(stack, question)["created_at"] > first["created_at"],
                deadline_s + 1 + (callers + 1) * call_s + 4,  # the reaper's second, two busy cores
                "refreshed",
            )
        finally:
            enough.set()
        for one in pressing:
            one.result()
        measured(f"a refresh among questions without end, deadline {deadline_s:g} s", took_s)
