"""Hits over HTTP, with all that the gateway does for each, beside bare routes that return the same bytes.

A system as `make run` starts it, with a key to be checked and limits to be counted, and beside it one process
of uvicorn with a Starlette application of two routes (`bench/floors/bare.py`). Rounds alternate, so
that what else the machine does meets both.
"""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import redis
import uvloop

from bench.http_load import Load, loaded, request
from bench.report import Row
from shared.settings import process_environ
from shared.store.embedded import store_url
from tests.acceptance.caller import GENERATE
from tests.acceptance.keys import Keys
from tests.acceptance.processes import wait_until
from tests.acceptance.questions import FIRST_QUESTION
from tests.acceptance.stack import Stack, free_ports, running
from tests.fakes.provider import FakeProvider

ROUNDS = 7
REQUESTS = 4_000
CALLERS = 8
_START_S = 20.0
_KEY = "bench:the same bytes"


def measure(*, short: bool) -> Iterator[Row]:
    """Requests for a second of the server's CPU time, and the slowest in a hundred, as ratios."""
    requests = REQUESTS // 10 if short else REQUESTS
    body = json.dumps(FIRST_QUESTION).encode()
    for level, items, path, at_least in (
        ("memory", "1000", "/memory", 0.75),
        ("the store", "0", "/store", 1.5),
    ):
        with ExitStack() as held:
            folder = Path(held.enter_context(TemporaryDirectory(prefix="palja-")))
            keys = Keys(folder / "keys")
            authorization = keys.add("bench", "submit")
            stack = held.enter_context(
                running(
                    held.enter_context(FakeProvider()),
                    PALJA_API_KEYS_FILE=str(keys.path),
                    PALJA_RATE_LIMIT="1000000/minute",
                    PALJA_MEMORY_CACHE_ITEMS=items,
                )
            )
            ours = request(GENERATE, body, **authorization)
            port, pid = held.enter_context(_bare(stack, authorization))
            [gateway] = stack.gateways()
            sides = (
                ([pid], port, request(path, body), list[Load]()),
                ([gateway.pid], stack.caller.port, ours, list[Load]()),
            )
            for _ in range(ROUNDS):
                for pids, at, sent, found in sides:
                    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                        load = loaded(pids, at, sent, requests=requests, callers=CALLERS)
                        found.append(runner.run(load))
            (*_, bare_rounds), (*_, our_rounds) = sides
            yield from _rows(level, bare_rounds[1:], our_rounds[1:], at_least)  # the first warms up


def _rows(level: str, bare: list[Load], ours: list[Load], at_least: float) -> Iterator[Row]:
    ratios = [our.per_cpu_s / one.per_cpu_s for one, our in zip(bare, ours, strict=True)]
    yield Row(f"a hit in {level}: CPU time", 1e6 / median(each.per_cpu_s for each in ours), "µs")
    yield Row("the bare route: CPU time", 1e6 / median(each.per_cpu_s for each in bare), "µs")
    yield Row(f"a hit in {level}, for a CPU second", median(ratios), "×", at_least=at_least)
    yield Row("the same, lowest and highest round", min(ratios), f"to {max(ratios):.2f} ×")
    slow = [
        our.quantile_ms(0.99) / one.quantile_ms(0.99) for one, our in zip(bare, ours, strict=True)
    ]
    at_most = 1.5 if level == "memory" else None
    yield Row(f"a hit in {level}, p99", median(slow), "×", at_most=at_most)


@contextmanager
def _bare(stack: Stack, authorization: dict[str, str]) -> Iterator[tuple[int, int]]:
    """The port and process of the bare application, which returns what the gateway does."""
    for _ in range(2):  # the second one is a hit
        answer = stack.caller.ask(FIRST_QUESTION, Prefer="wait=20", **authorization)
        if answer.status != 200:
            raise RuntimeError(f"{answer.status}: {answer.raw[:200]!r}")
    url = store_url(stack.state_dir)
    with redis.Redis.from_url(url) as store:
        store.set(_KEY, answer.raw)
    [port] = free_ports(1)
    process = subprocess.Popen(
        (
            *(sys.executable, "-m", "uvicorn", "--factory", "bench.floors.bare:app"),
            *("--port", str(port), "--loop", "uvloop", "--http", "httptools"),
            *("--no-access-log", "--log-level", "warning"),
        ),
        env={**process_environ(), "BENCH_STORE": url, "BENCH_KEY": _KEY},
    )
    try:
        wait_until(lambda: _listens(port), _START_S, "the bare application listens")
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
