"""The figures in the forms that Prometheus reads.

They are those of all processes, from the store: scrape one gateway, not each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import get_args

from prometheus_client import CollectorRegistry
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from api_gateway.providers import breakers
from shared.circuit import CircuitState
from shared.metrics.buckets import BOUNDS_S, PER_DECADE
from shared.metrics.counted import ANSWERS, NANO
from shared.metrics.store import Stored
from shared.metrics.sums import Sums
from shared.optimization import SwitchState

BUCKETS_PER_DECADE = 4
"""Each told bucket is five of ours, so the bounds are exact."""
_STEP = PER_DECADE // BUCKETS_PER_DECADE


def exposition(stored: Stored, optimization: SwitchState, accepted: str) -> tuple[bytes, str]:
    """The text and its media type, the one that the `Accept` header prefers."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures(stored, optimization))
    encode, media_type = choose_encoder(accepted)
    return encode(registry), media_type


class _Figures(Collector):
    def __init__(self, stored: Stored, optimization: SwitchState) -> None:
        self._stored = stored
        self._sums = Sums(stored.totals)
        self._optimization = optimization

    def collect(self) -> Iterator[Metric]:
        yield from self._questions()
        yield from self._providers()
        yield from self._jobs()
        yield from self._latencies()
        yield from self._now()

    def _questions(self) -> Iterator[Metric]:
        sums = self._sums
        yield _counter("palja_questions", "Questions", ["outcome"], sums.under("questions"))
        yield _counter("palja_cache_reads", "Cacheable questions", ["outcome"], sums.cache_reads)
        yield _counter("palja_stale_hits", "Hits that were stale", ["level"], sums.under("stale"))
        yield _counter(
            "palja_refreshes", "Stale readings to replace", ["outcome"], sums.under("refreshes")
        )
        yield _counter("palja_answers", "Answers not cached", ["by"], sums.under("answers"))
        yield _counter(
            "palja_fallbacks", "Answers by a later link", ["path"], sums.under("fallbacks")
        )

    def _providers(self) -> Iterator[Metric]:
        sums, labels = self._sums, ["provider", "model"]
        calls = CounterMetricFamily(
            "palja_provider_calls", "Provider calls", labels=[*labels, "outcome"]
        )
        cost = CounterMetricFamily("palja_cost_usd", "Cost of answering calls, USD", labels=labels)
        for model, outcomes in sums.calls().items():
            for outcome, amount in outcomes.items():
                calls.add_metric([*model, outcome], amount)
        for model, nano_usd in sums.by_model("cost_nusd").items():
            cost.add_metric([*model], nano_usd / NANO)
        tokens = CounterMetricFamily("palja_tokens", "Tokens", labels=[*labels, "direction"])
        for direction in ("input", "output"):
            for model, amount in sums.by_model(f"{direction}_tokens").items():
                tokens.add_metric([*model, direction], amount)
        yield from (calls, cost, tokens)
        retries = {"": sums.one("retries")}
        yield _counter("palja_provider_retries", "Calls that were retries", [], retries)
        connections = sums.under("connections")
        yield _counter("palja_connections", "Connections of calls", ["kind"], connections)

    def _jobs(self) -> Iterator[Metric]:
        yield _counter("palja_jobs", "Jobs that ended", ["status"], self._sums.under("jobs"))
        late = {"": self._stored.late_results}
        yield _counter("palja_late_results", "Results that came second", [], late)
        unreplicated = {"": self._sums.one("unreplicated")}
        yield _counter("palja_unreplicated", "Steps that no replica confirmed", [], unreplicated)
        redelivered = {"": self._stored.redelivered}
        yield _counter("palja_redelivered", "Messages of jobs in hand or ended", [], redelivered)
        webhooks = self._sums.webhooks
        yield _counter("palja_webhooks", "Attempts to deliver a callback", ["outcome"], webhooks)

    def _latencies(self) -> Iterator[Metric]:
        for name, series, help_text in (
            ("palja_hit_seconds", ["hit"], "Answers from a cache"),
            ("palja_answer_seconds", ANSWERS, "Answers to questions, waits excluded"),
            ("palja_job_seconds", ["job"], "Jobs from submit to end"),
        ):
            if self._sums.buckets(series):
                family = HistogramMetricFamily(name, help_text)
                family.add_metric([], *_histogram(self._sums, series))
                yield family
        calls = HistogramMetricFamily(
            "palja_provider_call_seconds", "Provider calls", labels=["provider"]
        )
        for one in self._sums.series("call."):
            calls.add_metric([one.removeprefix("call.")], *_histogram(self._sums, [one]))
        yield calls

    def _now(self) -> Iterator[Metric]:
        stored = self._stored
        yield _gauge("palja_queue_depth", "Jobs that wait", stored.queued)
        age_s = stored.oldest_queued_s or 0.0
        yield _gauge("palja_queue_oldest_age_seconds", "Age of the oldest that waits", age_s)
        yield _gauge("palja_failed_jobs", "Jobs listed as failed", stored.failed_jobs)
        enabled = int(self._optimization.enabled)
        yield _gauge("palja_optimization_enabled", "Whether optimisation is on", enabled)
        pools = [report.pool for report in stored.reports if report.pool is not None]
        in_use = sum(pool.in_use for pool in pools)
        yield _gauge("palja_pool_connections_in_use", "Connections to providers in use", in_use)
        waiting = sum(report.waiting_callers or 0 for report in stored.reports)
        yield _gauge("palja_waiting_callers", "Callers who wait for jobs", waiting)
        memory = GaugeMetricFamily(
            "palja_process_resident_memory_bytes",
            "Memory of each process",
            labels=["kind", "host", "pid"],
        )
        for report in stored.reports:
            if report.rss_bytes is not None:
                memory.add_metric([report.kind, report.host, str(report.pid)], report.rss_bytes)
        yield memory
        yield from self._gates()

    def _gates(self) -> Iterator[Metric]:
        state = GaugeMetricFamily(
            "palja_breaker_state", "1 for the state of a circuit", labels=["provider", "state"]
        )
        failures = GaugeMetricFamily(
            "palja_breaker_failures", "Failures in a row", labels=["provider", "reason"]
        )
        for provider, row in breakers(self._stored).items():
            for name in get_args(CircuitState):
                state.add_metric([provider, name], int(row["state"] == name))
            failures.add_metric([provider, row["reason"] or ""], row["failures"])
        quota = GaugeMetricFamily(
            "palja_quota", "Use of a quota, and its limits", labels=["provider", "figure"]
        )
        for provider, figures in self._stored.quotas.items():
            for name, value in figures.items():
                if value is not None:
                    quota.add_metric([provider, name], value)
        yield from (state, failures, quota)


def _counter(
    name: str, help_text: str, labels: list[str], amounts: dict[str, int]
) -> CounterMetricFamily:
    family = CounterMetricFamily(name, help_text, labels=labels)
    for label, amount in amounts.items():
        family.add_metric([label] if labels else [], amount)
    return family


def _gauge(name: str, help_text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, help_text, value=value)


def _histogram(sums: Sums, series: Sequence[str]) -> tuple[list[tuple[str, float]], float]:
    """Cumulative counts by upper bound, and the sum of seconds."""
    buckets = sums.buckets(series)
    rows = [
        (f"{BOUNDS_S[index]:.6g}", float(_up_to(buckets.items(), index)))
        for index in range(0, len(BOUNDS_S), _STEP)
    ]
    return [*rows, ("+Inf", float(sum(buckets.values())))], sums.seconds(series)


def _up_to(buckets: Iterable[tuple[int, int]], index: int) -> int:
    return sum(amount for bucket, amount in buckets if bucket <= index)
