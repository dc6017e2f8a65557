"""The figures of `/admin-api/ai/stats/history`: the last hour as series, and the switch's two positions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from api_gateway.statistics import latency_row, megabytes, rounded
from shared.metrics.history import POSITIONS, History, PositionCounts
from shared.metrics.sample import Sample
from shared.metrics.store import SLOT_S
from shared.metrics.sums import ratio

_SERIES: dict[str, Callable[[Sample], float | None]] = {
    "requests_per_second": lambda sample: sample.questions / SLOT_S,
    "hit_ratio": lambda sample: ratio(sample.hits, sample.hits + sample.misses),
    "fallback_ratio": lambda sample: ratio(sample.fallbacks, sample.written),
    "provider_calls": lambda sample: sample.provider_calls,
    "cost_usd": lambda sample: sample.cost_usd,
    "answer_mean_s": lambda sample: sample.answer_mean_s,
    "answer_p50_s": lambda sample: sample.answer_p50_s,
    "answer_p95_s": lambda sample: sample.answer_p95_s,
    "answer_p99_s": lambda sample: sample.answer_p99_s,
    "hit_p95_s": lambda sample: sample.hit_p95_s,
    "call_p95_s": lambda sample: sample.call_p95_s,
    "job_p95_s": lambda sample: sample.job_p95_s,
    "queue_depth": lambda sample: sample.queue_depth,
    "queue_oldest_s": lambda sample: sample.queue_oldest_s,
    "running": lambda sample: sample.running,
    "gateway_memory_mb": lambda sample: megabytes(sample.gateway_bytes),
    "worker_memory_mb": lambda sample: megabytes(sample.worker_bytes),
}


def history(found: History) -> dict[str, Any]:
    """Columns of equal length, oldest first, each entry of the ten seconds that ended at its `at`."""
    return {
        "interval_s": SLOT_S,
        "at": [_end(sample.slot) for sample in found.samples],
        "optimization_enabled": [sample.optimized for sample in found.samples],
        "series": {
            name: [rounded(value(sample), 7) for sample in found.samples]
            for name, value in _SERIES.items()
        },
        "positions": {
            position: None if (counts := found.positions.get(position)) is None else _row(counts)
            for position in POSITIONS
        },
    }


def _row(counts: PositionCounts) -> dict[str, Any]:
    sums = counts.sums
    questions = sums.all("questions") - sums.one("questions|chart")
    calls = sums.all("calls")
    return {
        "first_at": _end(counts.first - 1),
        "last_at": _end(counts.last),
        "measured_s": counts.slots * SLOT_S,
        "questions": questions,
        "hits": sums.hits,
        "hit_ratio": rounded(ratio(sums.hits, questions)),
        "provider_calls": calls,
        "provider_calls_per_request": rounded(ratio(calls, questions)),
        "connections_opened": sums.one("connections|opened"),
        "cost_usd": sum(sums.cost_usd(model) or 0 for model in sums.calls()),
        "latency": {
            "readings": latency_row(sums.latency("hit", "job")),
            "hits": latency_row(sums.latency("hit")),
            "jobs": latency_row(sums.latency("job")),
            "provider_calls": latency_row(sums.latency(*sums.series("call."))),
        },
    }


def _end(slot: int) -> datetime:
    return datetime.fromtimestamp((slot + 1) * SLOT_S, UTC)
