"""Answers from each level of the cache, without HTTP: their CPU time, and what is encoded for them.

A question that was asked before, about a chart whose timeless part is known. A store is started for
it; a hit in memory asks it nothing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from unittest import mock

import orjson
from redis.asyncio import Redis

from api_gateway.parsing import parse_reading_request
from api_gateway.questions import question_of
from bench.asking import SECRET, readings_of
from bench.report import Row
from shared import redis_keys
from shared.cache.entry import pack
from shared.clock import SystemClock
from shared.contracts.question import Question, question_key
from shared.engine import engine_answer
from shared.prompts import PromptBook
from shared.queue import Priority
from shared.store.connection import open_store
from tests.stores import running_store

ROUNDS = 5
HITS = 2_000
BIRTH = (
    b'"birth_info": {"year": 1990, "month": 3, "day": 15, "hour": 14, "minute": 30, "gender": "M"}'
)
WHOLE = b"{%b}" % BIRTH
DAY = b'{%b, "service_type": "daily_fortune", "date": "2026-11-27"}' % BIRTH


def measure(*, short: bool) -> Iterator[Row]:
    """Microseconds of a hit, medians of rounds, and the JSON that was encoded for one."""
    yield from asyncio.run(_measured(HITS // 10 if short else HITS))


async def _measured(hits: int) -> list[Row]:
    with running_store() as store:
        redis = open_store(store.url, timeout_s=5, connections=4)
        core = engine_answer(question(WHOLE), clock=SystemClock()).core()
        for request in (WHOLE, DAY):
            key = question_key(SECRET, question(request).to_bytes())
            await redis.set(redis_keys.CACHE + key, pack(core, 0))
        known, day = _asking(redis, WHOLE, items=1000), _asking(redis, DAY, items=1000)
        shared = _asking(redis, WHOLE, items=0)
        rows = [
            Row.of("a hit in memory", await _rounds_us(known, hits), "µs"),
            Row.of("a hit in memory, of a day's fortune", await _rounds_us(day, hits), "µs"),
            Row.of("a hit in the store", await _rounds_us(shared, hits), "µs"),
            Row("values encoded for a hit in memory", await _encoded(known), "", at_most=1),
            Row("values encoded for a day's fortune", await _encoded(day), "", at_most=1),
            Row("values encoded for a hit in the store", await _encoded(shared), "", at_most=1),
            Row("a reading in memory", len(core) / 1e3, "KB"),
            Row("the same in the store", len(pack(core, 0)) / 1e3, "KB"),
        ]
        await redis.aclose()
        return rows


def _asking(redis: Redis, request: bytes, *, items: int) -> Callable[[], Awaitable[object]]:
    """Asks a gateway's use case with so many readings in memory."""
    readings = readings_of(redis, items=items)
    return lambda: readings.answered(request, Priority.NORMAL)


def question(request: bytes) -> Question:
    """What this body asks."""
    return question_of(parse_reading_request(request), PromptBook())


async def _rounds_us(ask: Callable[[], Awaitable[object]], hits: int) -> list[float]:
    """CPU time of one in each round but a first that warms up."""
    found = []
    for _ in range(ROUNDS + 1):
        started_s = time.process_time()
        for _ in range(hits):
            await ask()
        found.append(1e6 * (time.process_time() - started_s) / hits)
    return found[1:]


async def _encoded(ask: Callable[[], Awaitable[object]]) -> int:
    with mock.patch.object(orjson, "dumps", wraps=orjson.dumps) as dumps:
        await ask()
    return dumps.call_count
