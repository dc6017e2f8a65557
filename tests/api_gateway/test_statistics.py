"""The figures as callers see them, from counts that are written here by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import orjson
from prometheus_client.parser import text_string_to_metric_families

from api_gateway.exposition import exposition
from api_gateway.openapi.statistics import ComprehensiveStatsAnswer, StatsAnswer
from api_gateway.statistics import comprehensive, plain
from shared.contracts.answers import Usage
from shared.metrics.counted import Counted
from shared.metrics.report import PoolUse, ProcessReport
from shared.metrics.store import NOTHING_KNOWN, Stored, StoreMemory
from shared.metrics.tally import Tally
from shared.models import Models
from shared.optimization import SwitchState
from tests.fakes.clock import FakeClock

NOTHING = Stored(1_800_000_000.0, {}, (), {}, (), 0, None, 0)
ON = SwitchState(enabled=True, since=None)
MODELS = Models(FakeClock())
WORKER = ProcessReport(
    "worker",
    "host",
    9,
    70_000_000,
    pool=PoolUse(3, 1, 20),
    chain=("gemini", "openai"),
    running=4,
)
GATEWAYS = tuple(
    ProcessReport("gateway", "host", pid, 40_000_000, memory_entries=pid) for pid in (1, 2)
)


def some_traffic() -> Stored:
    """Ten questions and a chart: seven hits, three misses; one fallback, one retry."""
    tally = Tally()
    counted = Counted(tally)
    for _ in range(7):
        counted.question("known", "memory")
        counted.answer_time(0.001, hit=True)
    for _ in range(3):
        counted.question("queued", "miss")
        counted.answer_time(0.01, hit=False)
    counted.question("chart")
    for outcome in ("ok", "ok", "server_error", "server_error"):
        counted.call("gemini", "g-1", outcome, 0.5)
    counted.retry()
    counted.call("openai", "o-1", "ok", 2.0)
    counted.usage("gemini", "g-1", Usage(100, 200, 0.004))
    counted.usage("openai", "o-1", Usage(10, 20))
    for asked, by in ((["gemini"], "gemini"),) * 2 + ((["gemini", "gemini", "openai"], "openai"),):
        counted.written(asked, by, first="gemini")
        counted.job("completed", 3.0)
    deltas = tally.take()
    return replace(
        NOTHING,
        totals={**deltas.totals, "since": round((NOTHING.now_s - 40) * 1000)},
        slots=(deltas.totals,),
        days={date(2027, 1, 15): deltas.daily},
        reports=(*GATEWAYS, WORKER),
        queued=5,
        oldest_queued_s=1.25,
        late_results=1,
        redelivered=2,
        failed_jobs=3,
    )


def told(fields: dict[str, Any]) -> dict[str, Any]:
    """The figures after a journey as JSON, which are as the OpenAPI document says."""
    raw = orjson.dumps({"success": True, "data": fields}, option=orjson.OPT_UTC_Z)
    model = ComprehensiveStatsAnswer if "alerts" in fields else StatsAnswer
    model.model_validate_json(raw)
    found: dict[str, Any] = orjson.loads(raw)["data"]
    return found


def test_where_nothing_was_measured_nothing_is_claimed() -> None:
    figures = told(comprehensive(NOTHING, ON, MODELS))

    assert figures["success_rates"] == {}
    assert figures["models_available"] == ["saju_engine"]
    unknown = (
        *("since", "fallback_rate", "primary_success_rate", "hit_rate", "hit_ratio"),
        *("memory_entries", "provider_calls_per_request", "requests_per_second"),
    )
    assert {figures[name] for name in unknown} == {None}
    nothing = {"count": 0, "mean": None, "p50": None, "p95": None, "p99": None}
    assert all(row == nothing for row in figures["latency"].values())
    assert (figures["total_requests"], figures["alerts"], figures["breakers"]) == (0, [], {})


def test_the_plain_figures() -> None:
    figures = told(plain(some_traffic()))

    assert figures == {
        "since": "2027-01-15T07:59:20Z",
        "total_requests": 11,
        "success_rates": {"gemini": "50.0%", "openai": "100.0%"},
        "fallback_chains": 1,
        "fallback_rate": "33.3%",
        "primary_success_rate": "66.7%",
        "models_available": ["gemini", "openai", "saju_engine"],
        "hits": 7,
        "misses": 3,
        "hit_rate": "70.0%",
        "hit_ratio": 0.7,
        "memory_entries": 3,
        "redis_available": True,
    }


def test_a_provider_that_was_never_called_has_no_success_rate() -> None:
    idle = replace(NOTHING, reports=(WORKER,))

    assert plain(idle)["success_rates"] == {"gemini": None, "openai": None}


def test_the_comprehensive_figures() -> None:
    figures = told(comprehensive(some_traffic(), ON, MODELS))

    assert figures["fallback_paths"] == {"gemini > openai": 1}
    assert (figures["provider_calls"], figures["retries"]) == (5, 1)
    assert figures["provider_calls_per_request"] == 0.5
    assert figures["requests_per_second"] == round(11 / 40, 4)
    assert figures["queue"] == {"depth": 5, "oldest_age_s": 1.25, "running": 4}
    assert figures["pool"]["in_use"] == 3
    assert [row["memory_mb"] for row in figures["processes"]] == [40, 40, 70]
    gemini, openai = figures["models"]
    assert gemini["outcomes"] == {"ok": 2, "server_error": 2}
    assert (gemini["cost_usd"], gemini["output_tokens"]) == (0.004, 200)
    assert (openai["cost_usd"], openai["output_tokens"]) == (None, 20)
    assert [(row["day"], row["model"], row["cost_usd"]) for row in figures["cost_per_day"]] == [
        ("2027-01-15", "g-1", 0.004),
        ("2027-01-15", "o-1", None),
    ]
    assert [figures[name] for name in ("late_results", "redelivered", "failed_jobs")] == [1, 2, 3]
    latency = figures["latency"]
    assert (latency["hits"]["count"], latency["answers"]["count"]) == (7, 10)
    assert latency["provider_calls"]["mean"] == 0.8
    assert abs(latency["jobs"]["p99"] - 3) < 0.18
    assert figures["window"]["latency"] == latency
    assert figures["targets"] == {
        "hit_ratio": 0.85,
        "answer_time_s": 0.5,
        "process_memory_mb": 50,
        "requests_per_second": 20,
    }


def test_attempts_to_deliver_callbacks_are_told_by_what_came_of_them() -> None:
    tally = Tally()
    counted = Counted(tally)
    counted.webhook("failed")
    counted.webhook("failed")
    counted.webhook("delivered")
    some = replace(NOTHING, totals=tally.take().totals)

    expected = {"delivered": 1, "failed": 2, "given_up": 0, "gone": 0}
    assert told(comprehensive(some, ON, MODELS))["webhooks"] == expected
    text, _ = exposition(some, ON, "")
    assert b'palja_webhooks_total{outcome="failed"} 2.0' in text
    assert b'palja_webhooks_total{outcome="gone"} 0.0' in text


def test_prometheus_is_told_the_same() -> None:
    content, media_type = exposition(some_traffic(), ON, "text/plain;version=0.0.4;q=0.5,*/*")
    samples = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(content.decode())
        for sample in family.samples
    }

    assert media_type.startswith("text/plain")
    assert samples["palja_cache_reads_total", "memory"] == 7
    assert samples["palja_provider_calls_total", "g-1", "gemini", "server_error"] == 2
    assert samples["palja_provider_retries_total",] == 1
    assert samples["palja_cost_usd_total", "g-1", "gemini"] == 0.004
    assert samples["palja_process_resident_memory_bytes", "9", "host", "worker"] == 70_000_000
    assert samples["palja_queue_depth",] == 5
    assert samples["palja_late_results_total",] == 1
    assert samples["palja_redelivered_total",] == 2
    assert samples["palja_failed_jobs",] == 3
    assert samples["palja_optimization_enabled",] == 1
    assert samples["palja_answer_seconds_bucket", "0.00562341"] == 7
    assert samples["palja_answer_seconds_bucket", "0.0177828"] == 10
    assert samples["palja_answer_seconds_bucket", "+Inf"] == 10
    assert samples["palja_answer_seconds_count",] == 10
    assert abs(samples["palja_answer_seconds_sum",] - 0.037) < 1e-9
    assert samples["palja_provider_call_seconds_count", "gemini"] == 4


def test_before_any_traffic_prometheus_is_told_no_latency() -> None:
    content, _ = exposition(NOTHING, ON, "")

    assert b"palja_hit_seconds" not in content
    assert b"palja_queue_depth 0.0" in content


def test_openmetrics_is_told_where_it_is_preferred() -> None:
    content, media_type = exposition(
        some_traffic(), ON, "application/openmetrics-text;version=1.0.0,text/plain;q=0.5"
    )

    assert media_type.startswith("application/openmetrics-text")
    assert content.endswith(b"# EOF\n")


def test_stale_hits_are_hits_and_nobody_waits_for_their_refreshes() -> None:
    tally = Tally()
    counted = Counted(tally)
    counted.question("known", "redis", stale=True)
    counted.question("known", "memory", stale=True)
    counted.question("known", "memory")
    counted.refresh("queued")
    counted.job("completed", None)
    stored = replace(NOTHING, totals=tally.take().totals)

    figures = told(comprehensive(stored, ON, MODELS))

    assert (figures["hits"], figures["misses"], figures["stale_hits"]) == (3, 0, 2)
    assert figures["cache"] == {"memory": 2, "miss": 0, "redis": 1}
    assert (figures["refreshes"], figures["jobs"]) == ({"queued": 1}, {"completed": 1})
    assert figures["latency"]["jobs"]["count"] == 0
    text, _ = exposition(stored, ON, "*/*")
    assert b'palja_stale_hits_total{level="redis"} 1.0' in text
    assert b'palja_refreshes_total{outcome="queued"} 1.0' in text


def samples_of(stored: Stored, memory: StoreMemory = NOTHING_KNOWN) -> dict[tuple[str, ...], float]:
    content, _ = exposition(stored, ON, "text/plain;version=0.0.4", memory)
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(content.decode())
        for sample in family.samples
    }


def test_a_count_that_can_be_foreseen_is_told_before_its_first() -> None:
    """Of a series that begins with 1 nobody can tell a rate."""
    worker = replace(WORKER, models={"openai": "o-1"})
    samples = samples_of(replace(NOTHING, reports=(worker,)))

    for known in (
        ("palja_questions_total", "refused"),
        ("palja_http_errors_total", "500"),
        ("palja_jobs_total", "failed"),
        ("palja_stale_hits_total", "redis"),
        ("palja_refreshes_total", "away"),
        ("palja_answers_total", "saju_engine"),
        ("palja_answers_total", "openai"),
        ("palja_cost_usd_total", "o-1", "openai"),
        ("palja_provider_calls_total", "o-1", "ok", "openai"),
    ):
        assert samples[known] == 0


def test_both_kinds_of_process_are_counted_also_where_there_is_none() -> None:
    assert samples_of(NOTHING)["palja_processes", "worker"] == 0
    samples = samples_of(some_traffic())

    assert (samples["palja_processes", "gateway"], samples["palja_processes", "worker"]) == (2, 1)
    assert samples["palja_jobs_running",] == 4
    assert samples["palja_memory_cache_entries",] == 3
    pool = ("in_use", "waiting", "limit")
    assert [samples[f"palja_pool_connections_{name}",] for name in pool] == [3, 1, 20]


def test_what_the_store_holds_is_told_and_a_limit_where_it_has_one() -> None:
    samples = samples_of(NOTHING, StoreMemory(7, 12_000, 2_000_000, 8_000_000))

    told = ("palja_cache_entries", "palja_cache_bytes", "palja_store_memory_bytes")
    assert [samples[name,] for name in told] == [7, 12_000, 2_000_000]
    assert samples["palja_store_memory_limit_bytes",] == 8_000_000
    unlimited = samples_of(NOTHING, StoreMemory(7, 12_000, 2_000_000, 0))
    assert ("palja_store_memory_limit_bytes",) not in unlimited
    assert ("palja_store_memory_bytes",) not in samples_of(NOTHING)
