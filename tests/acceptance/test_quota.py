"""A provider with a quota is never asked for more; a job over it waits, or goes to the next link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.acceptance.contract import assert_from_engine, assert_from_openai, outcomes
from tests.acceptance.stack import running
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from tests.acceptance.conftest import Question

COMPREHENSIVE = "/admin-api/ai/stats/comprehensive"
SKIPPED = [("openai", "skipped"), ("saju_engine", "ok")]


def test_calls_at_once_and_by_the_minute(new_question: Question) -> None:
    settings = {
        "PALJA_OPENAI_CONCURRENCY": "2",
        "PALJA_OPENAI_RPM": "6",
        "PALJA_JOB_DEADLINE": "10",  # so that nobody waits for the next minute
    }
    with FakeProvider() as provider, running(provider, **settings) as stack:
        provider.hold()
        ids = [stack.caller.ask(new_question()).json["job_id"] for _ in range(6)]
        provider.wait_for_in_flight(2)
        provider.release()
        for job_id in ids:
            assert_from_openai(stack.caller.ended(job_id, 15))
        assert (len(provider.calls), provider.max_in_flight) == (6, 2)
        reply = stack.caller.ask(new_question(), Prefer="wait=20")

        assert_from_engine(reply.json)
        assert outcomes(reply.json) == SKIPPED
        assert len(provider.calls) == 6
        told: dict[str, Any] = stack.caller.get(COMPREHENSIVE).json["data"]["quotas"]["openai"]
        assert (told["requests_last_minute"], told["requests_per_minute"]) == (6, 6)
        assert told["tokens_last_minute"] > 0


def test_the_cost_of_a_day(new_question: Question) -> None:
    settings = {"PALJA_OPENAI_DAILY_COST_USD": "0.000001"}
    with FakeProvider() as provider, running(provider, **settings) as stack:
        first = stack.caller.ask(new_question(), Prefer="wait=20")
        assert_from_openai(first.json)
        assert first.json["usage"]["cost_usd"] > 0.000001
        second = stack.caller.ask(new_question(), Prefer="wait=20")

        assert outcomes(second.json) == SKIPPED
        assert len(provider.calls) == 1
        told = stack.caller.get(COMPREHENSIVE).json["data"]["quotas"]["openai"]
        assert told["cost_today_usd"] == first.json["usage"]["cost_usd"]
