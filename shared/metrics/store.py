"""The figures of all processes in the store: one atomic write a flush, one read for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from importlib import resources
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.client import Pipeline
from redis.exceptions import RedisError

from shared import redis_keys
from shared.circuit import Circuit, circuits
from shared.clock import Clock
from shared.metrics.report import ProcessReport
from shared.metrics.tally import Deltas
from shared.quota import QuotaFigures, quota_figures
from shared.settings import PROVIDERS
from shared.store.connection import store_errors
from shared.store.script import Script

SLOT_S = 10
WINDOW_SLOTS = 30
"""Five minutes of whole slots, and the one that is being filled."""
DAYS = 31
SILENCE_S = 5.0
"""A process that has not reported for so long is not told of any more."""
_FORGOTTEN_S = 3600.0
"""And its last report's number is kept for so long, should it only have been cut off."""
_SLOT_LIFE_S = 2 * WINDOW_SLOTS * SLOT_S
_DAY_LIFE_S = (DAYS + 1) * 86_400
_FIRST_DAY = date(1970, 1, 1)

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Stored:
    """All figures at one moment."""

    now_s: float
    """Since 1970."""
    totals: Counts
    slots: tuple[Counts, ...]
    """The one that is being filled, then the older ones."""
    days: Mapping[date, Counts]
    reports: tuple[ProcessReport, ...]
    queued: int
    oldest_queued_s: float | None
    late_results: int
    store_s: float = 0.0
    """The same moment on the store's clock, of which circuits are."""
    circuits: Mapping[str, Circuit] = field(default_factory=dict)
    """By provider; one of which nothing was heard is not there."""
    quotas: Mapping[str, QuotaFigures] = field(default_factory=dict)
    """By provider; one without is not there."""
    redelivered: int = 0
    """Messages whose job was in hand or had ended when they came."""
    failed_jobs: int = 0
    """What the list of failed jobs holds."""

    def circuit(self, provider: str) -> Circuit:
        """The provider's circuit, closed when nothing was heard of it."""
        return self.circuits.get(provider, Circuit())


@dataclass(frozen=True, slots=True)
class StoreMemory:
    """What the store holds, and how much memory it takes; None: it does not say."""

    cache_entries: int = 0
    cache_bytes: int = 0
    used_bytes: int | None = None
    limit_bytes: int | None = None
    """0: it has none."""


NOTHING_KNOWN = StoreMemory()


class MetricsStore:
    """Writes deltas and reads sums. Each method raises `StoreUnavailable`.

    Slots and days are of the processes' clock, so hosts must agree on the time to a few seconds.
    """

    def __init__(self, redis: Redis, clock: Clock) -> None:
        self._redis = redis
        self._clock = clock
        script = (resources.files("shared.metrics") / "lua" / "flush.lua").read_text("utf-8")
        self._script = Script(redis, script)

    async def write(
        self, process: str, number: int, deltas: Deltas, report: ProcessReport | None
    ) -> None:
        """Adds the deltas, once for each `number` of a process, which must grow; None: it ends."""
        now_s = self._clock.now().timestamp()
        with store_errors():
            await self._script(
                [
                    redis_keys.TOTALS,
                    f"{redis_keys.SLOT}{int(now_s // SLOT_S)}",
                    f"{redis_keys.DAY}{int(now_s // 86_400)}",
                    redis_keys.REPORTS,
                    redis_keys.REPORTED,
                    redis_keys.REPORT_NUMBERS,
                ],
                [
                    process,
                    number,
                    b"" if report is None else report.to_bytes(),
                    round(now_s * 1000),
                    _SLOT_LIFE_S * 1000,
                    _DAY_LIFE_S * 1000,
                    round(_FORGOTTEN_S * 1000),
                    len(deltas.totals),
                    *flat(deltas.totals),
                    *flat(deltas.daily),
                ],
            )

    async def read(self) -> Stored:
        """Everything, in one round trip: 5 ms of the store for a day of full traffic."""
        now_s = self._clock.now().timestamp()
        slot, day = int(now_s // SLOT_S), int(now_s // 86_400)
        slots = [f"{redis_keys.SLOT}{slot - back}" for back in range(WINDOW_SLOTS + 1)]
        days = [day - back for back in range(DAYS)]
        with store_errors():
            async with self._redis.pipeline(transaction=False) as pipeline:
                _ask_how_it_stands(pipeline)
                pipeline.hmget(redis_keys.COUNTERS, "late_results", "redelivered")
                pipeline.zcard(redis_keys.FAILED)
                pipeline.hgetall(redis_keys.BREAKERS)
                for provider in PROVIDERS:
                    pipeline.hgetall(redis_keys.QUOTA + provider)
                pipeline.hgetall(redis_keys.TOTALS)
                for name in slots:
                    pipeline.hgetall(name)
                for number in days:
                    pipeline.hgetall(f"{redis_keys.DAY}{number}")
                (
                    time,
                    reported,
                    reports,
                    queued,
                    oldest,
                    (late, redelivered),
                    failed_jobs,
                    found_circuits,
                    *rest,
                ) = await pipeline.execute()
        found_quotas, (totals, *rest) = rest[: len(PROVIDERS)], rest[len(PROVIDERS) :]
        standing = _standing(now_s, time, reported, reports, queued, oldest)
        return replace(
            standing,
            totals=counts_of(totals),
            slots=tuple(counts_of(found) for found in rest[: len(slots)]),
            days={
                _FIRST_DAY + timedelta(days=number): counts_of(found)
                for number, found in zip(days, rest[len(slots) :], strict=True)
                if found
            },
            late_results=int(late or 0),
            redelivered=int(redelivered or 0),
            failed_jobs=failed_jobs,
            circuits=circuits(found_circuits),
            quotas={
                provider: figures
                for provider, found in zip(PROVIDERS, found_quotas, strict=True)
                if (figures := quota_figures(found, standing.store_s)) is not None
            },
        )

    async def memory(self) -> StoreMemory:
        """What is in the store, and the memory of it."""
        with store_errors():
            async with self._redis.pipeline(transaction=False) as pipeline:
                pipeline.zcard(redis_keys.CACHE_INDEX)
                pipeline.hget(redis_keys.CACHE_SIZES, "total")
                pipeline.info("memory")
                entries, size, told = await pipeline.execute(raise_on_error=False)
            for found in (entries, size):
                if isinstance(found, RedisError):
                    raise found
        # An operator's store may not tell everybody.
        known = told if isinstance(told, dict) else {}
        return StoreMemory(
            entries, int(size or 0), known.get("used_memory"), known.get("maxmemory")
        )

    async def read_slot(self, slot: int) -> Stored:
        """What was counted in one slot, by its number since 1970, and how processes and queue are now."""
        now_s = self._clock.now().timestamp()
        with store_errors():
            async with self._redis.pipeline(transaction=False) as pipeline:
                _ask_how_it_stands(pipeline)
                pipeline.hgetall(f"{redis_keys.SLOT}{slot}")
                *standing, counts = await pipeline.execute()
        return replace(_standing(now_s, *standing), slots=(counts_of(counts),))


def _ask_how_it_stands(pipeline: Pipeline) -> None:
    """Five commands; what they bring is for `_standing`."""
    pipeline.time()
    pipeline.zrange(redis_keys.REPORTED, 0, -1, withscores=True)
    pipeline.hgetall(redis_keys.REPORTS)
    pipeline.zcard(redis_keys.WAITING)
    pipeline.zrange(redis_keys.WAITING, 0, 0, withscores=True)


def _standing(
    now_s: float,
    time: tuple[int, int],
    reported: list[Any],
    reports: Mapping[bytes, bytes],
    queued: int,
    oldest: list[Any],
) -> Stored:
    """How processes and queue are now, and nothing that was counted."""
    store_ms = int(time[0]) * 1000 + int(time[1]) // 1000
    return Stored(
        now_s=now_s,
        totals={},
        slots=(),
        days={},
        reports=_alive(reports, reported, store_ms),
        queued=queued,
        oldest_queued_s=(store_ms - oldest[0][1]) / 1000 if oldest else None,
        late_results=0,
        store_s=store_ms / 1000,
    )


def flat(counts: Counts) -> list[str | int]:
    """The counts as a script takes them, each name before its amount."""
    return [part for row in counts.items() for part in row]


def counts_of(found: Mapping[bytes, bytes]) -> dict[str, int]:
    """The counts in a hash of the store."""
    return {name.decode(): int(amount) for name, amount in found.items()}


def _alive(
    reports: Mapping[bytes, bytes], reported: list[Any], store_ms: int
) -> tuple[ProcessReport, ...]:
    alive = [name for name, at_ms in reported if store_ms - at_ms <= SILENCE_S * 1000]
    read = (ProcessReport.from_bytes(reports[name]) for name in alive if name in reports)
    found = (report for report in read if report is not None)
    return tuple(sorted(found, key=lambda report: (report.kind, report.host, report.pid)))
