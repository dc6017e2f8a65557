"""How many jobs one worker process does, and what each costs it: answers streamed, and as a whole.

A system is started as `make run` starts it, with room for five hundred calls at once, beside a
provider of the tests that takes 300 ms. All share this machine, so jobs a second say as much about
it as about the worker; the worker's own CPU time per job does not. Where the answer comes in 200
pieces, the provider is the slower of the two.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from typing import Any

import redis

from bench.report import Row
from bench.usage import cpu_s
from shared import redis_keys
from shared.store.embedded import store_url
from tests.acceptance import questions
from tests.acceptance.caller import BATCH, exchange
from tests.acceptance.stack import Stack, running
from tests.fakes.behaviours import Answer
from tests.fakes.provider import FakeProvider

JOBS = 1000
IN_FLIGHT = 500
PROVIDER_S = 0.3
PIECES = 200
"""A model's stream has an event for each few letters."""
_WAYS = (
    ("whole", "false", Answer(delay_s=PROVIDER_S)),
    ("streamed at once", "true", Answer(delay_s=PROVIDER_S)),
    (f"streamed in {PIECES} pieces", "true", Answer(pieces=PIECES, pace_s=PROVIDER_S / PIECES)),
)
_BATCH = 500
_WARM = 100
_LONGEST_S = 300.0
_POLL_S = 0.01
_LIMITS = dict.fromkeys(
    ("PALJA_MAX_CONCURRENT_REQUESTS", "PALJA_POOL_SIZE", "PALJA_POOL_PER_HOST"), str(IN_FLIGHT)
)


def measure(*, short: bool) -> Iterator[Row]:
    """Jobs a second and the worker's CPU time for one, both ways."""
    jobs = JOBS // 2 if short else JOBS
    for name, streaming, answer in _WAYS:
        with (
            FakeProvider() as provider,
            running(
                provider, PALJA_STREAMING=streaming, PALJA_JOB_DEADLINE=str(_LONGEST_S), **_LIMITS
            ) as stack,
        ):
            asked = questions.distinct()
            provider.answer_with(answer)
            done(stack, asked, _WARM)
            used_s, began_s = _cpu_s(stack), time.perf_counter()
            done(stack, asked, jobs)
            took_s = time.perf_counter() - began_s
            used_s = _cpu_s(stack) - used_s
            yield Row(f"{name}: jobs done", jobs / took_s, "/s", cpu_us=1e6 * used_s / jobs)
            yield Row(f"{name}: calls in flight at once, at most", provider.max_in_flight, "")
            opened = provider.connections_opened
            yield Row(f"{name}: connections opened", opened, "", at_most=IN_FLIGHT)


def done(stack: Stack, asked: Iterator[dict[str, Any]], number: int) -> None:
    """Asks so many questions and returns when no job is left."""
    with closing(stack.caller.connection()) as connection:
        for first in range(0, number, _BATCH):
            rows = islice(asked, min(_BATCH, number - first))
            body = {"items": [{**row, "priority": "normal"} for row in rows]}
            reply = exchange(connection, "POST", BATCH, json.dumps(body).encode())
            if reply.status != 200 or b'"problem":{' in reply.raw:
                raise RuntimeError(f"{reply.status}: {reply.raw[:500]!r}")
    # The store is asked, since what the system tells of itself comes a second late.
    deadline_s = time.perf_counter() + _LONGEST_S
    with closing(redis.Redis.from_url(store_url(stack.state_dir))) as store:
        while store.zcard(redis_keys.WAITING) or store.zcard(redis_keys.LEASES):
            if time.perf_counter() > deadline_s:
                raise TimeoutError(f"not done within {_LONGEST_S} s\n{stack.tail}")
            time.sleep(_POLL_S)


def _cpu_s(stack: Stack) -> float:
    """CPU time of the worker so far."""
    [worker] = stack.workers()
    return cpu_s(worker.pid)
