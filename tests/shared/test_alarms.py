"""Alarms over five minutes of a clock that stands where it is told to."""

from __future__ import annotations

import pytest
from redis.asyncio import Redis

from shared.metrics.alarms import Alarm, alarms
from shared.metrics.counted import CacheOutcome, Counted
from shared.metrics.report import ProcessReport
from shared.metrics.store import MetricsStore
from shared.metrics.sums import Sums
from shared.metrics.tally import Tally
from tests.fakes.clock import FakeClock


class Traffic:
    """One gateway process with a store and a clock of its own."""

    def __init__(self, redis: Redis) -> None:
        self.clock = FakeClock()
        self._store = MetricsStore(redis, self.clock)
        self._tally = Tally()
        self._counted = Counted(self._tally)
        self._number = 0

    async def ask(self, count: int, cache: CacheOutcome | None, seconds: float = 0.01) -> None:
        for _ in range(count):
            self._counted.question("known", cache)
            self._counted.answer_time(seconds, hit=False)
        self._number += 1
        await self._store.write("p", self._number, self._tally.take(), process_of(50))

    async def alarms(self) -> dict[str, Alarm]:
        stored = await self._store.read()
        return {alarm.name: alarm for alarm in alarms(Sums(*stored.slots), stored.reports)}


def process_of(mb: float | None, kind: str = "gateway") -> ProcessReport:
    rss = None if mb is None else round(mb * 1e6)
    return ProcessReport("worker" if kind == "worker" else "gateway", "host", 7, rss)


@pytest.fixture
def traffic(redis: Redis) -> Traffic:
    return Traffic(redis)


async def test_a_low_hit_rate_is_an_alarm(traffic: Traffic) -> None:
    await traffic.ask(158, "memory")
    await traffic.ask(42, "miss")

    found = await traffic.alarms()

    assert list(found) == ["hit_ratio"]
    assert (found["hit_ratio"].value, found["hit_ratio"].limit) == (0.79, 0.80)
    assert "PALJA_CACHE_TTL" in found["hit_ratio"].action


async def test_a_hit_rate_at_the_limit_is_none(traffic: Traffic) -> None:
    await traffic.ask(160, "redis")
    await traffic.ask(40, "miss")

    assert await traffic.alarms() == {}


async def test_few_questions_say_nothing(traffic: Traffic) -> None:
    await traffic.ask(199, "miss", seconds=9)
    assert await traffic.alarms() == {}

    await traffic.ask(1, "miss", seconds=9)
    assert set(await traffic.alarms()) == {"hit_ratio", "answer_time_s"}


async def test_questions_that_no_cache_was_asked_for_do_not_count(traffic: Traffic) -> None:
    await traffic.ask(500, None, seconds=9)

    assert await traffic.alarms() == {}


async def test_slow_answers_are_an_alarm_by_their_mean(traffic: Traffic) -> None:
    await traffic.ask(150, "memory", seconds=0.5)
    await traffic.ask(50, "memory", seconds=2.6)

    found = await traffic.alarms()

    assert list(found) == ["answer_time_s"]
    assert (found["answer_time_s"].value, found["answer_time_s"].limit) == (1.025, 1.0)


async def test_an_alarm_ends_when_five_minutes_have_passed(traffic: Traffic) -> None:
    await traffic.ask(300, "miss")
    traffic.clock.pass_s(295)
    still = await traffic.alarms()
    traffic.clock.pass_s(15)

    assert list(still) == ["hit_ratio"]
    assert await traffic.alarms() == {}


@pytest.mark.parametrize("kind", ["gateway", "worker"])
def test_a_large_process_is_an_alarm_that_names_it(kind: str) -> None:
    [alarm] = alarms(Sums(), [process_of(100.1, kind), process_of(100, kind), process_of(None)])

    assert (alarm.name, alarm.value, alarm.limit) == ("process_memory_mb", 100.1, 100)
    assert alarm.action.startswith(f"{kind} 7 on host: ")
    assert ("`palja cache clear`" in alarm.action) == (kind == "gateway")  # a worker has no cache
