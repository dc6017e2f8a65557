"""What a process says of itself with each flush: how it is now, where counts say what happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import orjson

ProcessKind = Literal["gateway", "worker"]


@dataclass(frozen=True, slots=True)
class PoolUse:
    """The connections of one worker to its providers."""

    in_use: int
    waiting: int
    """Calls that wait for a place."""
    limit: int


@dataclass(frozen=True, slots=True)
class ProcessReport:
    """One process as it is now; what its kind does not have is None."""

    kind: ProcessKind
    host: str
    pid: int
    rss_bytes: int | None
    memory_entries: int | None = None
    """Readings in a gateway's memory."""
    pool: PoolUse | None = None
    chain: tuple[str, ...] | None = None
    """The providers that a worker can ask, in order."""
    running: int | None = None
    """Jobs that a worker has in hand."""
    models: Mapping[str, str] | None = None
    """The model that a worker asks each provider for."""
    waiting_callers: int | None = None
    """Callers whom a gateway keeps until a job ends or news of it comes."""

    def to_bytes(self) -> bytes:
        """As the store holds it."""
        return orjson.dumps(self)

    @classmethod
    def from_bytes(cls, data: bytes) -> ProcessReport | None:
        """The report in `data`, or None when another release wrote it."""
        try:
            fields: dict[str, Any] = orjson.loads(data)
            pool, chain = fields.pop("pool"), fields.pop("chain")
            return cls(
                **fields,
                pool=None if pool is None else PoolUse(**pool),
                chain=None if chain is None else tuple(chain),
            )
        except (orjson.JSONDecodeError, KeyError, TypeError):
            return None
