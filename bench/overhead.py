"""What a job takes beyond its provider's time, while 150 begin each second.

Over HTTP, from the request until its answer has been read (`Prefer: wait`), less the 300 ms that the
provider takes; a system as `make run` starts it, each question with a chart of its own. The provider
is asked directly, too, at the same pace: what it takes beyond its 300 ms is in ours as well. Where one
worker process comes near the end of its core, jobs wait for each other; so two are measured beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import median
from typing import Any

from bench.http_load import Load, paced, request
from bench.provider import Provider, own_provider
from bench.report import Row
from bench.usage import cpu_s
from tests.acceptance import questions
from tests.acceptance.caller import GENERATE
from tests.acceptance.stack import running

PER_S = 150
SECONDS = 8
ROUNDS = 4
PROVIDER_S = 0.3
P50_MS, P99_MS = 5, 20
CALLERS = 3 * PER_S
_SLOTS = dict.fromkeys(
    ("PALJA_MAX_CONCURRENT_REQUESTS", "PALJA_POOL_SIZE", "PALJA_POOL_PER_HOST"), "400"
)
_PROMPT = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "?"}]}


def measure(*, short: bool) -> Iterator[Row]:
    """Milliseconds, medians of rounds, and the CPU time of each process for a job."""
    number = PER_S * (SECONDS // 4 if short else SECONDS)
    asked = questions.distinct()
    with own_provider(PROVIDER_S) as provider:
        of_one = _measured(provider, asked, number, workers=1)
        of_two = _measured(provider, asked, number, workers=2)
    for what, found, bars in (
        (f"job overhead at {PER_S}/s", of_one, (P50_MS, P99_MS)),
        (f"job overhead at {PER_S}/s, two workers", of_two, (None, None)),
    ):
        cpu_us = median(load.cpu_us for load in found.ours)
        for (name, share), at_most in zip((("p50", 0.5), ("p99", 0.99)), bars, strict=True):
            itself = median(_beyond_ms(found.direct, share))
            yield Row.of(
                f"{what}, {name}",
                _beyond_ms(found.ours, share),
                "ms",
                at_most=at_most,
                beside=f"the provider, asked directly: {itself:.1f} ms beyond its 300",
                cpu_us=cpu_us,
            )
    yield Row.of("the worker's part of the CPU time of one", of_one.worker_ms, "ms")


@dataclass(frozen=True, slots=True)
class _Found:
    """What each round took: the provider alone, a job, and the workers' CPU time for one."""

    direct: list[Load]
    ours: list[Load]
    worker_ms: list[float]


def _measured(
    provider: Provider, asked: Iterator[dict[str, Any]], number: int, *, workers: int
) -> _Found:
    direct, ours, worker_ms = list[Load](), list[Load](), list[float]()
    settings = {**provider.settings, **_SLOTS, "PALJA_WORKER_PROCESSES": str(workers)}
    with running(None, **settings) as stack:
        [gateway] = stack.gateways()
        of_workers = [worker.pid for worker in stack.workers()]
        prompt = request("/v1/chat/completions", json.dumps(_PROMPT).encode())
        port = stack.caller.port
        for _ in range(ROUNDS):
            direct.append(paced([], provider.port, [prompt] * number, per_s=PER_S, callers=CALLERS))
            sent, before_s = _requests(asked, number), sum(map(cpu_s, of_workers))
            pids = [gateway.pid, *of_workers]
            ours.append(paced(pids, port, sent, per_s=PER_S, callers=CALLERS))
            worker_ms.append(1e3 * (sum(map(cpu_s, of_workers)) - before_s) / number)
    return _Found(direct[1:], ours[1:], worker_ms[1:])  # the first round warms up


def _requests(asked: Iterator[dict[str, Any]], number: int) -> list[bytes]:
    return [
        request(GENERATE, json.dumps(one).encode(), Prefer="wait=20")
        for one in islice(asked, number)
    ]


def _beyond_ms(loads: Sequence[Load], share: float) -> list[float]:
    return [load.quantile_ms(share) - 1000 * PROVIDER_S for load in loads]
