"""What processes counted comes together in a real store."""

from __future__ import annotations

from datetime import date

from redis.asyncio import Redis

from shared import redis_keys
from shared.contracts.answers import Usage
from shared.jobs.store import JobStore
from shared.metrics.counted import Counted
from shared.metrics.report import PoolUse, ProcessReport
from shared.metrics.store import DAYS, SLOT_S, WINDOW_SLOTS, MetricsStore, StoreMemory
from shared.metrics.sums import Model, Sums
from shared.metrics.tally import Deltas, Tally
from tests.fakes.clock import FakeClock

GATEWAY = ProcessReport("gateway", "host", 7, 60_000_000, memory_entries=3)
WORKER = ProcessReport(
    "worker", "host", 8, None, pool=PoolUse(1, 2, 20), chain=("openai",), running=1
)
HITS = Deltas({"cache|memory": 2}, {})


async def test_the_counts_of_all_processes_add_up(redis: Redis) -> None:
    store = MetricsStore(redis, FakeClock())
    await store.write("a", 1, HITS, GATEWAY)
    await store.write("b", 1, HITS, GATEWAY)
    await store.write("a", 2, Deltas({"cache|memory": 1, "cache|miss": 1}, {}), GATEWAY)

    totals = Sums((await store.read()).totals)

    assert (totals.hits, totals.misses, totals.hit_ratio) == (5, 1, 5 / 6)


async def test_a_report_that_comes_twice_is_counted_once(redis: Redis) -> None:
    store = MetricsStore(redis, FakeClock())
    for _ in range(3):
        await store.write("a", 1, HITS, GATEWAY)

    assert Sums((await store.read()).totals).hits == 2


async def test_five_minutes_are_told_apart_from_everything(redis: Redis) -> None:
    clock = FakeClock()
    store = MetricsStore(redis, clock)
    await store.write("a", 1, HITS, GATEWAY)
    clock.pass_s(WINDOW_SLOTS * SLOT_S - 1)
    await store.write("a", 2, HITS, GATEWAY)

    within = await store.read()
    clock.pass_s(SLOT_S + 1)
    after = await store.read()

    assert (Sums(*within.slots).hits, Sums(within.totals).hits) == (4, 4)
    assert (Sums(*after.slots).hits, Sums(after.totals).hits) == (2, 4)


async def test_slots_and_days_end_and_totals_do_not(redis: Redis) -> None:
    store = MetricsStore(redis, FakeClock())
    await store.write("a", 1, Deltas({"retries": 1}, {"calls|openai|m": 1}), GATEWAY)

    [slot] = await redis.keys(redis_keys.SLOT + "*")
    [day] = await redis.keys(redis_keys.DAY + "*")
    assert WINDOW_SLOTS * SLOT_S * 1000 < await redis.pttl(slot) <= 600_000
    assert DAYS * 86_400_000 < await redis.pttl(day) <= (DAYS + 1) * 86_400_000
    assert await redis.pttl(redis_keys.TOTALS) == -1


async def test_cost_is_kept_by_model_and_day(redis: Redis) -> None:
    clock, tally = FakeClock(), Tally()
    store, counted = MetricsStore(redis, clock), Counted(tally)
    counted.call("openai", "llama3:8b", "ok", 0.1)
    counted.usage("openai", "llama3:8b", Usage(10, 20, 0.0))
    await store.write("a", 1, tally.take(), WORKER)
    clock.pass_s(86_400)
    counted.call("openai", "a|b", "ok", 0.1)
    counted.usage("openai", "a|b", Usage(1, 2, 0.000_3))
    await store.write("a", 2, tally.take(), WORKER)

    days = {day: Sums(counts) for day, counts in (await store.read()).days.items()}

    assert sorted(days) == [date(2026, 1, 1), date(2026, 1, 2)]
    local, priced = Model("openai", "llama3:8b"), Model("openai", "a|b")
    assert days[date(2026, 1, 1)].by_model("output_tokens") == {local: 20}
    assert days[date(2026, 1, 1)].cost_usd(local) is None
    assert days[date(2026, 1, 2)].cost_usd(priced) == 0.000_3


async def test_living_processes_tell_of_themselves(redis: Redis) -> None:
    store = MetricsStore(redis, FakeClock())
    await store.write("w", 1, Deltas({}, {}), WORKER)
    await store.write("g", 1, Deltas({}, {}), GATEWAY)

    assert (await store.read()).reports == (GATEWAY, WORKER)


async def test_a_process_that_ended_or_fell_silent_is_not_told_of(redis: Redis) -> None:
    store = MetricsStore(redis, FakeClock())
    await store.write("ended", 1, HITS, GATEWAY)
    await store.write("ended", 2, HITS, None)
    await store.write("silent", 1, HITS, GATEWAY)
    await redis.zincrby(redis_keys.REPORTED, -11_000, "silent")

    stored = await store.read()

    assert stored.reports == ()
    assert Sums(stored.totals).hits == 6


async def test_a_process_silent_for_hours_leaves_nothing(redis: Redis) -> None:
    store = MetricsStore(redis, FakeClock())
    await store.write("silent", 1, HITS, GATEWAY)
    await redis.zincrby(redis_keys.REPORTED, -7_200_000, "silent")
    await store.write("other", 1, HITS, GATEWAY)

    assert await redis.hkeys(redis_keys.REPORTS) == [b"other"]
    assert await redis.hkeys(redis_keys.REPORT_NUMBERS) == [b"other"]
    assert await redis.zrange(redis_keys.REPORTED, 0, -1) == [b"other"]


async def test_a_report_of_another_release_is_passed_over(redis: Redis) -> None:
    store = MetricsStore(redis, FakeClock())
    await store.write("a", 1, HITS, GATEWAY)
    for odd in (b"no json", b"[]", b'{"kind": "gateway"}', b'{"pool": null, "chain": 1, "x": 2}'):
        await redis.hset(redis_keys.REPORTS, "a", odd)
        assert (await store.read()).reports == ()


async def test_the_queue_is_told_with_its_oldest(redis: Redis) -> None:
    store = MetricsStore(redis, FakeClock())
    empty = await store.read()
    jobs = JobStore(redis, lease_s=10, job_ttl_s=60, max_queued=10, cache_bytes=1000)
    await jobs.beat("a worker")
    for key in ("k1", "k2"):
        await jobs.submit(key, key, b"{}")
    await redis.zincrby(redis_keys.WAITING, -90_000, "k2")

    stored = await store.read()

    assert (empty.queued, empty.oldest_queued_s) == (0, None)
    assert stored.queued == 2
    assert stored.oldest_queued_s is not None
    assert 90 <= stored.oldest_queued_s < 100


async def test_the_store_says_what_it_holds_and_how_much_memory_that_takes(redis: Redis) -> None:
    await redis.zadd(redis_keys.CACHE_INDEX, {"palja:cache:a": 1, "palja:cache:b": 2})
    await redis.hset(redis_keys.CACHE_SIZES, "total", "12000")

    told = await MetricsStore(redis, FakeClock()).memory()

    assert (told.cache_entries, told.cache_bytes, told.limit_bytes) == (2, 12_000, 0)
    assert told.used_bytes is not None
    assert told.used_bytes > 100_000


async def test_a_store_that_does_not_tell_its_memory_tells_the_rest(redis: Redis) -> None:
    await redis.acl_setuser("default", enabled=True, commands=["-info"])
    try:
        assert await MetricsStore(redis, FakeClock()).memory() == StoreMemory()
    finally:
        await redis.acl_setuser("default", enabled=True, commands=["+info"])
