"""Figures as a gateway tells them, with one of everything."""

from __future__ import annotations

from typing import Any

LATENCY = {"count": 4, "mean": 0.0004, "p50": 0.0003, "p95": 0.5, "p99": 2.0}
NONE = {"count": 0, "mean": None, "p50": None, "p95": None, "p99": None}
LATENCIES = {"hits": LATENCY, "answers": LATENCY, "provider_calls": NONE, "jobs": NONE}
FIGURES: dict[str, Any] = {
    "since": "2026-11-27T08:00:00Z",
    "total_requests": 12345,
    "success_rates": {"gemini": "98.5%"},
    "fallback_chains": 1,
    "fallback_rate": "2.5%",
    "primary_success_rate": "97.5%",
    "models_available": ["gemini", "saju_engine"],
    "hits": 90,
    "misses": 10,
    "hit_rate": "90.0%",
    "hit_ratio": 0.9,
    "memory_entries": 7,
    "redis_available": True,
    "optimization_enabled": True,
    "requests_per_second": 3.25,
    "queue": {"depth": 2, "oldest_age_s": 4.0, "running": 1},
    "latency": LATENCIES,
    "answers": {"gemini": 8, "saju_engine": 2},
    "models": [
        {
            "provider": "gemini",
            "model": "gemini-x",
            "calls": 10,
            "outcomes": {"ok": 8, "timeout": 2},
            "success_rate": "80.0%",
            "input_tokens": 1000,
            "output_tokens": 2000,
            "cost_usd": 0.04,
        }
    ],
    "breakers": {
        "gemini": {"state": "closed", "reason": None, "since": None},
        "openai": {"state": "open", "reason": "quota", "since": "2026-11-27T09:00:00Z"},
    },
    "processes": [
        {
            "kind": "gateway", "host": "h", "pid": 7, "memory_mb": 101.5, "memory_entries": 7,
            "waiting_callers": 0,
        },
        {
            "kind": "worker", "host": "h", "pid": 8, "memory_mb": 48.0, "memory_entries": None,
            "waiting_callers": None,
        },
    ],
    "window": {
        "seconds": 300, "total_requests": 200, "hits": 150, "misses": 50, "hit_ratio": 0.75,
        "latency": LATENCIES,
    },
    "targets": {
        "hit_ratio": 0.85, "answer_time_s": 0.5, "process_memory_mb": 50, "requests_per_second": 20,
    },
    "alerts": [
        {
            "name": "process_memory_mb", "value": 101.5, "limit": 100,
            "action": "gateway 7 on h: `palja cache clear` empties its cache now.",
        }
    ],
}  # fmt: skip
