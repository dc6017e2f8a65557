"""The entry's spelling, and the way a read takes through both levels."""

from __future__ import annotations

import asyncio

import pytest
from redis.asyncio import Redis

from shared import redis_keys
from shared.cache.entry import CachedReading, pack, unpack
from shared.cache.memory import MemoryCache
from shared.cache.redis import RedisCache
from shared.cache.two_level import TwoLevelCache
from shared.errors import StoreUnavailable
from tests.fakes.clock import FakeClock

CORE = '"response":"사주"'.encode()


class Shared:
    """A store that holds one reading, none, or is away; it counts who asks."""

    def __init__(self, answer: CachedReading | StoreUnavailable | None) -> None:
        self._answer = answer
        self.reads = 0

    async def read(self, key: str) -> CachedReading | None:  # noqa: ARG002 - holds one for all keys
        self.reads += 1
        if isinstance(self._answer, StoreUnavailable):
            raise self._answer
        return self._answer


def two_levels(shared: Shared, clock: FakeClock | None = None) -> TwoLevelCache:
    memory = MemoryCache(max_items=10, max_bytes=1000, clock=clock or FakeClock())
    return TwoLevelCache(memory, shared)


@pytest.mark.parametrize(
    ("remaining_ms", "fresh_for_s", "fresh"),
    [(15_000, 5.0, True), (10_001, 0.001, True), (10_000, 0.0, False), (2_000, -8.0, False)],
)
def test_a_reading_is_fresh_while_more_than_its_stale_time_remains(
    remaining_ms: int, fresh_for_s: float, *, fresh: bool
) -> None:
    reading = unpack(pack(CORE, 10), remaining_ms)

    assert reading is not None
    assert (reading.core, reading.fresh, reading.stale_for_s) == (CORE, fresh, 10)
    assert reading.fresh_for_s == pytest.approx(fresh_for_s)


def test_what_has_no_end_is_fresh_for_ever() -> None:
    reading = unpack(pack(CORE, 10), -1)
    assert reading is not None
    assert reading.fresh_for_s == float("inf")


@pytest.mark.parametrize("entry", [b"", b"10", b"10:", b"ten:" + pack(CORE, 0)[2:], b"10:junk"])
def test_what_is_no_entry_is_no_reading(entry: bytes) -> None:
    assert unpack(entry, 1000) is None


async def test_the_store_gives_what_was_packed(redis: Redis) -> None:
    await redis.set(redis_keys.CACHE + "k", pack(CORE, 10), px=60_000)

    reading = await RedisCache(redis).read("k")

    assert reading is not None
    assert reading.core == CORE
    assert 40 < reading.fresh_for_s <= 50
    assert await RedisCache(redis).read("unknown") is None


async def test_a_key_of_another_kind_is_no_reading(redis: Redis) -> None:
    await redis.hset(redis_keys.CACHE + "k", "field", "value")

    assert await RedisCache(redis).read("k") is None


async def test_what_is_asked_for_together_is_read_in_one_round_trip(redis: Redis) -> None:
    await redis.set(redis_keys.CACHE + "k", pack(CORE, 10), px=60_000)
    await redis.set(redis_keys.CACHE + "damaged", b"junk")
    cache = RedisCache(redis)
    before = (await redis.info("stats"))["total_reads_processed"]

    *readings, other, damaged = await asyncio.gather(
        *(cache.read("k") for _ in range(20)),
        cache.read("other"),
        cache.read("damaged"),
        return_exceptions=True,
    )

    assert [reading.core for reading in readings if isinstance(reading, CachedReading)] == [
        CORE
    ] * 20
    assert other is None
    assert damaged is None
    assert (await redis.info("stats"))["total_reads_processed"] - before == 2  # and that of INFO
    again = await cache.read("k")
    assert again is not None


async def test_who_goes_away_does_not_take_the_others_answer_along(redis: Redis) -> None:
    await redis.set(redis_keys.CACHE + "k", pack(CORE, 10), px=60_000)
    cache = RedisCache(redis)
    first, second = (asyncio.create_task(cache.read("k")) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()

    reading = await second

    assert reading is not None
    assert reading.core == CORE


async def test_a_store_that_is_away_is_told_as_such(away: Redis) -> None:
    with pytest.raises(StoreUnavailable):
        await RedisCache(away).read("k")


async def test_a_fresh_reading_of_the_store_is_kept_in_memory_for_its_time() -> None:
    clock, shared = FakeClock(), Shared(CachedReading(CORE, 5))
    cache = two_levels(shared, clock)

    assert cache.read_memory("k") is None
    assert await cache.read_shared("k") == CachedReading(CORE, 5)
    assert cache.read_memory("k") == CORE
    clock.pass_s(5)
    assert cache.read_memory("k") is None
    assert cache.read_stale_memory("k") is None
    assert shared.reads == 1


async def test_a_stale_reading_of_the_store_is_kept_in_memory_as_a_stale_one() -> None:
    clock, stale = FakeClock(), CachedReading(CORE, -3, 10)
    cache = two_levels(Shared(stale), clock)

    assert await cache.read_shared("k") == stale
    assert (cache.read_memory("k"), cache.read_stale_memory("k")) == (None, CORE)
    clock.pass_s(7)
    assert cache.read_stale_memory("k") is None


@pytest.mark.parametrize("answer", [None, StoreUnavailable("away")])
async def test_none_and_away_are_misses(answer: StoreUnavailable | None) -> None:
    cache = two_levels(Shared(answer))

    assert await cache.read_shared("k") is None
    assert cache.read_memory("k") is None


def test_what_came_another_way_is_kept_in_memory() -> None:
    cache = two_levels(Shared(None))
    cache.keep("k", CachedReading(CORE, 5), cache.times_emptied)

    assert cache.read_memory("k") == CORE
