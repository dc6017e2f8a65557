"""What a hit and the end of a job cost in a store that holds a thousand readings, up to a million.

CPU time, ours and the store's, by the code of the gateway and of the worker without HTTP. The other readings
are small, since it is their number that could matter. A job that ends writes its reading, which has its place
in the index of all.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from statistics import median

import uvloop

from bench.asking import SECRET, readings_of
from bench.hits import WHOLE, question
from bench.plot import Line, Plot
from bench.report import Finding, Row, ratios
from shared import redis_keys
from shared.cache.entry import pack
from shared.clock import SystemClock
from shared.contracts.question import question_key
from shared.engine import engine_answer
from shared.jobs.record import Result
from shared.jobs.store import JobStore
from shared.queue import Priority
from shared.store.connection import open_store
from tests.stores import running_store

READINGS = (1_000, 10_000, 100_000, 1_000_000)
ROUNDS = 16
STEPS = 800
AT_MOST = 1.1
HIT, END = "a hit in the store", "the end of a job"
_LIFE_S = 36_000.0
_ROOM = 10**12
_OTHER = b"0:" + bytes(100)
_AT_ONCE = 10_000
_REST_S, _POLL_S = 120.0, 0.1
_FILL = """
local now = redis.call('TIME')[1] * 1000
for number = tonumber(ARGV[1]), tonumber(ARGV[2]) - 1 do
  local key = KEYS[1] .. 'other-' .. number
  redis.call('SET', key, ARGV[3], 'PX', ARGV[4])
  redis.call('ZADD', KEYS[2], now + ARGV[4] + number, key)
  redis.call('HSET', KEYS[3], key, #ARGV[3])
end
redis.call('HINCRBY', KEYS[3], 'total', (ARGV[2] - ARGV[1]) * #ARGV[3])
"""


def measure(*, short: bool) -> Iterator[Finding]:
    """Of the most readings to the fewest, in stores that take turns, with a plot."""
    numbers = READINGS[:3] if short else READINGS
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner, ExitStack() as held:
        urls = {number: held.enter_context(running_store()).url for number in numbers}
        costs = runner.run(_costs(urls, STEPS // 4 if short else STEPS))
    for what, by_number in costs.items():
        few, many = by_number[numbers[0]], by_number[numbers[-1]]
        yield Row.of(
            f"{what}, with {numbers[-1]:,} readings there",
            ratios(many, few),
            "×",
            at_most=AT_MOST,
            beside=f"with {numbers[0]:,}: {median(few):,.0f} µs",
            cpu_us=median(many),
        )
    yield Plot(
        "readings",
        "CPU time of a hit and of the end of a job, by how many readings the store has",
        "readings in the store",
        "CPU time of one, ours and the store's, µs",
        tuple(
            Line(what, [(number, median(found)) for number, found in by_number.items()], family)
            for family, (what, by_number) in enumerate(costs.items())
        ),
        logarithmic=True,
    )


async def _costs(urls: dict[int, str], steps: int) -> dict[str, dict[int, list[float]]]:
    """The microseconds of each round, by how many readings there are."""
    stores = {number: _Store(url) for number, url in urls.items()}
    costs: dict[str, dict[int, list[float]]] = {
        what: {number: [] for number in urls} for what in (HIT, END)
    }
    for number, store in stores.items():
        await store.fill(number)
    for turn in range(ROUNDS):
        names = [f"{turn}-{each}" for each in range(steps)]
        for number, store in stores.items():
            await store.submit(names)
            for what, step in ((HIT, store.hit), (END, store.end)):
                took_us = await store.cpu_us(step, names)
                if turn:  # the first round warms up
                    costs[what][number].append(took_us)
    for store in stores.values():
        await store.close()
    return costs


class _Store:
    """One store, as a gateway and a worker use it."""

    def __init__(self, url: str) -> None:
        self._redis = open_store(url, timeout_s=60, connections=4)
        self._readings = readings_of(self._redis, items=0)
        self._jobs = JobStore(
            self._redis, lease_s=10, job_ttl_s=600, max_queued=10**6, cache_bytes=_ROOM
        )
        answer = engine_answer(question(WHOLE), clock=SystemClock())
        self._entry = pack(answer.core(), 0)
        self._result = Result(
            answer.core(), answer.tail(), self._entry, _LIFE_S, only_if_absent=False
        )

    async def fill(self, number: int) -> None:
        """One reading that is asked for and so many of others, as a job that ends writes them."""
        asked = question_key(SECRET, question(WHOLE).to_bytes())
        await self._redis.set(redis_keys.CACHE + asked, self._entry)
        fill = self._redis.register_script(_FILL)
        keys = [redis_keys.CACHE, redis_keys.CACHE_INDEX, redis_keys.CACHE_SIZES]
        for first in range(0, number, _AT_ONCE):
            until = min(first + _AT_ONCE, number)
            await fill(keys=keys, args=[first, until, _OTHER, round(1000 * _LIFE_S)])
        # What the store makes of so much in its files takes CPU time from a child of it.
        async with asyncio.timeout(_REST_S):
            while await self._writes_its_files():  # noqa: ASYNC110 - another process
                await asyncio.sleep(_POLL_S)

    async def submit(self, names: list[str]) -> None:
        await self._jobs.beat("a worker")
        for name in names:
            await self._jobs.submit(name, question_key(SECRET, name.encode()), b"{}")

    async def hit(self, _name: str) -> None:
        await self._readings.answered(WHOLE, Priority.NORMAL)

    async def end(self, name: str) -> None:
        await self._jobs.finish(name, question_key(SECRET, name.encode()), self._result)

    async def cpu_us(self, step: Callable[[str], Awaitable[None]], names: list[str]) -> float:
        """CPU time of one step, ours and the store's."""
        before_s = await self._used_s()
        for name in names:
            await step(name)
        return 1e6 * (await self._used_s() - before_s) / len(names)

    async def close(self) -> None:
        await self._redis.aclose()

    async def _writes_its_files(self) -> bool:
        told = await self._redis.info("persistence")
        return bool(told["aof_rewrite_in_progress"] or told["rdb_bgsave_in_progress"])

    async def _used_s(self) -> float:
        told = await self._redis.info("cpu")
        return float(time.process_time() + told["used_cpu_user"] + told["used_cpu_sys"])
