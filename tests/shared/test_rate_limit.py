"""Buckets, in a real store and in memory, and what a process leases from them."""

from __future__ import annotations

import asyncio

import pytest
from redis.asyncio import Redis

from shared import redis_keys
from shared.errors import StoreUnavailable
from shared.rate_limit.buckets import OwnBuckets, SharedBuckets, Taken
from shared.rate_limit.limiter import AWAY_S, MAX_CALLERS, Limiter
from shared.rate_limit.rate import Rate
from tests.fakes.clock import FakeClock

SEVEN = Rate(7, "minute")


class Buckets:
    """Shared buckets on a test's clock, which can be away; they count who asks."""

    def __init__(self, rate: Rate, clock: FakeClock) -> None:
        self._own = OwnBuckets(rate, clock)
        self.asked = 0
        self.away = False

    async def take(self, who: str, wanted: int) -> Taken:
        self.asked += 1
        await asyncio.sleep(0)  # as a round trip would, lets the others run
        if self.away:
            raise StoreUnavailable("away")
        return self._own.take(who, wanted)


def limiter_of(rate: Rate, clock: FakeClock) -> tuple[Limiter, Buckets]:
    buckets = Buckets(rate, clock)
    return Limiter(rate, buckets, OwnBuckets(rate, clock), clock), buckets


async def let_in(limiter: Limiter, tries: int, who: str = "somebody") -> int:
    return [await limiter.wait_s(who) for _ in range(tries)].count(0.0)


@pytest.mark.parametrize(
    ("text", "count", "interval_us"),
    [
        ("600/minute", 600, 100_000),
        ("1/second", 1, 1_000_000),
        (" 7 / minute", 7, 8_571_429),
        ("1/day", 1, 86_400_000_000),
        ("1000000/hour", 1_000_000, 3_600),
    ],
)
def test_a_rate_is_a_count_in_a_period(text: str, count: int, interval_us: int) -> None:
    rate = Rate.parse(text.strip())
    assert (rate.count, rate.interval_us) == (count, interval_us)
    assert Rate.parse(str(rate)) == rate


@pytest.mark.parametrize(
    "text", ["", "600", "0/minute", "-1/minute", "1.5/minute", "1000001/day", "9/week", "٣/minute"]
)
def test_anything_else_is_no_rate(text: str) -> None:
    with pytest.raises(ValueError, match="count from 1 to 1000000"):
        Rate.parse(text)


def test_a_bucket_gives_all_it_has_and_then_one_for_each_interval() -> None:
    clock = FakeClock()
    buckets = OwnBuckets(SEVEN, clock)

    assert buckets.take("a", 5) == Taken(5, 0.0)
    assert buckets.take("a", 5) == Taken(2, 0.0)
    refused = buckets.take("a", 5)
    assert refused.tokens == 0
    assert refused.wait_s == pytest.approx(60 / 7, abs=1e-5)
    assert buckets.take("b", 1) == Taken(1, 0.0)
    clock.pass_s(9)
    assert buckets.take("a", 5) == Taken(1, 0.0)
    clock.pass_s(61)
    assert buckets.take("a", 9) == Taken(7, 0.0)


async def test_the_bucket_in_the_store_does_the_same(redis: Redis) -> None:
    buckets = SharedBuckets(redis, SEVEN)

    assert await buckets.take("a", 5) == Taken(5, 0.0)
    assert await buckets.take("a", 5) == Taken(2, 0.0)
    refused = await buckets.take("a", 5)
    assert refused.tokens == 0
    assert 0 < refused.wait_s <= 60 / 7 + 1e-5
    assert await buckets.take("b", 1) == Taken(1, 0.0)
    # The bucket goes when it is full again, and no earlier.
    assert 45_000 < await redis.pttl(redis_keys.RATE + "a") <= 60_001


async def test_what_has_grown_back_can_be_taken(redis: Redis) -> None:
    buckets = SharedBuckets(redis, SEVEN)
    await buckets.take("a", 7)
    seconds, microseconds = await redis.time()
    # As if two and a half intervals had gone by since it was emptied.
    full_at = int(seconds) * 1_000_000 + int(microseconds) + 9 * SEVEN.interval_us // 2
    await redis.set(redis_keys.RATE + "a", full_at)

    assert (await buckets.take("a", 7)).tokens == 2


async def test_takers_at_once_get_no_more_than_there_is(redis: Redis) -> None:
    buckets = SharedBuckets(redis, Rate(100, "day"))

    taken = await asyncio.gather(*(buckets.take("a", 3) for _ in range(60)))

    assert sum(one.tokens for one in taken) == 100


async def test_a_store_that_is_away_is_told(away: Redis) -> None:
    with pytest.raises(StoreUnavailable):
        await SharedBuckets(away, SEVEN).take("a", 1)


async def test_a_small_limit_is_exact() -> None:
    clock = FakeClock()
    limiter, _ = limiter_of(SEVEN, clock)

    assert await let_in(limiter, 20) == 7
    assert await limiter.wait_s("somebody") == pytest.approx(60 / 7, abs=1e-5)
    clock.pass_s(60 / 7 + 0.001)
    assert await let_in(limiter, 20) == 1
    assert await let_in(limiter, 20, "somebody else") == 7


async def test_most_requests_ask_no_store_and_neither_do_the_refused() -> None:
    limiter, buckets = limiter_of(Rate(600, "minute"), FakeClock())

    assert await let_in(limiter, 600) == 600
    assert buckets.asked == 20
    assert await let_in(limiter, 600) == 0
    assert buckets.asked == 21


async def test_processes_together_let_in_no_more_and_little_less_than_the_limit() -> None:
    clock = FakeClock()
    rate = Rate(600, "minute")
    shared = Buckets(rate, clock)
    processes = [Limiter(rate, shared, OwnBuckets(rate, clock), clock) for _ in range(3)]

    served = [await let_in(process, 7) for _ in range(100) for process in processes]

    assert 600 - 2 * 30 <= sum(served) <= 600


async def test_many_at_once_use_up_what_is_leased_before_they_lease_more() -> None:
    limiter, buckets = limiter_of(Rate(600, "minute"), FakeClock())

    waits = await asyncio.gather(*(limiter.wait_s("somebody") for _ in range(100)))

    assert set(waits) == {0.0}
    assert buckets.asked == 4


async def test_a_leased_token_does_not_outlive_the_period() -> None:
    clock = FakeClock()
    limiter, buckets = limiter_of(Rate(600, "minute"), clock)
    await limiter.wait_s("somebody")
    clock.pass_s(59)
    await limiter.wait_s("somebody")
    assert buckets.asked == 1

    clock.pass_s(1)

    assert await limiter.wait_s("somebody") == 0.0
    assert buckets.asked == 2


async def test_while_the_store_is_away_each_process_counts_for_itself() -> None:
    clock = FakeClock()
    limiter, buckets = limiter_of(SEVEN, clock)
    buckets.away = True

    assert await let_in(limiter, 20) == 7
    assert buckets.asked == 1
    buckets.away = False
    clock.pass_s(AWAY_S)
    assert await let_in(limiter, 20, "somebody else") == 7
    assert buckets.asked > 1


async def test_callers_of_long_ago_are_forgotten() -> None:
    limiter, buckets = limiter_of(Rate(600, "minute"), FakeClock())
    for number in range(MAX_CALLERS + 1):
        await limiter.wait_s(str(number))
    asked = buckets.asked

    await limiter.wait_s("1")
    assert buckets.asked == asked
    await limiter.wait_s("0")
    assert buckets.asked == asked + 1
