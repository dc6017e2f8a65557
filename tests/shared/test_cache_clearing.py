"""The cache is emptied in the store, and in every process within a second."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from redis.asyncio import Redis

from shared import redis_keys
from shared.cache.clearing import STEP, CacheClearing
from shared.cache.entry import CachedReading, pack
from shared.cache.memory import MemoryCache
from shared.cache.redis import RedisCache
from shared.cache.two_level import TwoLevelCache
from shared.errors import StoreUnavailable
from shared.jobs.record import Result
from shared.jobs.store import JobStore
from shared.store.following import POLL_S
from tests.fakes.clock import FakeClock

CORE = b'"response":"r"'


def memory() -> MemoryCache:
    return MemoryCache(max_items=10, max_bytes=1000, clock=FakeClock())


def jobs(redis: Redis) -> JobStore:
    return JobStore(redis, lease_s=10, job_ttl_s=60, max_queued=10_000, cache_bytes=10**7)


async def cached(redis: Redis, key: str) -> None:
    """A worker brings an answer."""
    store = jobs(redis)
    await store.submit(f"job {key}", key, b'{"service_type":"career"}')
    await store.finish(f"job {key}", key, Result(CORE, b"", pack(CORE, 10), 60))


async def test_all_readings_are_forgotten_and_nothing_else(redis: Redis) -> None:
    await jobs(redis).beat("a worker")
    for key in ("one", "other"):
        await cached(redis, key)
    emptied: list[int] = []

    cleared = await CacheClearing(redis, lambda: emptied.append(1)).clear()

    assert cleared.entries == 2
    assert abs(datetime.now(UTC) - cleared.at) < timedelta(minutes=1)  # noqa: TID251 - the store's clock is the machine's
    assert await RedisCache(redis).read("one") is None
    assert not await redis.keys(redis_keys.CACHE + "*")
    assert await redis.hgetall(redis_keys.CACHE_SIZES) == {b"total": b"0"}
    assert await redis.zcard(redis_keys.CACHE_INDEX) == 0
    assert (await jobs(redis).read("job one")).core == CORE
    assert emptied == [1]


async def test_more_than_one_step_holds_are_forgotten(redis: Redis) -> None:
    await jobs(redis).beat("a worker")
    for number in range(STEP + 1):
        await cached(redis, str(number))

    assert (await CacheClearing(redis, lambda: None).clear()).entries == STEP + 1
    assert not await redis.keys(redis_keys.CACHE + "*")


async def test_an_empty_cache_is_cleared_all_the_same(redis: Redis) -> None:
    emptied: list[int] = []
    cleared = await CacheClearing(redis, lambda: emptied.append(1)).clear()

    assert (cleared.entries, emptied) == (0, [1])


async def test_every_process_empties_its_memory_within_a_second(redis: Redis) -> None:
    theirs = memory()
    theirs.write("k", CachedReading(CORE, 60))
    here, there = CacheClearing(redis, lambda: None), CacheClearing(redis, theirs.empty)
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(10), there.following():
        theirs.write("k", CachedReading(CORE, 60))
        began_s = loop.time()
        await here.clear()
        while theirs.read("k") is not None:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0)
        took_s = loop.time() - began_s

    assert POLL_S < 1
    assert took_s < 1
    assert theirs.size_bytes == 0


async def looked(redis: Redis) -> int:
    """How often the store was asked for a value."""
    calls: int = (await redis.info("commandstats"))["cmdstat_get"]["calls"]
    return calls


async def test_each_clearing_empties_once(redis: Redis) -> None:
    emptied: list[int] = []
    there = CacheClearing(redis, lambda: emptied.append(1))
    here = CacheClearing(redis, lambda: None)

    async with there.following():
        assert emptied == []
        for times in (1, 2):
            await here.clear()
            async with asyncio.timeout(10):
                while len(emptied) < times:  # noqa: ASYNC110 - nobody tells
                    await asyncio.sleep(0)
        looks = await looked(redis)
        async with asyncio.timeout(10):  # two looks later it is still so
            while await looked(redis) < looks + 2:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.01)

    assert emptied == [1, 1]


async def test_without_the_store_nothing_is_cleared(away: Redis) -> None:
    emptied: list[int] = []
    clearing = CacheClearing(away, lambda: emptied.append(1))
    async with clearing.following():
        with pytest.raises(StoreUnavailable):
            await clearing.clear()
    assert emptied == []


async def test_what_is_on_its_way_while_the_memory_is_emptied_does_not_come_back() -> None:
    class Slow:
        """A store that answers when it is let."""

        def __init__(self) -> None:
            self.asked, self.may = asyncio.Event(), asyncio.Event()

        async def read(self, key: str) -> CachedReading | None:
            self.asked.set()
            await self.may.wait()
            return CachedReading(key.encode(), 60)

    ours, store = memory(), Slow()
    cache = TwoLevelCache(ours, store)
    reading = asyncio.create_task(cache.read_shared("k"))
    await store.asked.wait()
    ours.empty()
    store.may.set()

    assert await reading == CachedReading(b"k", 60)  # who asked before gets what was there before
    assert cache.read_memory("k") is None
    assert await cache.read_shared("k") is not None
    assert cache.read_memory("k") == b"k"
