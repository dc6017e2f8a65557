"""What Prometheus is told of the present: processes, queue, cache, store, circuits and quotas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import get_args

from prometheus_client.core import GaugeMetricFamily, Metric

from api_gateway.providers import breakers
from shared.circuit import CircuitState
from shared.metrics.report import ProcessKind
from shared.metrics.store import Stored, StoreMemory
from shared.optimization import SwitchState

_QUOTAS = (
    ("palja_provider_cost_today_usd", "cost_today_usd", "Cost of the day (UTC), USD"),
    ("palja_provider_cost_limit_usd", "daily_cost_usd", "Limit of a day's cost, USD"),
    ("palja_provider_requests_last_minute", "requests_last_minute", "Calls of the last minute"),
    ("palja_provider_requests_limit", "requests_per_minute", "Limit of a minute's calls"),
    ("palja_provider_tokens_last_minute", "tokens_last_minute", "Tokens of the last minute"),
    ("palja_provider_tokens_limit", "tokens_per_minute", "Limit of a minute's tokens"),
    ("palja_provider_calls_waiting", "waiting", "Calls that wait for their turn"),
)
"""A family's name, the figure's in `shared.quota`, and what it is."""


def gauges(stored: Stored, optimization: SwitchState, memory: StoreMemory) -> Iterator[Metric]:
    """Every family that can fall as well as rise."""
    yield from _queue(stored)
    yield from _caches(stored, memory)
    yield _gauge(
        "palja_optimization_enabled", "Whether optimisation is on", int(optimization.enabled)
    )
    yield from _processes(stored)
    yield from _circuits(stored)
    yield from _quotas(stored)


def _queue(stored: Stored) -> Iterator[Metric]:
    yield _gauge("palja_queue_depth", "Jobs that wait", stored.queued)
    age_s = stored.oldest_queued_s or 0.0
    yield _gauge("palja_queue_oldest_age_seconds", "Age of the oldest that waits", age_s)
    running = sum(report.running or 0 for report in stored.reports)
    yield _gauge("palja_jobs_running", "Jobs that workers have in hand", running)
    yield _gauge("palja_failed_jobs", "Jobs listed as failed", stored.failed_jobs)


def _caches(stored: Stored, memory: StoreMemory) -> Iterator[Metric]:
    entries = sum(report.memory_entries or 0 for report in stored.reports)
    yield _gauge("palja_memory_cache_entries", "Readings in the gateways' memory", entries)
    yield _gauge("palja_cache_entries", "Readings in the store", memory.cache_entries)
    yield _gauge("palja_cache_bytes", "Size of the readings in the store", memory.cache_bytes)
    if memory.used_bytes is not None:
        yield _gauge("palja_store_memory_bytes", "Memory of the store", memory.used_bytes)
    if memory.limit_bytes:
        yield _gauge(
            "palja_store_memory_limit_bytes", "Its limit, absent without", memory.limit_bytes
        )


def _processes(stored: Stored) -> Iterator[Metric]:
    alive = _family("palja_processes", "Processes that report", ["kind"])
    for kind in get_args(ProcessKind):
        alive.add_metric([kind], sum(report.kind == kind for report in stored.reports))
    memory = _family(
        "palja_process_resident_memory_bytes", "Memory of each process", ["kind", "host", "pid"]
    )
    for report in stored.reports:
        if report.rss_bytes is not None:
            memory.add_metric([report.kind, report.host, str(report.pid)], report.rss_bytes)
    yield from (alive, memory)
    pools = [report.pool for report in stored.reports if report.pool is not None]
    for name, help_text, values in (
        ("in_use", "Connections to providers in use", [pool.in_use for pool in pools]),
        ("waiting", "Calls that wait for a connection", [pool.waiting for pool in pools]),
        ("limit", "Connections that workers may have", [pool.limit for pool in pools]),
    ):
        yield _gauge(f"palja_pool_connections_{name}", help_text, sum(values))
    waiting = sum(report.waiting_callers or 0 for report in stored.reports)
    yield _gauge("palja_waiting_callers", "Callers who wait for jobs", waiting)


def _circuits(stored: Stored) -> Iterator[Metric]:
    state = _family("palja_breaker_state", "1 for the state of a circuit", ["provider", "state"])
    failures = _family("palja_breaker_failures", "Failures in a row", ["provider", "reason"])
    for provider, row in breakers(stored).items():
        for name in get_args(CircuitState):
            state.add_metric([provider, name], int(row["state"] == name))
        failures.add_metric([provider, row["reason"] or ""], row["failures"])
    yield from (state, failures)


def _quotas(stored: Stored) -> Iterator[Metric]:
    for name, figure, help_text in _QUOTAS:
        family = _family(name, help_text, ["provider"])
        for provider, figures in stored.quotas.items():
            if figures[figure] is not None:
                family.add_metric([provider], figures[figure])
        yield family
    # Of the first release: several units in one family.
    every = _family("palja_quota", "The same under one name", ["provider", "figure"])
    for provider, figures in stored.quotas.items():
        for figure, value in figures.items():
            if value is not None:
                every.add_metric([provider, figure], value)
    yield every


def _family(name: str, help_text: str, labels: Sequence[str]) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, help_text, labels=labels)


def _gauge(name: str, help_text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, help_text, value=value)
