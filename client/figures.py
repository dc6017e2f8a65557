"""The gateway's figures over all processes, its switch, and what clearing the cache did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Latency:
    """Seconds; None: nothing was measured."""

    count: int
    mean: float | None
    p50: float | None
    p95: float | None
    p99: float | None

    @classmethod
    def of(cls, fields: _Fields) -> Latency:
        """The row in a JSON object."""
        return cls(*(fields[name] for name in ("count", "mean", "p50", "p95", "p99")))


@dataclass(frozen=True, slots=True)
class Alert:
    """A figure beyond its limit, and what to do about it."""

    name: str
    value: float
    limit: float
    action: str


@dataclass(frozen=True, slots=True)
class Process:
    """One living process; what its kind does not have is None."""

    kind: str
    host: str
    pid: int
    memory_mb: float | None
    memory_entries: int | None
    waiting_callers: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """The comprehensive figures. These are those that people look at first; `raw` has all.

    Attributes:
        since: when counting began; None: nothing has been counted.
        hit_ratio: the share of cacheable questions that a cache answered; None: there were none.
        latency: by `hits`, `answers`, `provider_calls` and `jobs`.
        window: the figures of the last five minutes.
        targets: what is aimed at, by name.

    """

    since: dt.datetime | None
    total_requests: int
    hits: int
    misses: int
    hit_ratio: float | None
    fallback_rate: str | None
    primary_success_rate: str | None
    success_rates: Mapping[str, str | None]
    models_available: tuple[str, ...]
    optimization_enabled: bool
    requests_per_second: float | None
    queue_depth: int
    queue_oldest_age_s: float | None
    running: int | None
    latency: Mapping[str, Latency]
    processes: tuple[Process, ...]
    targets: Mapping[str, float]
    alerts: tuple[Alert, ...]
    window: Mapping[str, Any]
    raw: _Fields

    @classmethod
    def of(cls, fields: _Fields) -> Figures:
        """The figures in a JSON object."""
        since, queue = fields["since"], fields["queue"]
        return cls(
            since=None if since is None else dt.datetime.fromisoformat(since),
            total_requests=fields["total_requests"],
            hits=fields["hits"],
            misses=fields["misses"],
            hit_ratio=fields["hit_ratio"],
            fallback_rate=fields["fallback_rate"],
            primary_success_rate=fields["primary_success_rate"],
            success_rates=fields["success_rates"],
            models_available=tuple(fields["models_available"]),
            optimization_enabled=fields["optimization_enabled"],
            requests_per_second=fields["requests_per_second"],
            queue_depth=queue["depth"],
            queue_oldest_age_s=queue["oldest_age_s"],
            running=queue["running"],
            latency={name: Latency.of(row) for name, row in fields["latency"].items()},
            processes=tuple(_process(row) for row in fields["processes"]),
            targets=fields["targets"],
            alerts=tuple(
                Alert(row["name"], row["value"], row["limit"], row["action"])
                for row in fields["alerts"]
            ),
            window=fields["window"],
            raw=fields,
        )


def _process(fields: _Fields) -> Process:
    names = ("kind", "host", "pid", "memory_mb", "memory_entries", "waiting_callers")
    return Process(*(fields[name] for name in names))


@dataclass(frozen=True, slots=True)
class Switch:
    """The optimisation switch as it stands in the store; `since` None: nobody has ever switched."""

    enabled: bool
    since: dt.datetime | None

    @classmethod
    def of(cls, fields: _Fields) -> Switch:
        """The switch in a JSON object."""
        since = fields["since"]
        return cls(
            fields["optimization_enabled"],
            None if since is None else dt.datetime.fromisoformat(since),
        )


@dataclass(frozen=True, slots=True)
class ClearedCache:
    """How many readings the store has forgotten; memories follow within a second."""

    entries: int
    at: dt.datetime

    @classmethod
    def of(cls, fields: _Fields) -> ClearedCache:
        """The result in a JSON object."""
        return cls(fields["entries"], dt.datetime.fromisoformat(fields["cleared_at"]))
