"""Figures over two gateway processes and a worker, after traffic that the test knows.

The tests of this module share one installation and run in order; each looks at what has changed.
"""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.acceptance.caller import GENERATE
from tests.acceptance.contract import assert_from_engine, assert_from_openai, assert_problem
from tests.acceptance.processes import wait_until
from tests.acceptance.questions import FIRST_BIRTH, calculation
from tests.acceptance.stack import Stack, running
from tests.fakes.behaviours import Answer, Status
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.acceptance.conftest import Question
    from tests.acceptance.processes import Process

STATS = "/admin-api/ai/stats"
COMPREHENSIVE = "/admin-api/ai/stats/comprehensive"
TOGGLE = "/admin-api/ai/optimization/toggle"
FLUSHED_S = 15.0  # a process tells after 0.2 s; a busy machine has its own idea of that
REPLACED_S = 15.0


@pytest.fixture(scope="module")
def counted_provider() -> Iterator[FakeProvider]:
    with FakeProvider() as provider:
        yield provider


@pytest.fixture(scope="module")
def counted(counted_provider: FakeProvider) -> Iterator[Stack]:
    settings = {"PALJA_GATEWAY_PROCESSES": "2", "PALJA_BREAKER_COOLDOWN": "0.1"}
    with running(counted_provider, **settings) as stack:
        yield stack


@pytest.fixture
def provider(counted_provider: FakeProvider) -> FakeProvider:
    counted_provider.reset()
    return counted_provider


@pytest.fixture
def stack(counted: Stack, provider: FakeProvider) -> Stack:  # noqa: ARG001 – to be reset
    return counted


def figures(stack: Stack, path: str = COMPREHENSIVE) -> dict[str, Any]:
    reply = stack.caller.get(path)
    assert reply.status == 200, reply
    assert reply.json["success"] is True
    found: dict[str, Any] = reply.json["data"]
    return found


def settled(stack: Stack) -> dict[str, Any]:
    """The figures once every process has told what it counted: each queued question has its job."""

    def all_told() -> bool:
        reply = stack.caller.get(COMPREHENSIVE)
        if reply.status != 200:
            return False
        found = reply.json["data"]
        return bool(sum(found["jobs"].values()) == found["requests"].get("queued", 0))

    wait_until(all_told, FLUSHED_S, f"all told; the figures are {figures(stack)}")
    return figures(stack)


def changes(stack: Stack, before: dict[str, Any], **expected: int) -> None:
    """Asserts that figures grow by exactly so much, once every process has told what it counted."""
    grown: dict[str, int] = {}

    def grew() -> bool:
        reply = stack.caller.get(COMPREHENSIVE)
        if reply.status == 200:  # a gateway may not have noticed yet that the store is back
            after = reply.json["data"]
            grown.update({name: after[name] - before[name] for name in expected})
        return grown == expected

    with suppress(AssertionError):  # the next one tells more
        wait_until(grew, FLUSHED_S, "counted")
    assert grown == expected


def gateways(stack: Stack) -> tuple[Process, ...]:
    return stack.processes("uvicorn")


def test_before_any_traffic_nothing_is_claimed(stack: Stack) -> None:
    found = figures(stack, STATS)
    assert found["total_requests"] == found["hits"] == found["misses"] == 0
    assert found["success_rates"] == {"openai": None}
    assert found["models_available"] == ["openai", "saju_engine"]
    for name in ("hit_rate", "hit_ratio", "fallback_rate", "primary_success_rate"):
        assert found[name] is None


def test_hits_and_misses_of_both_gateways_are_counted_to_the_last_one(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    before = settled(stack)
    questions = [new_question() for _ in range(5)]
    for question in questions:
        assert_from_openai(stack.caller.ask(question, Prefer="wait=10").json)
    replies, _ = stack.caller.ask_at_once(questions * 19)
    assert {reply.json["cache_hit"] for reply in replies} == {True}
    stack.caller.ask(calculation(FIRST_BIRTH))
    assert stack.caller.ask({"birth_info": {"year": 1}}).status == 422  # understood by nobody
    changes(stack, before, hits=95, misses=5, total_requests=101, provider_calls=5, retries=0)
    found = figures(stack)
    assert (found["hit_rate"], found["hit_ratio"]) == ("95.0%", 0.95)
    assert found["success_rates"]["openai"] == "100.0%"
    assert found["primary_success_rate"] == "100.0%"
    assert (found["fallback_chains"], found["fallback_rate"]) == (0, "0.0%")
    assert found["provider_calls_per_request"] == 0.05
    assert found["pool"]["connections_opened"] + found["pool"]["connections_reused"] == 5
    assert found["requests"] == {"chart": 1, "known": 95, "queued": 5}
    kinds = [row["kind"] for row in found["processes"]]
    assert kinds == ["gateway", "gateway", "worker"]
    assert {row["pid"] for row in found["processes"]} == {
        process.pid for process in (*gateways(stack), *stack.workers())
    }
    assert len(provider.calls) == 5
    wait_until(
        lambda: figures(stack)["requests_per_second"] is not None, 2, "a second was measured"
    )
    assert 0 < figures(stack)["requests_per_second"] <= 101


def test_every_gateway_holds_readings_and_all_are_told(
    stack: Stack, new_question: Question
) -> None:
    before = settled(stack)["memory_entries"]
    question = new_question()
    stack.caller.ask(question, Prefer="wait=10")
    wait_until(
        lambda: (
            stack.caller.ask(question).json["cache_hit"]
            and figures(stack)["memory_entries"] == before + 2
        ),
        10,
        "both have answered",
    )


def test_retries_and_a_fallback_are_counted(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    before = settled(stack)
    provider.script([Status(429, retry_after="0")])
    assert_from_openai(stack.caller.ask(new_question(), Prefer="wait=10").json)
    changes(stack, before, provider_calls=2, retries=1, misses=1, fallback_chains=0)
    provider.answer_with(Status(400, error_type="invalid_request_error"))
    assert_from_engine(stack.caller.ask(new_question(), Prefer="wait=10").json)
    changes(stack, before, provider_calls=3, retries=1, misses=2, fallback_chains=1)
    found = figures(stack)
    assert found["fallback_paths"] == {"openai > saju_engine": 1}
    [model] = found["models"]
    assert model["outcomes"]["rate_limited"] == model["outcomes"]["refused"] == 1
    assert model["success_rate"] == found["success_rates"]["openai"] != "100.0%"
    assert model["input_tokens"] > 0
    # The price page of gpt-6-luna, 2026-11-27: 0.10 and 0.50 US dollars for a million tokens.
    cost_usd = (0.10 * model["input_tokens"] + 0.50 * model["output_tokens"]) / 1e6
    assert model["cost_usd"] == pytest.approx(cost_usd, abs=1e-6)


def test_latencies_are_those_that_were_measured(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    before = settled(stack)["latency"]
    provider.answer_with(Answer(delay_s=0.5))
    replies, _ = stack.caller.ask_at_once([new_question() for _ in range(20)], prefer="wait=20")
    assert {reply.status for reply in replies} == {200}

    def counted() -> dict[str, Any]:
        found: dict[str, Any] = figures(stack)["latency"]
        return found

    wait_until(
        lambda: counted()["jobs"]["count"] == before["jobs"]["count"] + 20, FLUSHED_S, "20 jobs"
    )
    after = counted()
    # Ten at a time: half of the jobs waited for a slot as long again.
    assert after["provider_calls"]["p95"] > 0.47
    assert 0.94 < after["jobs"]["p95"] < 6
    # The half second or more that each caller chose to wait is not the gateway's.
    seconds = [row["answers"]["count"] * row["answers"]["mean"] for row in (before, after)]
    assert after["answers"]["count"] - before["answers"]["count"] == 20
    assert (seconds[1] - seconds[0]) / 20 < 0.4
    assert after["hits"]["p50"] < after["provider_calls"]["p50"] + after["jobs"]["p50"]


def test_the_queue_and_the_pool_are_told_while_they_are_in_use(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    provider.hold()
    replies, _ = stack.caller.ask_at_once([new_question() for _ in range(13)])
    provider.wait_for_in_flight(10)
    wait_until(lambda: figures(stack)["pool"]["in_use"] == 10, 3, "the worker has told")
    found = figures(stack)
    assert (found["queue"]["depth"], found["queue"]["running"]) == (3, 10)
    assert found["queue"]["oldest_age_s"] > 0
    provider.release()
    for reply in replies:
        stack.caller.ended(reply.json["job_id"], within_s=10)
    wait_until(lambda: figures(stack)["queue"]["running"] == 0, 3, "the worker is idle")
    assert figures(stack)["queue"]["oldest_age_s"] is None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_the_figures_outlive_each_process(
    stack: Stack, new_question: Question, number: signal.Signals
) -> None:
    question = new_question()
    before = settled(stack)
    stack.caller.ask(question, Prefer="wait=10")
    stack.caller.ask(question)
    changes(stack, before, hits=1, misses=1, provider_calls=1)
    settled(stack)
    for kind in (gateways, Stack.workers):
        victim, *others = kind(stack)
        os.kill(victim.pid, number)
        wait_until(
            lambda kind=kind, victim=victim, others=others: (  # type: ignore[misc] # bound now
                victim not in kind(stack) and len(kind(stack)) == len(others) + 1
            ),
            REPLACED_S,
            f"{victim} replaced",
        )
    pids = {process.pid for process in (*gateways(stack), *stack.workers())}
    wait_until(
        lambda: {row["pid"] for row in figures(stack)["processes"]} == pids,
        REPLACED_S,
        "the new ones report, the old ones are forgotten",
    )
    changes(stack, before, hits=1, misses=1, provider_calls=1)
    wait_until(
        lambda: stack.caller.get("/health/ready").json == {"status": "ready", "degraded": False},
        REPLACED_S,
        "ready",
    )
    stack.caller.ask(question)
    assert_from_openai(stack.caller.ask(new_question(), Prefer="wait=10").json)
    changes(stack, before, hits=2, misses=2, provider_calls=2)


def test_what_a_gateway_counted_last_is_kept_when_it_is_told_to_stop(
    stack: Stack, new_question: Question
) -> None:
    question = new_question()
    before = settled(stack)
    stack.caller.ask(question, Prefer="wait=10")
    victims = gateways(stack)
    stack.caller.ask_at_once([question] * 50)
    for victim in victims:
        os.kill(victim.pid, signal.SIGTERM)
    wait_until(
        lambda: len(gateways(stack)) == 2 and not set(gateways(stack)) & set(victims),
        REPLACED_S,
        "both replaced",
    )
    changes(stack, before, hits=50, misses=1, total_requests=51)


def test_prometheus_is_told_the_same_by_any_gateway(
    stack: Stack, new_question: Question, measured: Callable[[str, float], None]
) -> None:
    before = settled(stack)
    stack.caller.ask(new_question(), Prefer="wait=10")
    changes(stack, before, misses=1, provider_calls=1)
    found = settled(stack)
    for _ in range(6):
        reply = stack.caller.get("/metrics", {"Accept": "text/plain;version=0.0.4"})
        assert reply.status == 200
        assert reply.headers["content-type"].startswith("text/plain")
        samples = {
            (sample.name, *sorted(sample.labels.values())): sample.value
            for family in text_string_to_metric_families(reply.raw.decode())
            for sample in family.samples
        }
        told = {name: found["cache"][name] for name in ("memory", "redis", "miss")}
        assert {name: samples["palja_cache_reads_total", name] for name in told} == told
        assert samples["palja_provider_retries_total",] == found["retries"]
        assert samples["palja_job_seconds_count",] == found["jobs"]["completed"]
    measured("scrape of /metrics", reply.took_s)


def test_while_the_store_is_away_there_are_no_figures(stack: Stack, new_question: Question) -> None:
    question = new_question()
    before = settled(stack)
    stack.caller.ask(question, Prefer="wait=10")
    changes(stack, before, misses=1)
    (store,) = stack.stores()
    os.kill(store.pid, signal.SIGSTOP)  # it is there and does not answer
    try:
        for path in (STATS, COMPREHENSIVE, "/metrics"):
            reply = stack.caller.get(path)
            assert_problem(reply, 503, "store_unavailable")
            assert int(reply.headers["retry-after"]) > 0
        assert_problem(
            stack.caller.ask({"optimization_enabled": False}, path=TOGGLE), 503, "store_unavailable"
        )
        answer = stack.caller.ask(question, path=GENERATE).json
        assert answer["cache_hit"] or answer["degraded"]
    finally:
        os.kill(store.pid, signal.SIGCONT)
    wait_until(lambda: stack.caller.get(STATS).status == 200, 10, "the figures are back")
    changes(stack, before, total_requests=2)  # the answer without the store is counted late
