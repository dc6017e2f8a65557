"""What the gate before a provider costs a call, with a store of its own on this machine."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterator
from contextlib import aclosing

import structlog

from bench.report import Row
from shared.clock import SystemClock
from shared.contracts.answers import Usage
from shared.quota import Limits
from shared.store.connection import open_impatient_store
from tests.stores import running_store
from workers.consequences import Strike
from workers.gate.gate import PATIENCE_TURNS, SharedGate
from workers.gate.protocol import Pass

CALLS = 5000
MOST_MS = 5.0
"""A hundredth of what the fastest provider takes."""
OPEN_MS = 50.0
"""What a job may lose for a circuit that is open."""
_MANY = 1_000_000
_LIMITS = Limits(requests_per_minute=_MANY, tokens_per_minute=_MANY * 10_000, daily_cost_usd=_MANY)


def measure(*, short: bool) -> Iterator[Row]:
    """Milliseconds of enter and leave, one after the other, by what stands in the way."""
    quiet = structlog.make_filtering_bound_logger(logging.CRITICAL)
    structlog.configure(wrapper_class=quiet)  # its lines would stand in the table
    calls = CALLS // 10 if short else CALLS
    plain, limited, shut, away = asyncio.run(_measured(calls))
    yield Row("enter and leave, circuit closed", plain, "ms", at_most=MOST_MS)
    yield Row("enter and leave, all quotas set", limited, "ms", at_most=MOST_MS)
    yield Row("enter, circuit open", shut, "ms", at_most=OPEN_MS)
    yield Row("the slowest while the store falls silent", away, "ms", at_most=2 * OPEN_MS)


async def _measured(calls: int) -> tuple[float, float, float, float]:
    with running_store() as store:
        redis = open_impatient_store(store.url, connections=8, turns=PATIENCE_TURNS)
        gate = SharedGate(
            redis, limits={"openai": _LIMITS}, cooldown_s=60, call_s=30, clock=SystemClock()
        )
        async with aclosing(redis), gate.following():
            plain = await _mean_ms(gate, "gemini", calls)
            limited = await _mean_ms(gate, "openai", calls)
            await _call(gate, "anthropic", Strike.SHUT)
            shut = await _mean_ms(gate, "anthropic", calls)
            store.silence()
            away = max([await _mean_ms(gate, "gemini", 1) for _ in range(100)])
        return plain, limited, shut, away


async def _mean_ms(gate: SharedGate, provider: str, calls: int) -> float:
    began_s = time.perf_counter()
    for _ in range(calls):
        await _call(gate, provider, Strike.GOOD)
    return (time.perf_counter() - began_s) / calls * 1000


async def _call(gate: SharedGate, provider: str, strike: Strike) -> None:
    passed = await gate.enter(provider, patience_s=1)
    if isinstance(passed, Pass):
        await gate.leave(passed, strike, "ok", Usage(1000, 2000, 0.001))
