"""What a gateway and a worker hold in memory, beside processes with the same libraries and nothing of ours.

A gateway's resident set size (RSS), and a worker's proportional one (PSS), in which Linux divides what is
shared with others among them. The floors import every module that our process has, by name, but for our
own (`bench/floors/`).
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path

import uvloop

from api_gateway.asgi import MEMORY_CACHE_BYTES
from bench.floors.libraries import loaded_with
from bench.http_load import loaded, request
from bench.jobs import done
from bench.report import Row
from shared.settings import process_environ
from tests.acceptance import questions
from tests.acceptance.caller import GENERATE
from tests.acceptance.processes import wait_until
from tests.acceptance.questions import FIRST_QUESTION
from tests.acceptance.stack import free_ports, running
from tests.fakes.provider import FakeProvider
from tests.stores import running_store

REQUESTS = 100_000
JOBS = 10_000
IN_FLIGHT = 400
OVER_FLOOR_MB = 8
GROWTH = 1.05
MB = 1e6
_SETTLE_S = 3.0
_START_S = 30.0


def measure(*, short: bool) -> Iterator[Row]:
    """Fresh, with calls in flight, and after much work; each beside its bar."""
    requests, jobs = (REQUESTS // 10, JOBS // 10) if short else (REQUESTS, JOBS)
    with _idle_gateway() as pid:
        gateway_floor = rss_bytes(pid)
    with _idle_worker() as pid:
        worker_floor = pss_bytes(pid)
    yield Row("uvicorn with the gateway's libraries", gateway_floor / MB, "MB")
    yield Row("Celery with our pool and the worker's libraries", worker_floor / MB, "MB")
    limits = dict.fromkeys(
        ("PALJA_MAX_CONCURRENT_REQUESTS", "PALJA_POOL_SIZE", "PALJA_POOL_PER_HOST"), str(IN_FLIGHT)
    )
    with (
        FakeProvider() as provider,
        running(
            provider,
            PALJA_PROVIDER_TIMEOUT="80",
            **limits,
        ) as stack,
    ):
        time.sleep(_SETTLE_S)
        [gateway], [worker] = stack.gateways(), stack.workers()
        fresh = rss_bytes(gateway.pid)
        yield Row("a gateway that has just started", fresh / MB, "MB")
        yield Row("over its floor", (fresh - gateway_floor) / MB, "MB", at_most=OVER_FLOOR_MB)
        fresh_worker = pss_bytes(worker.pid)
        yield Row("a worker that has just started", fresh_worker / MB, "MB")
        over = (fresh_worker - worker_floor) / MB
        yield Row("over its floor", over, "MB", at_most=OVER_FLOOR_MB)

        provider.hold()
        asked = questions.distinct()
        stack.caller.ask_at_once(list(islice(asked, IN_FLIGHT)))
        provider.wait_for_in_flight(IN_FLIGHT)
        yield Row(f"with {IN_FLIGHT} calls in flight", pss_bytes(worker.pid) / MB, "MB", at_most=80)
        provider.release()
        done(stack, asked, jobs // 2)
        half = pss_bytes(worker.pid)
        done(stack, asked, jobs // 2)
        after = pss_bytes(worker.pid)
        yield Row(f"after {jobs:,} jobs", after / MB, "MB")
        yield Row("in the second half it has grown by", 100 * (after / half - 1), "%", at_most=5)

        stack.caller.ask(FIRST_QUESTION, Prefer="wait=20")
        sent = request(GENERATE, json.dumps(FIRST_QUESTION).encode())
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(loaded([gateway.pid], stack.caller.port, sent, requests=requests, callers=8))
        worked = rss_bytes(gateway.pid)
        at_most = (fresh * GROWTH + MEMORY_CACHE_BYTES) / MB
        yield Row(f"a gateway after {requests:,} more requests", worked / MB, "MB", at_most=at_most)


def pss_bytes(pid: int) -> int:
    """The proportional set size of a process."""
    return _bytes(pid, "Pss:")


def rss_bytes(pid: int) -> int:
    """The resident set size of a process."""
    return _bytes(pid, "Rss:")


def _bytes(pid: int, name: str) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
        if line.startswith(name):
            return int(line.split()[1]) * 1024
    raise RuntimeError(f"no memory of process {pid}")


@contextmanager
def _idle_gateway() -> Iterator[int]:
    [port] = free_ports(1)
    command = (
        *("uvicorn", "bench.floors.idle_gateway:app", "--port", str(port), "--ws", "none"),
        *("--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning"),
    )
    with _idle(command, loaded_with("api_gateway.asgi")) as pid:
        yield pid


@contextmanager
def _idle_worker() -> Iterator[int]:
    with (
        running_store() as store,
        _idle(("bench.floors.idle_worker",), loaded_with("workers.celery"), store.url) as pid,
    ):
        yield pid


@contextmanager
def _idle(command: tuple[str, ...], libraries: list[str], store: str = "") -> Iterator[int]:
    """The process of a floor once it is at rest."""
    with ExitStack() as cleaning:
        process = subprocess.Popen(
            (sys.executable, "-m", *command),
            env={
                **process_environ(),
                "BENCH_LIBRARIES": json.dumps(libraries),
                "BENCH_STORE": store,
            },
            stderr=subprocess.DEVNULL,
        )
        cleaning.callback(process.wait)
        cleaning.callback(process.terminate)
        sizes = [0]

        def rests() -> bool:
            time.sleep(_SETTLE_S / 3)
            sizes.append(pss_bytes(process.pid))
            return len(sizes) > 4 and abs(sizes[-1] - sizes[-2]) < 50_000

        wait_until(rests, _START_S, f"{command[0]} is at rest")
        yield process.pid
