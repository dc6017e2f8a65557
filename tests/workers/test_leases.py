"""Holding claims, against a real store."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Coroutine, Iterable
from typing import Any, TypeVar

import pytest
from redis.asyncio import Redis

from shared import redis_keys
from shared.errors import StoreUnavailable
from shared.jobs.events import JobEvents
from shared.jobs.record import Claim, JobStatus, Queued, Result
from shared.jobs.store import JobStore
from workers.leases import Leases, Withdrawal

T = TypeVar("T")


def job_store(redis: Redis) -> JobStore:
    return JobStore(redis, lease_s=10, job_ttl_s=60, max_queued=100, cache_bytes=10_000)


@pytest.fixture
def jobs(redis: Redis) -> JobStore:
    return job_store(redis)


@pytest.fixture
def events(redis: Redis) -> JobEvents:
    return JobEvents(redis)


@pytest.fixture
async def leases(jobs: JobStore, events: JobEvents) -> AsyncIterator[Leases]:
    """They are renewed every 10 ms."""
    all_held = Leases(jobs, events, lease_s=0.03)
    async with all_held.renewing():
        yield all_held


@pytest.fixture
async def claim(jobs: JobStore) -> Claim:
    await jobs.beat("a worker")
    submission = await jobs.submit("job", "k", b"{}")
    assert isinstance(submission, Queued)
    claimed = await jobs.claim("job", "mine")
    assert claimed is not None
    return claimed


class Work:
    """Work that goes on until it is told to end, and knows how it ended."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.end = asyncio.Event()
        self.cancelled = False

    async def run(self) -> str:
        self.begun.set()
        try:
            await self.end.wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        return "done"


async def held(leases: Leases, claim: Claim, work: Coroutine[Any, Any, T]) -> T | None:
    with leases.heeding(claim.job_id) as withdrawal:
        return await leases.hold(claim, work, withdrawal)


async def lapse(redis: Redis, job_id: str) -> None:
    await redis.zadd(redis_keys.LEASES, {job_id: 1})


async def test_the_works_result_is_given_and_nothing_is_held_any_more(
    leases: Leases, claim: Claim
) -> None:
    work = Work()
    holding = asyncio.create_task(held(leases, claim, work.run()))
    await work.begun.wait()
    assert leases.held == 1
    work.end.set()

    assert await holding == "done"
    assert leases.held == 0


async def test_what_a_job_held_is_gone_with_it_and_not_left_to_the_collector(
    leases: Leases, claim: Claim
) -> None:
    async def work() -> str:
        return "done"

    gc.collect()
    gc.disable()
    try:
        assert await held(leases, claim, work()) == "done"
        assert not [each for each in gc.get_objects() if type(each) is Withdrawal]
    finally:
        gc.enable()


async def test_the_works_error_is_raised(leases: Leases, claim: Claim) -> None:
    async def fail() -> None:
        raise ValueError("of the work")

    with pytest.raises(ValueError, match="of the work"):
        await held(leases, claim, fail())
    assert leases.held == 0


async def test_a_lease_is_renewed_while_its_work_goes_on(
    leases: Leases, claim: Claim, redis: Redis
) -> None:
    work = Work()
    holding = asyncio.create_task(held(leases, claim, work.run()))
    await work.begun.wait()
    await lapse(redis, claim.job_id)

    async with asyncio.timeout(5):
        while await redis.zscore(redis_keys.LEASES, claim.job_id) == 1:  # noqa: ASYNC110 - the store tells nobody
            await asyncio.sleep(0)

    work.end.set()
    assert await holding == "done"


async def test_work_on_a_job_that_another_has_taken_over_is_cancelled(
    leases: Leases, claim: Claim, jobs: JobStore, redis: Redis
) -> None:
    work = Work()
    await lapse(redis, claim.job_id)
    assert await jobs.put_back(claim.job_id)
    assert await jobs.claim(claim.job_id, "another's") is not None

    async with asyncio.timeout(5):
        assert await held(leases, claim, work.run()) is None

    assert work.cancelled
    assert (await jobs.read(claim.job_id)).status is JobStatus.RUNNING


async def test_work_that_has_written_its_result_is_not_taken_for_lost(
    claim: Claim, redis: Redis
) -> None:
    renewals = asyncio.Semaphore(0)

    class Renewing(JobStore):
        async def renew(self, claims: Iterable[Claim]) -> set[str]:
            lost = await super().renew(claims)
            renewals.release()
            return lost

    jobs = Renewing(redis, lease_s=10, job_ttl_s=60, max_queued=1, cache_bytes=10_000)
    leases = Leases(jobs, JobEvents(redis), lease_s=0.03)

    async def write() -> bool:
        leases.writes(claim.job_id)
        result = Result(b"{}", b"", b"", 0, only_if_absent=False)
        first = await jobs.finish(claim.job_id, claim.key, result, claim.token)
        for _ in range(3):  # the store has ended the job, and we have not heard of it yet
            await renewals.acquire()
        return first

    async with asyncio.timeout(5), leases.renewing():
        assert await held(leases, claim, write()) is True


async def test_work_on_a_withdrawn_job_is_cancelled(
    jobs: JobStore, events: JobEvents, claim: Claim, redis: Redis
) -> None:
    work = Work()
    leases = Leases(jobs, events, lease_s=3600)  # only the event can tell
    async with asyncio.timeout(5), events.reading():
        holding = asyncio.create_task(held(leases, claim, work.run()))
        await work.begun.wait()
        assert await jobs.withdraw(claim.job_id) is JobStatus.CANCELLED
        while not work.cancelled:
            # The reader may have begun after the event, so it is told again until it has heard.
            await redis.xadd(redis_keys.EVENTS, {"job": claim.job_id, "status": "cancelled"})

        assert await holding is None


async def test_our_own_cancellation_ends_the_work_and_goes_on(leases: Leases, claim: Claim) -> None:
    work = Work()
    holding = asyncio.create_task(held(leases, claim, work.run()))
    await work.begun.wait()
    holding.cancel()

    with pytest.raises(asyncio.CancelledError):
        await holding
    assert work.cancelled
    assert leases.held == 0


async def test_work_goes_on_while_the_store_is_away(claim: Claim, away: Redis) -> None:
    tries = asyncio.Semaphore(0)

    class Away(JobStore):
        async def renew(self, claims: Iterable[Claim]) -> set[str]:
            tries.release()
            return await super().renew(claims)

    jobs = Away(away, lease_s=10, job_ttl_s=60, max_queued=1, cache_bytes=1)
    leases = Leases(jobs, JobEvents(away), lease_s=0.03)
    work = Work()
    async with asyncio.timeout(5), leases.renewing():
        holding = asyncio.create_task(held(leases, claim, work.run()))
        await work.begun.wait()
        for _ in range(3):
            await tries.acquire()
        work.end.set()

        assert await holding == "done"


class CutOff(JobEvents):
    """Hears nothing of the store while it is cut off."""

    def __init__(self, redis: Redis) -> None:
        super().__init__(redis)
        self.cut = False
        self.tries = asyncio.Semaphore(0)

    async def _next(self, last: bytes) -> list[tuple[bytes, dict[bytes, bytes]]]:
        if self.cut:
            self.tries.release()
            raise StoreUnavailable("cut off")
        return await super()._next(last)


async def test_a_withdrawal_whose_event_was_missed_ends_the_work_when_the_store_is_back(
    jobs: JobStore, claim: Claim, redis: Redis
) -> None:
    events = CutOff(redis)
    leases = Leases(jobs, events, lease_s=3600)
    work = Work()
    async with asyncio.timeout(10), events.reading(), leases.renewing():
        holding = asyncio.create_task(held(leases, claim, work.run()))
        await work.begun.wait()
        events.cut = True
        await redis.xadd(redis_keys.EVENTS, {"job": "another", "status": "queued"})
        await events.tries.acquire()
        assert await jobs.withdraw(claim.job_id) is JobStatus.CANCELLED
        await redis.delete(redis_keys.EVENTS)
        events.cut = False

        assert await holding is None
    assert work.cancelled


async def test_a_withdrawal_heard_before_the_work_begins_lets_none_begin(
    leases: Leases, claim: Claim
) -> None:
    work = Work()
    with leases.heeding(claim.job_id) as withdrawal:
        withdrawal.hear(JobStatus.RUNNING)
        withdrawal.hear(JobStatus.CANCELLED)

        assert await leases.hold(claim, work.run(), withdrawal) is None
    assert not work.begun.is_set()
