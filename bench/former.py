"""The figures that the first generation of this system published, and what they are here.

It named a time for an answer from the cache, one for what it takes itself to bring a new answer, requests
a second and megabytes, and not how it measured them. They are taken here as a caller has them, over HTTP
from a system as `make run` starts it with the limits that it has by itself: one request after the other, on
a kept connection, until the answer has been read; new answers without the 300 ms of the provider; new
answers a second, of as many callers as there are places for calls; the resident memory of the gateway.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from itertools import islice
from typing import Any

from bench.floors.idle import SETTLE_S, idle_gateway
from bench.http_load import Load, load, request
from bench.overhead import PROVIDER_S
from bench.provider import own_provider
from bench.report import Row
from bench.usage import rss_bytes
from shared.settings import load_settings
from tests.acceptance import questions
from tests.acceptance.caller import GENERATE
from tests.acceptance.questions import FIRST_QUESTION
from tests.acceptance.stack import running

HIT_MS, OVERHEAD_MS, PER_S, MEMORY_MB = 32, 560, 25, 43
ROUNDS = 4
HITS, MISSES, ANSWERS = 500, 20, 200
MB = 1e6


def measure(*, short: bool) -> Iterator[Row]:
    """A row for each, with theirs as the bar."""
    part = 10 if short else 1
    asked = questions.distinct()
    places = load_settings({}, env_files=()).max_concurrent_requests
    with own_provider(PROVIDER_S) as provider, running(None, **provider.settings) as stack:
        [gateway] = stack.gateways()
        time.sleep(SETTLE_S)
        memory_mb = rss_bytes(gateway.pid) / MB
        stack.caller.ask(FIRST_QUESTION, Prefer="wait=20")

        def loads(sent: list[bytes], requests: int, callers: int) -> Load:
            pids, port = [gateway.pid], stack.caller.port
            return load(pids, port, sent, requests=requests, callers=callers)

        known = [_request(FIRST_QUESTION)]
        hits = [loads(known, HITS // part, 1) for _ in range(ROUNDS)][1:]
        misses = [loads(_new(asked, MISSES // part), MISSES // part, 1) for _ in range(ROUNDS)][1:]
        many = [loads(_new(asked, ANSWERS // part), ANSWERS // part, places) for _ in range(ROUNDS)]
    with idle_gateway() as pid:
        libraries_mb = rss_bytes(pid) / MB
    theirs = "what was published"
    yield Row.of(
        "an answer from the cache", [each.quantile_ms(0.5) for each in hits], "ms",
        at_most=HIT_MS, beside=theirs,
    )  # fmt: skip
    yield Row.of(
        "a new answer, less its provider's time",
        [each.quantile_ms(0.5) - 1000 * PROVIDER_S for each in misses],
        "ms",
        at_most=OVERHEAD_MS,
        beside=theirs,
    )
    yield Row.of(
        f"new answers a second, {places} at once", [each.per_s for each in many[1:]], "/s",
        at_least=PER_S, beside=theirs,
    )  # fmt: skip
    yield Row(
        "memory of a gateway",
        memory_mb,
        "MB",
        at_most=MEMORY_MB,
        beside=f"{theirs}; its libraries alone, with no code of ours: {libraries_mb:.1f} MB",
    )


def _new(asked: Iterator[dict[str, Any]], number: int) -> list[bytes]:
    return [_request(one) for one in islice(asked, number)]


def _request(question: dict[str, Any]) -> bytes:
    return request(GENERATE, json.dumps(question).encode(), Prefer="wait=20")
