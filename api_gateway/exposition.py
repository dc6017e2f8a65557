"""The figures in the forms that Prometheus reads.

They are those of all processes, from the store: scrape one gateway, not each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import get_args

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from api_gateway.gauges import gauges
from api_gateway.providers import models_asked, providers_asked
from shared.contracts.answers import ENGINE
from shared.jobs.record import JobStatus
from shared.metrics.buckets import BOUNDS_S, PER_DECADE
from shared.metrics.counted import ANSWERS, NANO, QuestionOutcome, RefreshOutcome
from shared.metrics.store import NOTHING_KNOWN, Stored, StoreMemory
from shared.metrics.sums import Sums
from shared.optimization import SwitchState

KNOWN_ERRORS = ("401", "403", "404", "422", "429", "500", "503")
"""Told before the first of them; there are others."""
BUCKETS_PER_DECADE = 4
"""Each told bucket is five of ours, so the bounds are exact."""
_STEP = PER_DECADE // BUCKETS_PER_DECADE


def exposition(
    stored: Stored,
    optimization: SwitchState,
    accepted: str,
    memory: StoreMemory = NOTHING_KNOWN,
) -> tuple[bytes, str]:
    """The text and its media type, the one that the `Accept` header prefers."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures(stored, optimization, memory))
    encode, media_type = choose_encoder(accepted)
    return encode(registry), media_type


class _Figures(Collector):
    def __init__(self, stored: Stored, optimization: SwitchState, memory: StoreMemory) -> None:
        self._stored = stored
        self._sums = Sums(stored.totals)
        self._optimization = optimization
        self._memory = memory

    def collect(self) -> Iterator[Metric]:
        yield from self._questions()
        yield from self._providers()
        yield from self._jobs()
        yield from self._latencies()
        yield from gauges(self._stored, self._optimization, self._memory)

    def _questions(self) -> Iterator[Metric]:
        sums = self._sums
        questions = self._under("questions", get_args(QuestionOutcome))
        yield _counter("palja_questions", "Questions", ["outcome"], questions)
        yield _counter("palja_cache_reads", "Cacheable questions", ["outcome"], sums.cache_reads)
        stale = self._under("stale", ("memory", "redis"))
        yield _counter("palja_stale_hits", "Hits that were stale", ["level"], stale)
        refreshes = self._under("refreshes", get_args(RefreshOutcome))
        yield _counter("palja_refreshes", "Stale readings to replace", ["outcome"], refreshes)
        errors = self._under("errors", KNOWN_ERRORS)
        yield _counter("palja_http_errors", "Answers of 400 or more", ["status"], errors)
        writers = (*providers_asked(self._stored), "stale_cache", ENGINE)
        answers = self._under("answers", writers)
        yield _counter("palja_answers", "Answers not cached", ["by"], answers)
        yield _counter(
            "palja_fallbacks", "Answers by a later link", ["path"], sums.under("fallbacks")
        )

    def _under(self, subject: str, known: Iterable[str]) -> dict[str, int]:
        """Each count of a subject; those that are `known` are told before their first, as 0.

        Else nobody could see the first one: a rate begins with a series' second value.
        """
        return dict.fromkeys(known, 0) | self._sums.under(subject)

    def _providers(self) -> Iterator[Metric]:
        sums, labels = self._sums, ["provider", "model"]
        calls = CounterMetricFamily(
            "palja_provider_calls", "Provider calls", labels=[*labels, "outcome"]
        )
        cost = CounterMetricFamily("palja_cost_usd", "Cost of answering calls, USD", labels=labels)
        asked = models_asked(self._stored)
        for model, outcomes in ({model: {"ok": 0} for model in asked} | sums.calls()).items():
            for outcome, amount in outcomes.items():
                calls.add_metric([*model, outcome], amount)
        for model, nano_usd in (dict.fromkeys(asked, 0) | sums.by_model("cost_nusd")).items():
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
        jobs = self._under("jobs", (JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED))
        yield _counter("palja_jobs", "Jobs that ended", ["status"], jobs)
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


def _counter(
    name: str, help_text: str, labels: list[str], amounts: dict[str, int]
) -> CounterMetricFamily:
    family = CounterMetricFamily(name, help_text, labels=labels)
    for label, amount in amounts.items():
        family.add_metric([label] if labels else [], amount)
    return family


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
