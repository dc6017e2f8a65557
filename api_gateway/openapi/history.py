"""The last hour and the switch's two positions, as the OpenAPI document describes them."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from api_gateway.openapi.chart import Row
from api_gateway.openapi.statistics import LatencyRow, Seconds


class SeriesRows(Row):
    """Columns as long as `at`: each entry is of one ten seconds, over all processes; null: no such thing."""

    requests_per_second: list[float]
    hit_ratio: list[float | None]
    """of cacheable questions"""
    fallback_ratio: list[float | None]
    """of the answers that no cache had, those that another than the first provider gave"""
    provider_calls: list[int]
    cost_usd: list[float]
    answer_mean_s: list[Seconds]
    """of all answers, without what a caller chose to wait"""
    answer_p50_s: list[Seconds]
    answer_p95_s: list[Seconds]
    answer_p99_s: list[Seconds]
    hit_p95_s: list[Seconds]
    call_p95_s: list[Seconds]
    """of provider calls"""
    job_p95_s: list[Seconds]
    """from submit to end"""
    queue_depth: list[int]
    queue_oldest_s: list[Seconds]
    running: list[int]
    """jobs in workers' hands"""
    gateway_memory_mb: list[float | None]
    """of the largest gateway process"""
    worker_memory_mb: list[float | None]


class PositionLatencyRows(Row):
    """How long things took while the switch stood there."""

    readings: LatencyRow
    """from question to reading: hits, and jobs to their end"""
    hits: LatencyRow
    jobs: LatencyRow
    provider_calls: LatencyRow


class PositionRow(Row):
    """What was counted while the optimisation switch stood at one position.

    It is of the last one to two hours of it in which something was asked. The ten seconds in which it
    moved count for neither.
    """

    first_at: dt.datetime
    last_at: dt.datetime
    measured_s: int
    """the time that was counted, less what lay between"""
    questions: int
    """those for a chart alone do not count here"""
    hits: int
    hit_ratio: float | None
    """of all these questions, so that both positions have one"""
    provider_calls: int
    provider_calls_per_request: float | None
    connections_opened: int
    """to providers"""
    cost_usd: float
    """0 also where no price is known"""
    latency: PositionLatencyRows


class PositionRows(Row):
    """The two positions of the optimisation switch; null: nothing was measured there for a week."""

    on: PositionRow | None
    off: PositionRow | None


class HistoryRow(Row):
    """The last hour, oldest first. Where no gateway ran, or the store was away, there are no entries."""

    interval_s: int
    at: list[dt.datetime]
    """the end of each entry's ten seconds"""
    optimization_enabled: list[bool]
    series: SeriesRows
    positions: PositionRows


class HistoryAnswer(Row):
    """The last hour, and both positions of the switch side by side."""

    success: Literal[True]
    data: HistoryRow
