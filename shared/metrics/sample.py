"""How things stood at the end of ten seconds: one row of the last hour's history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import orjson

from shared.metrics.counted import ANSWERS, NANO
from shared.metrics.report import ProcessKind, ProcessReport
from shared.metrics.store import Stored
from shared.metrics.sums import Sums


@dataclass(frozen=True, slots=True)
class Sample:
    """What was counted in one slot by all processes, and what was there at its end.

    Times are in seconds; what was not measured is None.
    """

    slot: int
    """Its number since 1970."""
    optimized: bool
    questions: int
    hits: int
    misses: int
    written: int
    """Answers that no cache had."""
    fallbacks: int
    """Of these, those that another than the first provider gave."""
    provider_calls: int
    cost_usd: float
    answer_mean_s: float | None
    answer_p50_s: float | None
    answer_p95_s: float | None
    answer_p99_s: float | None
    hit_p95_s: float | None
    call_p95_s: float | None
    job_p95_s: float | None
    queue_depth: int
    queue_oldest_s: float | None
    running: int
    """Jobs in workers' hands."""
    gateway_bytes: int | None
    """The largest gateway process."""
    worker_bytes: int | None

    def to_bytes(self) -> bytes:
        """As the store holds it."""
        return orjson.dumps(self)

    @classmethod
    def from_bytes(cls, data: bytes) -> Sample | None:
        """The sample in `data`, or None when another release wrote it."""
        try:
            return cls(**orjson.loads(data))
        except (orjson.JSONDecodeError, TypeError):
            return None


def sample_of(slot: int, stored: Stored, *, optimized: bool) -> Sample:
    """The sample of the slot whose counts stand in `stored`, alone."""
    sums = Sums(*stored.slots)
    answers = sums.latency(*ANSWERS)
    return Sample(
        slot=slot,
        optimized=optimized,
        questions=sums.all("questions"),
        hits=sums.hits,
        misses=sums.misses,
        written=sums.all("answers"),
        fallbacks=sums.all("fallbacks"),
        provider_calls=sums.all("calls"),
        cost_usd=sums.all("cost_nusd") / NANO,
        answer_mean_s=answers.mean,
        answer_p50_s=answers.p50,
        answer_p95_s=answers.p95,
        answer_p99_s=answers.p99,
        hit_p95_s=sums.latency("hit").p95,
        call_p95_s=sums.latency(*sums.series("call.")).p95,
        job_p95_s=sums.latency("job").p95,
        queue_depth=stored.queued,
        queue_oldest_s=stored.oldest_queued_s,
        running=sum(report.running or 0 for report in stored.reports),
        gateway_bytes=_largest(stored.reports, "gateway"),
        worker_bytes=_largest(stored.reports, "worker"),
    )


def _largest(reports: Iterable[ProcessReport], kind: ProcessKind) -> int | None:
    sizes = (report.rss_bytes for report in reports if report.kind == kind)
    return max((size for size in sizes if size is not None), default=None)
