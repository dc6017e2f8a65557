"""What is wrong by the figures of the last five minutes, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from shared.metrics.counted import ANSWERS
from shared.metrics.report import ProcessReport
from shared.metrics.sums import Sums

ENOUGH_QUESTIONS = 200
"""Of fewer cacheable questions in five minutes, rates and means say nothing."""
LOWEST_HIT_RATIO = 0.80
LONGEST_ANSWER_S = 1.0
LARGEST_PROCESS_MB = 100.0
MB = 1e6


@dataclass(frozen=True, slots=True)
class Alarm:
    """One figure beyond its limit."""

    name: str
    value: float
    limit: float
    action: str
    date: date | None = None
    """The day of what happens on one."""

    def row(self) -> dict[str, Any]:
        """As it is told."""
        return {name: value for name, value in asdict(self).items() if value is not None}


def alarms(window: Sums, reports: Iterable[ProcessReport]) -> tuple[Alarm, ...]:
    """The alarms of this window; a process's memory counts however few questions there were."""
    found = []
    if window.hits + window.misses >= ENOUGH_QUESTIONS:
        found += [*_hit_ratio(window), *_answer_time(window)]
    return (*found, *(alarm for report in reports for alarm in _memory(report)))


def _hit_ratio(window: Sums) -> list[Alarm]:
    share = window.hit_ratio
    if share is None or share >= LOWEST_HIT_RATIO:
        return []
    action = (
        "Warm the cache for the births that are asked about (`palja warm`), or raise "
        "PALJA_CACHE_TTL or PALJA_CACHE_BYTES; after a new prompt version every question is new for a while."
    )
    return [Alarm("hit_ratio", round(share, 4), LOWEST_HIT_RATIO, action)]


def _answer_time(window: Sums) -> list[Alarm]:
    mean_s = window.latency(*ANSWERS).mean
    if mean_s is None or mean_s <= LONGEST_ANSWER_S:
        return []
    action = (
        "Look whether the store answers slowly or the processor is busy; more gateway processes "
        "(PALJA_GATEWAY_PROCESSES) help against the second."
    )
    return [Alarm("answer_time_s", round(mean_s, 3), LONGEST_ANSWER_S, action)]


def _memory(report: ProcessReport) -> list[Alarm]:
    if report.rss_bytes is None or report.rss_bytes <= LARGEST_PROCESS_MB * MB:
        return []
    name = f"{report.kind} {report.pid} on {report.host}"
    advice = (
        "`palja cache clear` empties its cache now, a lower PALJA_MEMORY_CACHE_ITEMS keeps it small"
        if report.kind == "gateway"
        else "lower PALJA_MAX_CONCURRENT_REQUESTS"
    )
    action = f"{name}: {advice}; or stop it with SIGTERM: the supervisor starts it again."
    return [Alarm("process_memory_mb", round(report.rss_bytes / MB, 1), LARGEST_PROCESS_MB, action)]
