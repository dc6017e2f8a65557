"""What a hundred thousand waiting jobs take, and whether anything gets slower or larger by them.

A system is started as `make run` starts it, beside a provider that does not answer, and asked in batches.
Memory is looked at when half of them wait, for the first ones fill what the engine keeps of charts, and
when all wait. Then the provider answers at once, and all are done, so the last have hardly any behind
them. What one costs is CPU time: of the gateway and the store to queue it, of the worker and the store to
do it. The worker by then has done a hundred thousand jobs, and its memory (PSS) has been followed.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from statistics import median
from typing import Any

import redis

from bench.plot import Line, Plot
from bench.report import Finding, Row
from bench.usage import cpu_s, pss_bytes, rss_bytes
from shared import redis_keys
from shared.store.embedded import store_url
from tests.acceptance import questions
from tests.acceptance.caller import BATCH, exchange
from tests.acceptance.processes import Process
from tests.acceptance.stack import Stack, running
from tests.fakes.behaviours import Answer
from tests.fakes.provider import FakeProvider

JOBS = 100_000
BYTES_A_JOB = 3000
GROWTH_MB = 5.0
COST_GROWTH, MEMORY_GROWTH = 1.1, 1.05
MB = 1e6
IN_HAND = 100
_PARTS = 20
_BATCH = 500
_LOOKS = 20
_LONGEST_S = 1200.0
_POLL_S = 0.05
_FOR_EVER = dict.fromkeys(
    ("PALJA_PROVIDER_TIMEOUT", "PALJA_STALL_TIMEOUT", "PALJA_JOB_DEADLINE"), "36000"
)
_LIMITS = dict.fromkeys(
    ("PALJA_MAX_CONCURRENT_REQUESTS", "PALJA_POOL_SIZE", "PALJA_POOL_PER_HOST"), str(IN_HAND)
)
_ROOM = {"PALJA_MAX_QUEUED": str(2 * JOBS)}
_FIGURES = "/admin-api/ai/stats/comprehensive"


@dataclass(frozen=True, slots=True)
class _Part:
    """A twentieth of the jobs: how many waited at its middle, what one cost, the worker after it."""

    waiting: float
    per_s: float
    cpu_us: float
    store_us: float
    worker_mb: float

    @property
    def cost_us(self) -> float:
        return self.cpu_us + self.store_us


def measure(*, short: bool) -> Iterator[Finding]:
    """Bytes for a job, growth of the processes, and what one costs by how many wait."""
    jobs = JOBS // 50 if short else JOBS
    with (
        FakeProvider() as provider,
        running(provider, **_FOR_EVER, **_LIMITS, **_ROOM) as stack,
        closing(redis.Redis.from_url(store_url(stack.state_dir))) as store,
    ):
        provider.hold()
        figures_ms, system = _figures_ms(stack), _System(stack, store)
        parts = [jobs * part // _PARTS for part in range(1, _PARTS + 1)]
        queued = [system.queue(until) for until in parts[: _PARTS // 2]]
        before, few = _memory(stack, store), system.waiting
        queued += [system.queue(until) for until in parts[_PARTS // 2 :]]
        after, many = _memory(stack, store), system.waiting
        yield Row("jobs that wait", many, "")
        store_bytes = (after["store"] - before["store"]) / (many - few)
        yield Row("the store's memory for one", store_bytes, "B", at_most=BYTES_A_JOB)
        for name in ("gateway", "worker"):
            grown_mb = (after[name] - before[name]) / MB
            yield Row(f"the {name} by then has", after[name] / MB, "MB")
            yield Row(f"the {name} has grown by", grown_mb, "MB", at_most=GROWTH_MB)
        yield Row("the figures, while nobody waits", figures_ms, "ms")
        yield Row(f"the figures, while {many:,} wait", _figures_ms(stack), "ms")
        yield from _cost("questions queued, in batches", queued[1:])
        provider.answer_with(Answer())
        provider.release()
        done = []
        for part in range(_PARTS - 1, -1, -1):
            done.append(system.do(many * part // _PARTS))
            provider.journal.forget()
        yield from _cost("jobs done", done[:0:-1])
    half, last = done[_PARTS // 2 - 1].worker_mb, done[-1].worker_mb
    yield Row(f"a worker after {many:,} jobs", last, "MB")
    yield Row(
        "a worker's growth in the second half of them",
        last / half,
        "×",
        at_most=MEMORY_GROWTH,
        beside=f"after {many // 2:,} jobs: {half:.1f} MB",
    )
    yield from _plots(queued, done, queued[-1].worker_mb)


def _cost(what: str, by_waiting: list[_Part]) -> Iterator[Row]:
    """Of those with the most waiting to those with the fewest; the first part warmed up."""
    some = len(by_waiting) // 4
    few, many = (
        median(part.cost_us for part in parts) for parts in (by_waiting[:some], by_waiting[-some:])
    )
    number = by_waiting[-1].waiting
    yield Row.of(
        what,
        [part.per_s for part in by_waiting],
        "/s",
        cpu_us=median(part.cost_us for part in by_waiting),
    )
    yield Row(
        f"{what}: CPU time of one while about {number:,.0f} wait",
        many / few,
        "×",
        at_most=COST_GROWTH,
        beside=f"while about {median(part.waiting for part in by_waiting[:some]):,.0f} wait",
        cpu_us=many,
    )


def _plots(queued: list[_Part], done: list[_Part], fresh_mb: float) -> Iterator[Plot]:
    yield Plot(
        "backlog",
        "CPU time of a job, by how many others wait",
        "jobs that wait",
        "CPU time of one, µs",
        tuple(
            Line(label, [(part.waiting, getattr(part, what)) for part in parts], family, dashed)
            for family, parts, what, dashed, label in (
                (0, queued[1:], "cpu_us", False, "to queue it, gateway"),
                (0, queued[1:], "store_us", True, "to queue it, store"),
                (1, done[1:], "cpu_us", False, "to do it, worker"),
                (1, done[1:], "store_us", True, "to do it, store"),
            )
        ),
    )
    number = done[0].waiting + done[-1].waiting
    followed = [
        (number * (index + 1) / len(done), part.worker_mb) for index, part in enumerate(done)
    ]
    yield Plot(
        "worker_memory",
        "a worker's memory, by how many jobs it has done",
        "jobs done",
        "a worker's PSS, MB",
        (Line("measured", [(0.0, fresh_mb), *followed]),),
    )


class _System:
    """Gateway, worker and store, and what they have used."""

    def __init__(self, stack: Stack, store: redis.Redis) -> None:
        self._stack = stack
        self._store = store
        self._asked = _questions()
        [self._gateway], [self._worker] = stack.gateways(), stack.workers()

    @property
    def waiting(self) -> int:
        return int(self._store.zcard(redis_keys.WAITING))

    def queue(self, until: int) -> _Part:
        """Asks in batches until so many wait; on a busy machine some rows are answered at once."""
        watch = self._watch(self._gateway)
        with closing(self._stack.caller.connection()) as connection:
            while (missing := until - self.waiting) > 0:
                watch.check()
                body = {"items": list(islice(self._asked, min(_BATCH, missing)))}
                reply = exchange(connection, "POST", BATCH, json.dumps(body).encode())
                if reply.status != 200:
                    raise RuntimeError(f"{reply.status}: {reply.raw[:200]!r}")
        return self._part(watch)

    def do(self, until: int) -> _Part:
        """Waits until no more than so many wait."""
        watch = self._watch(self._worker)
        while self.waiting > until:
            watch.check()
            time.sleep(_POLL_S)
        return self._part(watch)

    def _watch(self, process: Process) -> _Watch:
        used = (cpu_s(process.pid), _store_cpu_s(self._store))
        return _Watch(process, self.waiting, time.perf_counter(), *used)

    def _part(self, watch: _Watch) -> _Part:
        waiting = self.waiting
        number = abs(waiting - watch.waiting)
        return _Part(
            (waiting + watch.waiting) / 2,
            number / (time.perf_counter() - watch.began_s),
            1e6 * (cpu_s(watch.process.pid) - watch.cpu_s) / number,
            1e6 * (_store_cpu_s(self._store) - watch.store_s) / number,
            pss_bytes(self._worker.pid) / MB,
        )


@dataclass(frozen=True, slots=True)
class _Watch:
    """What was so when a part began."""

    process: Process
    waiting: int
    began_s: float
    cpu_s: float
    store_s: float

    def check(self) -> None:
        """TimeoutError when it has taken too long."""
        if time.perf_counter() - self.began_s > _LONGEST_S:
            raise TimeoutError(f"not within {_LONGEST_S} s")


def _questions() -> Iterator[dict[str, Any]]:
    """Enough with charts of their own: each day at several hours, for both luck directions."""
    for question in questions.distinct():
        for hour in range(1, 22, 2):
            for gender in ("남성", "여성"):
                birth = {**question["birth_info"], "hour": hour, "gender": gender}
                yield {"birth_info": birth, "priority": "normal"}


def _figures_ms(stack: Stack) -> float:
    return 1000 * median(stack.caller.get(_FIGURES).took_s for _ in range(_LOOKS))


def _store_cpu_s(store: redis.Redis) -> float:
    told = store.info("cpu")
    return float(told["used_cpu_user"] + told["used_cpu_sys"])


def _memory(stack: Stack, store: redis.Redis) -> dict[str, int]:
    [gateway], [worker] = stack.processes("uvicorn"), stack.workers()
    return {
        "gateway": rss_bytes(gateway.pid),
        "worker": rss_bytes(worker.pid),
        "store": int(store.info("memory")["used_memory"]),
    }
