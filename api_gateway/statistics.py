"""The figures of `/admin-api/ai/stats` from what all processes have counted.

What was never measured is null; every number here was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from api_gateway.providers import breakers, configured_models, provider_alarms, providers_asked
from shared.contracts.answers import ENGINE
from shared.metrics.alarms import MB, alarms
from shared.metrics.counted import ANSWERS
from shared.metrics.report import ProcessReport
from shared.metrics.store import SLOT_S, WINDOW_SLOTS, Stored
from shared.metrics.sums import Latency, Model, Sums, percent, ratio
from shared.models import Models
from shared.optimization import SwitchState

TARGETS = {
    "hit_ratio": 0.85,
    "answer_time_s": 0.5,
    "process_memory_mb": 50,
    "requests_per_second": 20,
}
RATE_SLOTS = 6
"""Requests per second are those of the last whole minute and of the slot being filled."""


def plain(stored: Stored) -> dict[str, Any]:
    """The figures of `GET /admin-api/ai/stats`."""
    sums = Sums(stored.totals)
    answers, fallbacks = sums.all("answers"), sums.all("fallbacks")
    hit_ratio, providers = sums.hit_ratio, providers_asked(stored)
    return {
        "since": _since(stored),
        "total_requests": sums.all("questions"),
        "success_rates": _success_rates(sums, providers),
        "fallback_chains": fallbacks,
        "fallback_rate": percent(ratio(fallbacks, answers)),
        "primary_success_rate": percent(ratio(sums.one("primary|ok"), sums.one("primary|tried"))),
        "models_available": [*providers, ENGINE],
        "hits": sums.hits,
        "misses": sums.misses,
        "hit_rate": percent(hit_ratio),
        "hit_ratio": rounded(hit_ratio),
        "memory_entries": _total(report.memory_entries for report in stored.reports),
        "redis_available": True,  # else there were no figures to tell
    }


def comprehensive(
    stored: Stored,
    optimization: SwitchState,
    models: Models,
    *,
    flower_port: int | None = None,
) -> dict[str, Any]:
    """The figures of `GET /admin-api/ai/stats/comprehensive`."""
    sums, window = Sums(stored.totals), Sums(*stored.slots)
    calls = sums.all("calls")
    questions = sums.under("questions")
    return {
        **plain(stored),
        "optimization_enabled": optimization.enabled,
        "optimization_since": optimization.since,
        "requests": questions,
        "cache": sums.cache_reads,
        "stale_hits": sums.stale_hits,
        "refreshes": sums.under("refreshes"),
        "answers": sums.under("answers"),
        "fallback_paths": sums.under("fallbacks"),
        "jobs": sums.under("jobs"),
        "late_results": stored.late_results,
        "unreplicated": sums.one("unreplicated"),
        "redelivered": stored.redelivered,
        "failed_jobs": stored.failed_jobs,
        "webhooks": sums.webhooks,
        "latency": _latencies(sums),
        "models": [_model(sums, model, outcomes) for model, outcomes in sums.calls().items()],
        "retries": sums.one("retries"),
        "provider_calls": calls,
        "provider_calls_per_request": rounded(
            ratio(calls, sum(questions.values()) - questions.get("chart", 0))
        ),
        "cost_per_day": _cost_per_day(stored),
        "queue": {
            "depth": stored.queued,
            "oldest_age_s": rounded(stored.oldest_queued_s),
            "running": _total(report.running for report in stored.reports),
        },
        "pool": _pool(sums, stored.reports),
        "breakers": breakers(stored),
        "quotas": stored.quotas,
        "configured_models": configured_models(stored, models),
        "processes": [_process(report) for report in stored.reports],
        "requests_per_second": rounded(_requests_per_second(stored)),
        "window": {
            "seconds": SLOT_S * WINDOW_SLOTS,
            "total_requests": window.all("questions"),
            "hits": window.hits,
            "misses": window.misses,
            "hit_ratio": rounded(window.hit_ratio),
            "fallback_ratio": rounded(ratio(window.all("fallbacks"), window.all("answers"))),
            "latency": _latencies(window),
        },
        "flower_port": flower_port,
        "targets": TARGETS,
        "alerts": [
            alarm.row()
            for alarm in (*alarms(window, stored.reports), *provider_alarms(stored, models))
        ],
    }


def _since(stored: Stored) -> datetime | None:
    since_ms = stored.totals.get("since")
    return None if since_ms is None else datetime.fromtimestamp(since_ms / 1000, UTC)


def _success_rates(sums: Sums, providers: Iterable[str]) -> dict[str, str | None]:
    """Of each provider's calls the share that brought a whole reading; null: never called."""
    called: dict[str, Counter[str]] = {name: Counter() for name in providers}
    for model, outcomes in sums.calls().items():
        called.setdefault(model.provider, Counter()).update(outcomes)
    return {
        provider: percent(ratio(outcomes["ok"], outcomes.total()))
        for provider, outcomes in called.items()
    }


def _latencies(sums: Sums) -> dict[str, Any]:
    return {
        "hits": latency_row(sums.latency("hit")),
        "answers": latency_row(sums.latency(*ANSWERS)),
        "provider_calls": latency_row(sums.latency(*sums.series("call."))),
        "jobs": latency_row(sums.latency("job")),
    }


def latency_row(latency: Latency) -> dict[str, float | None]:
    """The quantiles of one kind of thing, in seconds."""
    return {name: rounded(value, 7) for name, value in asdict(latency).items()}


def _model(sums: Sums, model: Model, outcomes: Counter[str]) -> dict[str, Any]:
    return {
        "provider": model.provider,
        "model": model.id,
        "calls": outcomes.total(),
        "outcomes": dict(outcomes),
        "success_rate": percent(ratio(outcomes["ok"], outcomes.total())),
        **_taken(sums, model),
    }


def _taken(sums: Sums, model: Model) -> dict[str, Any]:
    return {
        "input_tokens": sums.of_model("input_tokens", model),
        "output_tokens": sums.of_model("output_tokens", model),
        "cost_usd": sums.cost_usd(model),
    }


def _cost_per_day(stored: Stored) -> list[dict[str, Any]]:
    rows = []
    for day, counts in sorted(stored.days.items(), reverse=True):
        sums = Sums(counts)
        rows += [
            {
                "day": day.isoformat(),
                "provider": model.provider,
                "model": model.id,
                "calls": calls,
                **_taken(sums, model),
            }
            for model, calls in sums.by_model("calls").items()
        ]
    return rows


def _pool(sums: Sums, reports: Iterable[ProcessReport]) -> dict[str, Any]:
    pools = [report.pool for report in reports if report.pool is not None]
    return {
        "in_use": _total(pool.in_use for pool in pools),
        "waiting": _total(pool.waiting for pool in pools),
        "limit": _total(pool.limit for pool in pools),
        "connections_opened": sums.one("connections|opened"),
        "connections_reused": sums.one("connections|reused"),
    }


def _process(report: ProcessReport) -> dict[str, Any]:
    return {
        "kind": report.kind,
        "host": report.host,
        "pid": report.pid,
        "memory_mb": megabytes(report.rss_bytes),
        "memory_entries": report.memory_entries,
        "waiting_callers": report.waiting_callers,
    }


def _requests_per_second(stored: Stored) -> float | None:
    since = stored.totals.get("since")
    if since is None:
        return None
    elapsed_s = min(RATE_SLOTS * SLOT_S + stored.now_s % SLOT_S, stored.now_s - since / 1000)
    asked = Sums(*stored.slots[: RATE_SLOTS + 1]).all("questions")
    return asked / elapsed_s if elapsed_s >= 1 else None


def _total(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def rounded(value: float | None, digits: int = 4) -> float | None:
    """A figure without digits that mean nothing; None stays None."""
    return None if value is None else round(value, digits)


def megabytes(size_bytes: int | None) -> float | None:
    """A size in MB of 1,000,000 bytes, to one digit; None stays None."""
    return None if size_bytes is None else round(size_bytes / MB, 1)
