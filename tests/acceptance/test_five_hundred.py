"""Five hundred calls in flight in one worker process, over connections that are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.contract import assert_from_openai, assert_queued
from tests.acceptance.stack import Stack, running
from tests.fakes.behaviours import Answer
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.acceptance.conftest import Question

PROVIDER_S = 0.3
CALLS = 500
PATIENCE_S = 45.0
SETTINGS = {
    **dict.fromkeys(
        ("PALJA_MAX_CONCURRENT_REQUESTS", "PALJA_POOL_SIZE", "PALJA_POOL_PER_HOST"), str(CALLS)
    ),
    # All have to come together first, and a machine may be busy with other things.
    "PALJA_PROVIDER_TIMEOUT": "120",
    "PALJA_STALL_TIMEOUT": "120",
    "PALJA_JOB_DEADLINE": "240",
}


@pytest.fixture
def held() -> Iterator[FakeProvider]:
    with FakeProvider() as provider:
        yield provider


def ask(stack: Stack, new_question: Question) -> list[str]:
    replies, _ = stack.caller.ask_at_once([new_question() for _ in range(CALLS)])
    return [assert_queued(reply) for reply in replies]


def all_answered(stack: Stack, ids: list[str]) -> None:
    for job_id in ids:
        assert_from_openai(stack.caller.ended(job_id, PATIENCE_S))


@pytest.mark.timeout(180)
@pytest.mark.parametrize("streaming", ["true", "false"], ids=["streamed", "whole"])
def test_five_hundred_calls_over_connections_that_are_kept(
    held: FakeProvider,
    new_question: Question,
    measured: Callable[[str, float], None],
    streaming: str,
) -> None:
    with running(held, PALJA_STREAMING=streaming, **SETTINGS) as stack:
        assert len(stack.workers()) == 1
        # Nobody is answered before all have asked: fewer places than that would never get there.
        held.hold()
        ids = ask(stack, new_question)
        held.wait_for_in_flight(CALLS, PATIENCE_S)
        held.release()
        all_answered(stack, ids)
        assert held.connections_opened == CALLS

        held.reset()
        held.answer_with(Answer(delay_s=PROVIDER_S))
        ids = ask(stack, new_question)
        all_answered(stack, ids)
        calls = held.calls
        assert len(calls) == CALLS
        assert {call.json.get("stream", False) for call in calls} == {streaming == "true"}
        measured(f"{CALLS} calls of {PROVIDER_S} s came within", calls[-1].at_s - calls[0].at_s)
        # Another five hundred calls, and no other connection.
        assert held.connections_opened == CALLS
