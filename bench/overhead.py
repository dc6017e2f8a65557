"""What a job takes beyond its provider's time, while 150 begin each second.

Over HTTP, from the request until its answer has been read (`Prefer: wait`), less the 300 ms that the
provider takes; a system as `make run` starts it, each question with a chart of its own. The provider
is asked directly, too, at the same pace: what it takes beyond its 300 ms is in ours as well.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from statistics import median
from typing import Any

from bench.http_load import Load, paced, request
from bench.provider import own_provider
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
    direct, ours, of_worker = list[Load](), list[Load](), list[float]()
    with (
        own_provider(PROVIDER_S) as provider,
        running(None, **provider.settings, **_SLOTS) as stack,
    ):
        [gateway], [worker] = stack.gateways(), stack.workers()
        prompt = request("/v1/chat/completions", json.dumps(_PROMPT).encode())
        port = stack.caller.port
        for _ in range(ROUNDS):
            direct.append(paced([], provider.port, [prompt] * number, per_s=PER_S, callers=CALLERS))
            sent, before_s = _requests(asked, number), cpu_s(worker.pid)
            pids = [gateway.pid, worker.pid]
            ours.append(paced(pids, port, sent, per_s=PER_S, callers=CALLERS))
            of_worker.append(1e3 * (cpu_s(worker.pid) - before_s) / number)
    cpu_us = median(load.cpu_us for load in ours[1:])
    for name, share, at_most in (("p50", 0.5, P50_MS), ("p99", 0.99, P99_MS)):
        itself = median(_beyond_ms(direct[1:], share))  # the first round warms up
        yield Row.of(
            f"job overhead at {PER_S}/s, {name}",
            _beyond_ms(ours[1:], share),
            "ms",
            at_most=at_most,
            beside=f"the provider, asked directly: {itself:.1f} ms beyond its 300",
            cpu_us=cpu_us,
        )
    yield Row.of("the worker's part of the CPU time of one", of_worker[1:], "ms")


def _requests(asked: Iterator[dict[str, Any]], number: int) -> list[bytes]:
    return [
        request(GENERATE, json.dumps(one).encode(), Prefer="wait=20")
        for one in islice(asked, number)
    ]


def _beyond_ms(loads: Sequence[Load], share: float) -> list[float]:
    return [load.quantile_ms(share) - 1000 * PROVIDER_S for load in loads]
