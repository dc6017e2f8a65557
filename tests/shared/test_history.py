"""The last hour in a real store: samples in turns, bounded, and figures of either position of the switch."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from shared import redis_keys
from shared.contracts.answers import Usage
from shared.errors import StoreUnavailable
from shared.metrics.counted import Counted
from shared.metrics.history import POSITION_LIFE_S, SAMPLES, HistoryStore
from shared.metrics.report import ProcessReport
from shared.metrics.sample import Sample, sample_of
from shared.metrics.sampling import SETTLED_S, Sampling, position_in
from shared.metrics.store import SLOT_S, MetricsStore, Stored
from shared.metrics.tally import Deltas, Tally
from shared.optimization import OptimizationSwitch, SwitchState
from tests.fakes.clock import FakeClock

if TYPE_CHECKING:
    from redis.asyncio import Redis

QUESTION = {"questions|known": 1, "cache|memory": 1}


def slot_of(clock: FakeClock) -> int:
    return int(clock.now().timestamp() // SLOT_S)


def sample(slot: int, *, questions: int = 0) -> Sample:
    counts = {"questions|known": questions, "cache|memory": questions}
    stored = Stored(slot * SLOT_S, {}, (counts,), {}, (), 0, None, 0)
    return sample_of(slot, stored, optimized=True)


class Installation:
    """A few gateways over one store, and a clock that all of them have."""

    def __init__(self, redis: Redis) -> None:
        self.clock = FakeClock()
        self.figures = MetricsStore(redis, self.clock)
        self.history = HistoryStore(redis)
        self.switch = OptimizationSwitch(redis, start=True)
        self._written = 0

    async def count(self, deltas: Deltas, *reports: ProcessReport) -> None:
        self._written += 1
        for number, report in enumerate(reports or (ProcessReport("gateway", "h", 1, None),)):
            await self.figures.write(
                f"process {number}",
                self._written,
                deltas if number == 0 else Deltas({}, {}),
                report,
            )

    def gateway(self) -> Sampling:
        return Sampling(self.figures, self.history, self.switch, self.clock)

    async def over(self) -> int:
        """The present slot ends, and some gateway samples it."""
        slot = slot_of(self.clock)
        self.clock.pass_s(SLOT_S)
        await self.gateway().sample(slot)
        return slot

    async def read(self) -> tuple[Sample, ...]:
        return (await self.history.read(self.clock.now().timestamp())).samples


@pytest.fixture
def installation(redis: Redis) -> Installation:
    return Installation(redis)


async def test_a_sample_tells_what_all_processes_counted_in_its_ten_seconds(
    installation: Installation,
) -> None:
    tally = Tally()
    counted = Counted(tally)
    for _ in range(3):
        counted.question("known", "memory")
        counted.answer_time(0.001, hit=True)
    counted.question("queued", "miss")
    counted.answer_time(0.02, hit=False)
    counted.call("openai", "m", "server_error", 1.0)
    counted.usage("openai", "m", Usage(1, 2, 0.25))
    counted.written(["gemini", "openai"], "openai", first="gemini")
    counted.job("completed", 2.0)
    await installation.count(
        tally.take(),
        ProcessReport("gateway", "h", 1, 40_000_000),
        ProcessReport("gateway", "h", 2, 60_000_000),
        ProcessReport("worker", "h", 3, 70_000_000, running=4),
    )
    slot = await installation.over()
    await installation.count(Deltas({"questions|known": 9}, {}))  # of the next ten seconds

    [found] = await installation.read()

    assert (found.slot, found.optimized) == (slot, True)
    assert (found.questions, found.hits, found.misses) == (4, 3, 1)
    assert (found.written, found.fallbacks, found.provider_calls) == (1, 1, 1)
    assert found.cost_usd == 0.25
    assert found.answer_mean_s == pytest.approx(0.00575)
    assert found.hit_p95_s == pytest.approx(0.001, rel=0.06)
    assert found.answer_p99_s == pytest.approx(0.02, rel=0.06)
    assert found.call_p95_s == pytest.approx(1.0, rel=0.06)
    assert found.job_p95_s == pytest.approx(2.0, rel=0.06)
    assert (found.gateway_bytes, found.worker_bytes) == (60_000_000, 70_000_000)
    assert (found.running, found.queue_depth, found.queue_oldest_s) == (4, 0, None)


async def test_of_nothing_that_was_measured_nothing_is_claimed(installation: Installation) -> None:
    await installation.over()

    [found] = await installation.read()

    assert (found.questions, found.provider_calls, found.cost_usd) == (0, 0, 0)
    assert found.answer_p95_s is found.job_p95_s is found.gateway_bytes is None


async def test_of_all_gateways_one_samples_a_slot(installation: Installation) -> None:
    await installation.count(Deltas(QUESTION, {}))
    slot = slot_of(installation.clock)
    for _ in range(3):
        await installation.gateway().sample(slot)

    assert [found.questions for found in await installation.read()] == [1]


async def test_the_ring_holds_an_hour_and_tells_it_oldest_first(redis: Redis) -> None:
    history = HistoryStore(redis)
    for slot in range(1000, 1000 + SAMPLES + 5):
        await history.keep(sample(slot), {}, None)

    found = (await history.read((1000 + SAMPLES + 5) * SLOT_S)).samples

    assert [one.slot for one in found] == list(range(1005, 1005 + SAMPLES))
    assert await redis.llen(redis_keys.HISTORY) == SAMPLES
    assert SAMPLES * SLOT_S * 1000 - 60_000 < await redis.pttl(redis_keys.HISTORY) <= 3_600_000
    assert 0 < (await redis.memory_usage(redis_keys.HISTORY, samples=0) or 0) < 400_000


async def test_what_is_older_than_an_hour_is_not_told(redis: Redis) -> None:
    history = HistoryStore(redis)
    await history.keep(sample(1000), {}, None)
    await history.keep(sample(1300), {}, None)

    found = (await history.read((1301 + SAMPLES - 10) * SLOT_S)).samples

    assert [one.slot for one in found] == [1300]


async def test_a_clock_that_is_put_back_leaves_each_time_once_and_none_to_come(
    redis: Redis,
) -> None:
    history = HistoryStore(redis)
    for slot, questions in ((1000, 1), (1001, 1), (5000, 1), (1000, 2), (1001, 2)):
        await history.keep(sample(slot, questions=questions), {}, None)

    found = (await history.read(1002 * SLOT_S)).samples

    assert [(one.slot, one.questions) for one in found] == [(1000, 2), (1001, 2)]


async def test_a_sample_of_another_release_is_passed_over(redis: Redis) -> None:
    history = HistoryStore(redis)
    await history.keep(sample(1000), {}, None)
    for odd in (b"no json", b"[]", b'{"slot": 1000}', b"7"):
        await redis.lpush(redis_keys.HISTORY, odd)

    assert [one.slot for one in (await history.read(1001 * SLOT_S)).samples] == [1000]


async def test_the_two_positions_of_the_switch_are_told_apart(installation: Installation) -> None:
    await installation.count(Deltas(QUESTION, {}))
    await installation.over()
    installation.switch._state = SwitchState(enabled=False, since=installation.clock.now())
    installation.clock.pass_s(SLOT_S)
    off = Deltas({"questions|queued": 2, "calls|openai|ok|m": 2}, {})
    await installation.count(off)
    first = await installation.over()
    await installation.over()  # in which nobody asks
    await installation.count(off)
    last = await installation.over()

    positions = (await installation.history.read(installation.clock.now().timestamp())).positions

    assert (positions["on"].sums.hits, positions["on"].slots) == (1, 1)
    counts = positions["off"]
    assert (counts.sums.all("questions"), counts.sums.all("calls"), counts.sums.hits) == (4, 4, 0)
    assert (counts.slots, counts.first, counts.last) == (2, first, last)


@pytest.mark.parametrize(
    ("moved_s", "position"),
    [
        (-3600.0, "on"),
        (-SETTLED_S, "on"),
        (-SETTLED_S + 0.1, None),  # not everybody may have followed
        (SLOT_S - 0.1, None),
        (SLOT_S + 1.0, None),  # it stood elsewhere all the time
    ],
)
def test_a_slot_belongs_to_a_position_that_held_all_through_it(
    moved_s: float, position: str | None
) -> None:
    since = datetime.fromtimestamp(1000 * SLOT_S + moved_s, UTC)

    assert position_in(1000, SwitchState(enabled=True, since=since)) == position


def test_where_nobody_ever_switched_the_start_value_is_the_position() -> None:
    assert position_in(1000, SwitchState(enabled=False, since=None)) == "off"


async def test_of_each_position_the_last_hour_or_two_are_kept(redis: Redis) -> None:
    history = HistoryStore(redis)
    for slot in range(2 * SAMPLES + 10):
        await history.keep(sample(slot, questions=1), {"questions|known": 1}, "off")

    counts = (await history.read(0)).positions["off"]

    assert (counts.slots, counts.sums.all("questions")) == (SAMPLES + 10, SAMPLES + 10)
    assert (counts.first, counts.last) == (SAMPLES, 2 * SAMPLES + 9)
    keys = await redis.keys(redis_keys.POSITION + "*")
    assert len(keys) == 2
    for key in keys:
        assert POSITION_LIFE_S * 1000 - 60_000 < await redis.pttl(key) <= POSITION_LIFE_S * 1000


async def test_nobody_has_figures_of_a_position_that_was_never_measured(redis: Redis) -> None:
    assert (await HistoryStore(redis).read(0)).positions == {}


async def test_without_the_store_there_is_no_history(away: Redis) -> None:
    history = HistoryStore(away)
    with pytest.raises(StoreUnavailable):
        await history.take_turn(1)
    with pytest.raises(StoreUnavailable):
        await history.keep(sample(1), {}, None)
    with pytest.raises(StoreUnavailable):
        await history.read(0)
