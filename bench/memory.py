"""What a gateway and a worker hold in memory, beside processes with the same libraries and nothing of ours.

A gateway's resident set size (RSS), and a worker's proportional one (PSS), in which Linux divides what is
shared with others among them. The floors import every module that our process has, by name, but for our
own (`bench/floors/`). The gateway is then asked for more readings than its memory has room for, in turn.
What a hundred thousand jobs leave behind in a worker is measured by `python -m bench backlog`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from api_gateway.asgi import MEMORY_CACHE_BYTES
from bench.floors.idle import SETTLE_S, idle_gateway, idle_worker
from bench.http_load import load, request
from bench.jobs import done
from bench.plot import Line, Plot
from bench.report import Finding, Row
from bench.usage import pss_bytes, rss_bytes
from tests.acceptance import questions
from tests.acceptance.caller import GENERATE
from tests.acceptance.stack import Stack, running
from tests.fakes.provider import FakeProvider

REQUESTS = 100_000
READINGS = 1_200
IN_FLIGHT = 400
OVER_FLOOR_MB = 8
GROWTH = 1.05
MB = 1e6
_LOOKS = 10
_LIMITS = dict.fromkeys(
    ("PALJA_MAX_CONCURRENT_REQUESTS", "PALJA_POOL_SIZE", "PALJA_POOL_PER_HOST"), str(IN_FLIGHT)
)


@dataclass(frozen=True, slots=True)
class Floors:
    """Bytes of processes without any code of ours."""

    gateway: int
    worker: int

    @classmethod
    def measured(cls) -> Floors:
        """One after the other."""
        with idle_gateway() as pid:
            gateway = rss_bytes(pid)
        with idle_worker() as pid:
            return cls(gateway, pss_bytes(pid))


def measure(*, short: bool) -> Iterator[Finding]:
    """Fresh, with calls in flight, and after many requests; each beside its bar."""
    requests = REQUESTS // 10 if short else REQUESTS
    floors = Floors.measured()
    with FakeProvider() as provider, running(provider, **_LIMITS) as stack:
        time.sleep(SETTLE_S)
        [gateway], [worker] = stack.gateways(), stack.workers()
        fresh = rss_bytes(gateway.pid)
        yield from _fresh("gateway, RSS", "uvicorn with its libraries", fresh, floors.gateway, 50)
        yield from _fresh(
            "worker, PSS",
            "Celery, our pool, its libraries",
            pss_bytes(worker.pid),
            floors.worker,
            64,
        )
        provider.hold()
        asked = questions.distinct()
        stack.caller.ask_at_once(list(islice(asked, IN_FLIGHT)))
        provider.wait_for_in_flight(IN_FLIGHT)
        what = f"a worker with {IN_FLIGHT} calls in flight, PSS"
        yield Row(what, pss_bytes(worker.pid) / MB, "MB", at_most=80)
        provider.release()
        done(stack, asked, READINGS)
        seen = [(0.0, rss_bytes(gateway.pid) / MB), *_asked_again(stack, gateway.pid, requests)]
        most = (fresh * GROWTH + MEMORY_CACHE_BYTES) / MB
        yield Row(
            f"a gateway after {requests:,} requests for {READINGS:,} readings, RSS",
            seen[-1][1],
            "MB",
            at_most=most,
            beside=f"fresh {fresh / MB:.1f} MB + 5 % + {MEMORY_CACHE_BYTES / MB:.0f} MB of readings",
        )
    number = IN_FLIGHT + READINGS
    yield Row(f"before them, once {number:,} questions were queued", seen[0][1], "MB")
    half = seen[_LOOKS // 2][1]
    yield Row("a gateway's growth in the second half of them", seen[-1][1] / half, "×")
    yield Plot(
        "gateway_memory",
        "a gateway's memory, by how many requests it has answered",
        "requests answered",
        "a gateway's RSS, MB",
        (Line("measured", seen),),
        level=most,
    )


def _fresh(what: str, floor: str, ours: int, floor_bytes: int, wish_mb: float) -> Iterator[Row]:
    yield Row(f"a {what}, just started", ours / MB, "MB", wish=wish_mb)
    yield Row(
        f"a {what}: over its floor",
        (ours - floor_bytes) / MB,
        "MB",
        at_most=OVER_FLOOR_MB,
        beside=f"{floor}: {floor_bytes / MB:.1f} MB",
    )


def _asked_again(stack: Stack, pid: int, number: int) -> Iterator[tuple[float, float]]:
    """The gateway's megabytes by how many requests it has answered."""
    known: list[dict[str, Any]] = list(islice(questions.distinct(), IN_FLIGHT + READINGS))
    sent = [request(GENERATE, json.dumps(one).encode()) for one in known[IN_FLIGHT:]]
    for look in range(1, _LOOKS + 1):
        load([pid], stack.caller.port, sent, requests=number // _LOOKS, callers=8)
        yield number // _LOOKS * look, rss_bytes(pid) / MB
