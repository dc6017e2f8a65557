"""A provider with a quota is never asked for more; a job over it waits, or goes to the next link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.acceptance.contract import assert_from_engine, assert_from_openai, outcomes
from tests.acceptance.processes import wait_until
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
        "PALJA_JOB_DEADLINE": "20",  # so that nobody waits for the next minute
    }
    with FakeProvider() as provider, running(provider, **settings) as stack:
        provider.hold()
        ids = [stack.caller.ask(new_question()).json["job_id"] for _ in range(6)]
        provider.wait_for_in_flight(2)

        def running_jobs() -> int:
            records = [stack.caller.job(job_id).json for job_id in ids]
            return sum(record["status"] == "running" for record in records)

        wait_until(lambda: running_jobs() == 6, 10, "all in hand")
        assert provider.in_flight == 2  # the other four wait for a place
        provider.release()
        for job_id in ids:
            assert_from_openai(stack.caller.ended(job_id, 15))
        assert len(provider.calls) == 6
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
        cost = first.json["usage"]["cost_usd"]

        def told() -> bool:
            figures = stack.caller.get(COMPREHENSIVE).json["data"]["quotas"]["openai"]
            return bool(figures["cost_today_usd"] == cost)

        # What a worker could not tell a busy store at once, it tells when it looks again.
        wait_until(told, 5, f"a cost of {cost} told")
