"""What a hundred thousand waiting jobs take, and whether anything gets slower by them.

A system is started as `make run` starts it, beside a provider that does not answer, and asked in batches.
Memory is looked at when half of them wait, for the first ones fill what the engine keeps of charts, and
when all wait. Then the provider answers, and a twentieth is done. All share this machine, so the rates
say as much about it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import redis

from bench.report import Row
from shared import redis_keys
from shared.store.embedded import store_url
from tests.acceptance import questions
from tests.acceptance.caller import BATCH, exchange
from tests.acceptance.stack import Stack, running
from tests.fakes.behaviours import Answer
from tests.fakes.provider import FakeProvider

JOBS = 100_000
DONE = 20
"""One of so many is done at the end."""
BYTES_A_JOB = 3000
GROWTH_MB = 5.0
MB = 1e6
IN_HAND = 100
_BATCH = 500
_LOOKS = 20
_LONGEST_S = 600.0
_POLL_S = 0.05
_FOR_EVER = dict.fromkeys(
    ("PALJA_PROVIDER_TIMEOUT", "PALJA_STALL_TIMEOUT", "PALJA_JOB_DEADLINE"), "36000"
)
_LIMITS = dict.fromkeys(
    ("PALJA_MAX_CONCURRENT_REQUESTS", "PALJA_POOL_SIZE", "PALJA_POOL_PER_HOST"), str(IN_HAND)
)
_ROOM = {"PALJA_MAX_QUEUED": str(2 * JOBS)}
_FIGURES = "/admin-api/ai/stats/comprehensive"


def measure(*, short: bool) -> Iterator[Row]:
    """Bytes for a job, growth of the processes, and the times of what looks at all of them."""
    jobs = JOBS // 10 if short else JOBS
    with (
        FakeProvider() as provider,
        running(provider, **_FOR_EVER, **_LIMITS, **_ROOM) as stack,
        closing(redis.Redis.from_url(store_url(stack.state_dir))) as store,
    ):
        provider.hold()
        asked = _questions()
        figures_ms = _figures_ms(stack)
        _queue(stack, store, asked, jobs // 2)
        before, few = _memory(stack, store), _waiting(store)
        began_s = time.perf_counter()
        _queue(stack, store, asked, jobs)
        took_s = time.perf_counter() - began_s
        after, many = _memory(stack, store), _waiting(store)
        yield Row("jobs that wait", many, "")
        yield Row("questions queued, in batches", (many - few) / took_s, "/s")
        store_bytes = (after["store"] - before["store"]) / (many - few)
        yield Row("the store's memory for one", store_bytes, "B", at_most=BYTES_A_JOB)
        for name in ("gateway", "worker"):
            grown_mb = (after[name] - before[name]) / MB
            yield Row(f"the {name} by then has", after[name] / MB, "MB")
            yield Row(f"the {name} has grown by", grown_mb, "MB", at_most=GROWTH_MB)
        yield Row("the figures, while nobody waits", figures_ms, "ms")
        yield Row(f"the figures, while {many:,} wait", _figures_ms(stack), "ms")
        yield Row("a script of the store's, on average meanwhile", _script_ms(store), "ms")
        store.config_resetstat()
        provider.answer_with(Answer())
        began_s = time.perf_counter()
        provider.release()
        _wait_for(store, many - jobs // DONE)
        took_s = time.perf_counter() - began_s
        yield Row("jobs done, with the others behind them", (many - _waiting(store)) / took_s, "/s")
        yield Row("a script of the store's, on average then", _script_ms(store), "ms")
        worker_mb = (_memory(stack, store)["worker"] - after["worker"]) / MB
        yield Row("the worker has grown by, doing them", worker_mb, "MB")


def _questions() -> Iterator[dict[str, Any]]:
    """Enough with charts of their own: each day at several hours, for both luck directions."""
    for question in questions.distinct():
        for hour in range(1, 22, 2):
            for gender in ("남성", "여성"):
                birth = {**question["birth_info"], "hour": hour, "gender": gender}
                yield {"birth_info": birth, "priority": "normal"}


def _queue(stack: Stack, store: redis.Redis, asked: Iterator[dict[str, Any]], until: int) -> None:
    """Asks in batches until so many wait; on a busy machine some rows are answered at once."""
    deadline_s = time.perf_counter() + _LONGEST_S
    with closing(stack.caller.connection()) as connection:
        while (missing := until - _waiting(store)) > 0:
            if time.perf_counter() > deadline_s:
                raise TimeoutError(f"not queued within {_LONGEST_S} s")
            body = {"items": list(islice(asked, min(_BATCH, missing)))}
            reply = exchange(connection, "POST", BATCH, json.dumps(body).encode())
            if reply.status != 200:
                raise RuntimeError(f"{reply.status}: {reply.raw[:200]!r}")


def _waiting(store: redis.Redis) -> int:
    return int(store.zcard(redis_keys.WAITING))


def _wait_for(store: redis.Redis, waiting: int) -> None:
    deadline_s = time.perf_counter() + _LONGEST_S
    while _waiting(store) > waiting:
        if time.perf_counter() > deadline_s:
            raise TimeoutError(f"not done within {_LONGEST_S} s")
        time.sleep(_POLL_S)


def _figures_ms(stack: Stack) -> float:
    return 1000 * median(stack.caller.get(_FIGURES).took_s for _ in range(_LOOKS))


def _script_ms(store: redis.Redis) -> float:
    calls: dict[str, float] = store.info("commandstats")["cmdstat_evalsha"]
    return calls["usec_per_call"] / 1000


def _memory(stack: Stack, store: redis.Redis) -> dict[str, int]:
    [gateway], [worker] = stack.processes("uvicorn"), stack.workers()
    return {
        "gateway": _rss_bytes(gateway.pid),
        "worker": _rss_bytes(worker.pid),
        "store": int(store.info("memory")["used_memory"]),
    }


def _rss_bytes(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError(f"no memory of process {pid}")
