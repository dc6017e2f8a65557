"""Processes with the libraries of ours and nothing of our own, started and at rest."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from bench.floors.libraries import loaded_with
from bench.usage import pss_bytes
from shared.settings import process_environ
from tests.acceptance.processes import wait_until
from tests.acceptance.stack import free_ports
from tests.stores import running_store

SETTLE_S = 3.0
_START_S = 30.0
_STILL_BYTES = 50_000


@contextmanager
def idle_gateway() -> Iterator[int]:
    """The process of uvicorn with every module that a gateway has."""
    [port] = free_ports(1)
    command = (
        *("uvicorn", "bench.floors.idle_gateway:app", "--port", str(port), "--ws", "none"),
        *("--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning"),
    )
    with _idle(command, loaded_with("api_gateway.asgi")) as pid:
        yield pid


@contextmanager
def idle_worker() -> Iterator[int]:
    """The process of Celery with our pool and every module that a worker has."""
    with (
        running_store() as store,
        _idle(("bench.floors.idle_worker",), loaded_with("workers.celery"), store.url) as pid,
    ):
        yield pid


@contextmanager
def _idle(command: tuple[str, ...], libraries: list[str], store: str = "") -> Iterator[int]:
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
            time.sleep(SETTLE_S / 3)
            sizes.append(pss_bytes(process.pid))
            return len(sizes) > 4 and abs(sizes[-1] - sizes[-2]) < _STILL_BYTES

        wait_until(rests, _START_S, f"{command[0]} is at rest")
        yield process.pid
