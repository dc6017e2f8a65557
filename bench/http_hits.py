"""Hits over HTTP, with all that the gateway does for each, beside bare routes that return the same bytes.

A system as `make run` starts it, with a key to be checked and limits to be counted, and beside it one process
of uvicorn with a Starlette application of two routes (`bench/floors/bare.py`). Rounds alternate, so
that what else the machine does meets both.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import redis

from bench.http_load import Load, load, request
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
    requests = REQUESTS // 4 if short else REQUESTS
    for level in (MEMORY, STORE):
        with sides(level) as (bare, ours, _):
            yield from _rows(level, rounds(bare, ours, ROUNDS, requests))


@dataclass(frozen=True, slots=True)
class Level:
    """A level of the cache: how many readings memory has room for, and the bars of a hit."""

    name: str
    items: str
    path: str
    at_least: float
    p99_at_most: float | None = None


MEMORY = Level("memory", "1000", "/memory", 0.75, 1.5)
STORE = Level("the store", "0", "/store", 1.5)


@dataclass(frozen=True, slots=True)
class Side:
    """A server and what it is asked."""

    pid: int
    port: int
    sent: bytes

    def load(self, requests: int) -> Load:
        """Asks it so often."""
        return load([self.pid], self.port, [self.sent], requests=requests, callers=CALLERS)


@contextmanager
def sides(level: Level) -> Iterator[tuple[Side, Side, Stack]]:
    """The bare route, and the gateway of a system that keeps its readings on this level."""
    body = json.dumps(FIRST_QUESTION).encode()
    with ExitStack() as held:
        folder = Path(held.enter_context(TemporaryDirectory(prefix="palja-")))
        keys = Keys(folder / "keys")
        authorization = keys.add("bench", "submit")
        stack = held.enter_context(
            running(
                held.enter_context(FakeProvider()),
                PALJA_API_KEYS_FILE=str(keys.path),
                PALJA_RATE_LIMIT="1000000/minute",
                PALJA_MEMORY_CACHE_ITEMS=level.items,
            )
        )
        port, pid = held.enter_context(_bare(stack, authorization))
        [gateway] = stack.gateways()
        yield (
            Side(pid, port, request(level.path, body)),
            Side(gateway.pid, stack.caller.port, request(GENERATE, body, **authorization)),
            stack,
        )


def rounds(bare: Side, ours: Side, number: int, requests: int) -> list[tuple[Load, Load]]:
    """So many rounds but for the first, which warms up."""
    return [(bare.load(requests), ours.load(requests)) for _ in range(number)][1:]


def per_cpu_s(found: list[tuple[Load, Load]]) -> list[float]:
    """Requests for a CPU second, ours to those of the bare route, in each round."""
    return [ours.per_cpu_s / bare.per_cpu_s for bare, ours in found]


def _rows(level: Level, found: list[tuple[Load, Load]]) -> Iterator[Row]:
    bare, ours = zip(*found, strict=True)
    for what, loads in ((f"a hit in {level.name}", ours), ("the bare route", bare)):
        cpu_us = median(each.cpu_us for each in loads)
        yield Row.of(
            f"{what}, {CALLERS} callers", [each.per_s for each in loads], "/s", cpu_us=cpu_us
        )
    beside = "the bare route" if level is MEMORY else "the bare route with one GET of redis-py"
    what = f"a hit in {level.name}, for a CPU second"
    yield Row.of(what, per_cpu_s(found), "×", at_least=level.at_least, beside=beside)
    slow = [our.quantile_ms(0.99) / one.quantile_ms(0.99) for one, our in found]
    what = f"a hit in {level.name}, p99"
    yield Row.of(what, slow, "×", at_most=level.p99_at_most, beside=beside)


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
