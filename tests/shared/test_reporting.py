"""Counts reach the store once each, whatever happens to the store meanwhile."""

from __future__ import annotations

import asyncio

import pytest
from redis.asyncio import Redis

from shared.errors import StoreUnavailable
from shared.metrics.report import ProcessReport
from shared.metrics.reporting import Reporting
from shared.metrics.store import MetricsStore
from shared.metrics.tally import Deltas, Tally
from tests.fakes.clock import FakeClock

REPORT = ProcessReport("gateway", "host", 7, 1)


class Unsteady(MetricsStore):
    """A store that is away when it is told to be, before or after the write."""

    def __init__(self, redis: Redis) -> None:
        super().__init__(redis, FakeClock())
        self.away = False
        self.answers_lost = False
        self.writes = 0

    async def write(
        self, process: str, number: int, deltas: Deltas, report: ProcessReport | None
    ) -> None:
        if self.away:
            raise StoreUnavailable
        await super().write(process, number, deltas, report)
        self.writes += 1
        if self.answers_lost:
            raise StoreUnavailable


class Watched(FakeClock):
    """Knows how often it was looked at."""

    def __init__(self) -> None:
        super().__init__()
        self.looks = 0

    def monotonic_s(self) -> float:
        self.looks += 1
        return super().monotonic_s()


@pytest.fixture
def store(redis: Redis) -> Unsteady:
    return Unsteady(redis)


def reporting_of(store: Unsteady, tally: Tally) -> Reporting:
    return Reporting(store, tally, lambda: REPORT, process="p", clock=FakeClock())


async def counted(store: Unsteady) -> int:
    return (await store.read()).totals.get("retries", 0)


async def test_what_could_not_be_written_is_kept(store: Unsteady) -> None:
    tally = Tally()
    reporting = reporting_of(store, tally)
    store.away = True
    for _ in range(3):
        tally.add("retries")
        with pytest.raises(StoreUnavailable):
            await reporting.flush()
    store.away = False
    await reporting.flush()

    assert await counted(store) == 3


async def test_what_was_written_without_an_answer_is_counted_once(store: Unsteady) -> None:
    tally = Tally()
    reporting = reporting_of(store, tally)
    store.answers_lost = True
    tally.add("retries", 2)
    for _ in range(3):
        with pytest.raises(StoreUnavailable):
            await reporting.flush()
    tally.add("retries", 5)
    store.answers_lost = False
    await reporting.flush()

    assert await counted(store) == 7


async def test_a_process_flushes_by_itself_and_once_more_when_it_ends(store: Unsteady) -> None:
    tally = Tally()
    tally.add("retries")
    async with asyncio.timeout(10), reporting_of(store, tally).reporting():
        while await counted(store) < 1:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0)
        assert (await store.read()).reports == (REPORT,)
        tally.add("retries")

    assert await counted(store) == 2
    assert (await store.read()).reports == ()


async def test_a_process_ends_without_the_store(store: Unsteady) -> None:
    store.away = True
    async with asyncio.timeout(10), reporting_of(store, Tally()).reporting():
        pass

    assert store.writes == 0


async def test_nothing_is_written_while_nothing_happens_for_less_than_a_second(
    store: Unsteady, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.metrics.reporting.FLUSH_S", 0)
    clock = Watched()
    reporting = Reporting(store, Tally(), lambda: REPORT, process="p", clock=clock)
    async with asyncio.timeout(10), reporting.reporting():
        while clock.looks < 50:  # noqa: ASYNC110 - nobody tells; no time passes in its rounds
            await asyncio.sleep(0)
        assert store.writes == 1
