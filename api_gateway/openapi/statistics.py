"""The figures and the switch, as the OpenAPI document describes them.

Times are in seconds unless a name says otherwise; what was never measured is null.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from api_gateway.openapi.chart import Row
from shared.circuit import CircuitState
from shared.metrics.report import ProcessKind

Percent = str | None
Seconds = float | None


class PlainFigures(Row):
    """Figures over all processes since counting began."""

    since: dt.datetime | None
    """when counting began in this store"""
    total_requests: int
    """questions that were understood, charts alone included"""
    success_rates: dict[str, Percent]
    """of each provider's calls the share that brought a whole reading, as "98.5%"; null: no call"""
    fallback_chains: int
    """answers that any link but the first configured provider gave; cached ones do not count, what
    refreshes of stale ones brought does"""
    fallback_rate: Percent
    """their share of all answers that were not cached"""
    primary_success_rate: Percent
    """how often the first provider answered when it was asked, retries included"""
    models_available: list[str]
    """what the living workers can ask, in order, and the engine"""
    hits: int
    """cacheable questions that a cache answered"""
    misses: int
    """cacheable questions that none could answer; while optimisation is off none is cacheable"""
    hit_rate: Percent
    hit_ratio: float | None
    memory_entries: int | None
    """readings in the memories of all gateway processes"""
    redis_available: Literal[True]
    """without the store these figures are a 503"""


class LatencyRow(Row):
    """Seconds. Quantiles are within 6 % (10 µs to 1000 s): they come from buckets."""

    count: int
    mean: Seconds
    p50: Seconds
    p95: Seconds
    p99: Seconds


class LatencyRows(Row):
    """How long things took."""

    hits: LatencyRow
    """answers from a cache"""
    answers: LatencyRow
    """all answers to questions, without what a caller chose to wait"""
    provider_calls: LatencyRow
    jobs: LatencyRow
    """from submit to end; without refreshes, for which nobody waits"""


class ModelRow(Row):
    """One model's calls since counting began."""

    provider: str
    model: str
    calls: int
    outcomes: dict[str, int]
    """as in `attempts`; `cancelled`: the job was withdrawn or lost meanwhile"""
    success_rate: Percent
    input_tokens: int
    """of the calls that brought a reading, by the provider's word"""
    output_tokens: int
    cost_usd: float | None
    """null: no call had a known price"""


class DayRow(Row):
    """What one model took in one day (UTC); 31 days are kept."""

    day: dt.date
    provider: str
    model: str
    calls: int
    input_tokens: int
    output_tokens: int
    cost_usd: float | None


class QueueRow(Row):
    """The queue now."""

    depth: int
    oldest_age_s: float | None
    running: int | None
    """jobs in workers' hands"""


class PoolRow(Row):
    """Connections of all workers to providers."""

    in_use: int | None
    waiting: int | None
    """calls that wait for a place"""
    limit: int | None
    connections_opened: int
    """since counting began"""
    connections_reused: int


class ProcessRow(Row):
    """One living process."""

    kind: ProcessKind
    host: str
    pid: int
    memory_mb: float | None
    """resident, 1 MB is 1,000,000 bytes; null where the system does not tell"""
    memory_entries: int | None
    waiting_callers: int | None
    """whom a gateway keeps until a job ends: `Prefer: wait`, `?wait=` and event streams"""


class WindowRow(Row):
    """The same figures of the last five minutes, to ten seconds."""

    seconds: int
    total_requests: int
    hits: int
    misses: int
    hit_ratio: float | None
    fallback_ratio: float | None
    """of the answers that no cache had, those that another than the first provider gave"""
    latency: LatencyRows


class TargetsRow(Row):
    """What is aimed at."""

    hit_ratio: float
    answer_time_s: float
    process_memory_mb: float
    requests_per_second: float


class AlertRow(Row):
    """A figure beyond its limit, or what somebody must see to, and what to do about it."""

    name: Literal[
        "hit_ratio",
        "answer_time_s",
        "process_memory_mb",
        "provider_shut",
        "model_retires",
        "cost_unknown",
    ]
    """provider_shut: a key or an account that is refused; model_retires: a model that is switched off;
    cost_unknown: a limit of cost for a model without a known price"""
    value: float
    """seconds since then, and days until then, for the first two of these"""
    limit: float
    action: str
    date: dt.date | None = None
    """the day on which a model is switched off; absent in other rows"""


class BreakerRow(Row):
    """A provider's circuit: open, it is skipped; half open, one call at a time finds out."""

    state: CircuitState
    reason: str | None
    """the outcome that opened it, as in `attempts`"""
    since: dt.datetime | None
    """when it opened; of a closed one, when it closed again (null: it never opened)"""
    until: dt.datetime | None
    """when one call may find out whether it can close; null: it is closed"""
    needs_operator: bool
    """the key is refused, or the account has no money or quota left"""
    probing: bool
    """a call that finds out is under way"""
    failures: int
    """in a row; five open it"""
    recent_calls: int
    """the last calls, twenty at most, since it closed"""
    recent_failures: int
    """of these; ten open it"""


class QuotaRow(Row):
    """What was taken of a provider whose quota is limited; limits are null where there are none."""

    requests_last_minute: int
    requests_per_minute: int | None
    tokens_last_minute: int
    """estimated for calls under way"""
    tokens_per_minute: int | None
    waiting: int
    """calls that have a turn in the next minutes"""
    cost_today_usd: float
    """of this day (UTC), when its cost is limited"""
    daily_cost_usd: float | None


class ConfiguredModelRow(Row):
    """A model that living workers ask, and what our table of models knows of it."""

    provider: str
    model: str
    retires: dt.date | None
    """the day on which it is switched off, where that is known"""
    retired: bool
    price_known: bool
    """else its calls cost nothing in these figures"""


class ComprehensiveFigures(PlainFigures):
    """All figures."""

    optimization_enabled: bool
    optimization_since: dt.datetime | None
    """when the switch was last moved; null: never, the setting's value holds"""
    requests: dict[str, int]
    """questions by what became of them: known, queued, joined, degraded, refused, chart"""
    cache: dict[str, int]
    """cacheable questions: memory, redis, miss"""
    stale_hits: int
    """of the hits those that were past their time and served while a fresher reading was fetched"""
    refreshes: dict[str, int]
    """stale readings to be replaced: queued (a job of its own), refused (the queue is full), away"""
    answers: dict[str, int]
    """answers not cached, by who gave them"""
    fallback_paths: dict[str, int]
    """the ways of `fallback_chains`: who was asked, in order, and who answered"""
    jobs: dict[str, int]
    """jobs that workers ended, refreshes included, by status"""
    late_results: int
    """results that came after another of the same job"""
    unreplicated: int
    """jobs accepted or ended that no replica of the store had confirmed when it was told; 0 unless the
    store is found through sentinels"""
    redelivered: int
    """messages that came while their job was in hand or after its end, and were dropped"""
    failed_jobs: int
    """jobs that failed or were left to the engine for good, as `palja job --failed` lists them"""
    webhooks: dict[str, int]
    """attempts to deliver a callback: delivered, failed, gone (410), given_up"""
    latency: LatencyRows
    models: list[ModelRow]
    retries: int
    provider_calls: int
    provider_calls_per_request: float | None
    """requests for charts alone do not count here"""
    cost_per_day: list[DayRow]
    queue: QueueRow
    pool: PoolRow
    breakers: dict[str, BreakerRow]
    """by provider, of all processes together"""
    quotas: dict[str, QuotaRow]
    """by provider; one without limits is not there"""
    configured_models: list[ConfiguredModelRow]
    processes: list[ProcessRow]
    requests_per_second: float | None
    """over the last minute, or since counting began"""
    window: WindowRow
    flower_port: int | None
    """where Flower listens, on the loopback of the machine that runs it"""
    targets: TargetsRow
    alerts: list[AlertRow]
    """of five minutes and at least 200 cacheable questions; memory and providers at any time"""


class StatsAnswer(Row):
    """The figures that most ask for."""

    success: Literal[True]
    data: PlainFigures


class ComprehensiveStatsAnswer(Row):
    """All figures."""

    success: Literal[True]
    data: ComprehensiveFigures


class SwitchAnswer(Row):
    """What holds now; every process follows within a second."""

    success: Literal[True]
    optimization_enabled: bool
    since: dt.datetime = Field(description="when it was last changed")


class ClearedAnswer(Row):
    """The cache is empty; a reading that was written meanwhile may be in it, or gone as well."""

    success: Literal[True]
    entries: int
    """readings that the store has forgotten"""
    cleared_at: dt.datetime
