"""DELETE: one submit is withdrawn, work stops when none is left."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.acceptance.contract import assert_from_openai, assert_problem, assert_queued

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.acceptance.conftest import Question
    from tests.acceptance.stack import Stack
    from tests.fakes.provider import FakeProvider

SLOTS = 10  # PALJA_MAX_CONCURRENT_REQUESTS by default
TRIES = 5
FREED_S = 0.2


def test_a_job_goes_on_until_its_last_submit_is_withdrawn(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    provider.hold()
    question = new_question()
    job_id = assert_queued(stack.caller.ask(question))
    assert assert_queued(stack.caller.ask(question)) == job_id
    provider.wait_for_in_flight(1)

    first = stack.caller.withdraw(job_id)
    assert first.status == 200
    assert first.json["status"] == "running"
    assert provider.in_flight == 1

    last = stack.caller.withdraw(job_id)
    assert last.status == 200
    assert last.json["status"] in {"running", "cancelled"}
    provider.wait_for_in_flight(0, timeout_s=5)
    assert [call.outcome for call in provider.calls] == ["client_left"]
    assert stack.caller.ended(job_id, within_s=5)["status"] == "cancelled"

    provider.release()
    again = assert_queued(stack.caller.ask(question))
    assert again != job_id
    assert_from_openai(stack.caller.ended(again, within_s=5))
    assert len(provider.calls) == 2


def test_a_withdrawal_frees_the_providers_connection_at_once(
    stack: Stack,
    provider: FakeProvider,
    new_question: Question,
    measured: Callable[[str, float], None],
) -> None:
    took_s = []
    for _ in range(TRIES):
        provider.hold()
        job_id = assert_queued(stack.caller.ask(new_question()))
        provider.wait_for_in_flight(1)
        began_s = time.perf_counter()
        assert stack.caller.withdraw(job_id).status == 200
        provider.wait_for_in_flight(0, timeout_s=5)
        took_s.append(time.perf_counter() - began_s)
    measured("connection closed after a withdrawal, fastest of five", min(took_s))
    assert min(took_s) < FREED_S
    assert [call.outcome for call in provider.calls] == ["client_left"] * TRIES


def test_a_withdrawn_job_that_still_waited_is_never_asked(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    provider.hold()
    running = [assert_queued(stack.caller.ask(new_question())) for _ in range(SLOTS)]
    provider.wait_for_in_flight(SLOTS)
    waiting = assert_queued(stack.caller.ask(new_question()))
    behind = assert_queued(stack.caller.ask(new_question()))
    assert stack.caller.job(waiting).json["status"] == "queued"
    assert stack.caller.withdraw(waiting).status == 200
    assert stack.caller.job(waiting).json["status"] == "cancelled"
    provider.release()
    for job_id in (*running, behind):
        assert_from_openai(stack.caller.ended(job_id, within_s=10))
    assert stack.caller.job(waiting).json["status"] == "cancelled"
    assert len(provider.calls) == SLOTS + 1


def test_a_finished_job_is_removed_and_its_answer_stays_cached(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    question = new_question()
    job_id = assert_queued(stack.caller.ask(question))
    assert_from_openai(stack.caller.ended(job_id, within_s=5))
    removed = stack.caller.withdraw(job_id)
    assert (removed.status, removed.raw) == (204, b"")
    assert_problem(stack.caller.job(job_id), 404, "job_not_found")
    assert_problem(stack.caller.withdraw(job_id), 404, "job_not_found")
    assert stack.caller.ask(question).json["cache_hit"] is True
    assert len(provider.calls) == 1
