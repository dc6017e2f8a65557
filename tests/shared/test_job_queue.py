"""Jobs whose messages a broker elsewhere holds, against the real scripts."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from redis.asyncio import Redis

from shared import queue, redis_keys
from shared.errors import QueueUnavailable
from shared.jobs.job_queue import BrokerQueue, StoreQueue, job_queue
from shared.jobs.record import JobStatus, Overdue, Queued, Result
from shared.jobs.store import JobStore
from shared.queue import Priority
from tests.fakes.sender import FakeSender

LEASE_MS = 10_000
NOTHING = Overdue((), (), ())


@pytest.fixture
def sender() -> FakeSender:
    return FakeSender()


@pytest.fixture
async def jobs(redis: Redis, sender: FakeSender) -> JobStore:
    store = JobStore(
        redis,
        lease_s=LEASE_MS / 1000,
        job_ttl_s=60,
        max_queued=100,
        cache_bytes=1000,
        job_queue=BrokerQueue(redis, sender),
    )
    await store.beat("a worker")
    return store


async def submitted(jobs: JobStore, priority: Priority = Priority.NORMAL, key: str = "k") -> str:
    found = await jobs.submit(uuid4().hex, key, b"{}", priority)
    assert isinstance(found, Queued)
    return found.job_id


async def outbox(redis: Redis) -> list[bytes]:
    noted: Any = await redis.zrange(redis_keys.OUTBOX, 0, -1)
    return list(noted)


async def wait_longer_than_the_lease(redis: Redis, jobs: JobStore, job_id: str) -> None:
    """What time does to a job, and to its note, while nobody claims it."""
    long_ago = await jobs.now_ms() - LEASE_MS - 1
    for name in (redis_keys.WAITING, redis_keys.OUTBOX):
        await redis.zadd(name, {job_id: long_ago}, xx=True)


async def overdue(jobs: JobStore) -> Overdue:
    return await jobs.overdue("reaper", reaper_lease_s=3, deadline_s=90)


async def test_a_message_is_sent_once_and_the_store_has_none(
    jobs: JobStore, redis: Redis, sender: FakeSender
) -> None:
    job_id = await submitted(jobs, Priority.LOW)

    assert sender.sent == [(job_id, Priority.LOW, False)]
    assert await outbox(redis) == []
    assert await redis.exists(*queue.LISTS) == 0


async def test_a_job_is_noted_until_its_message_is_confirmed(
    jobs: JobStore, redis: Redis, sender: FakeSender
) -> None:
    noted = []

    async def look() -> None:
        noted.extend(await outbox(redis))

    sender.before = look
    job_id = await submitted(jobs)

    assert noted == [job_id.encode()]


async def test_while_the_broker_is_away_no_job_is_made(
    jobs: JobStore, redis: Redis, sender: FakeSender
) -> None:
    sender.away = True
    with pytest.raises(QueueUnavailable):
        await submitted(jobs)

    assert await redis.zcard(redis_keys.WAITING) == 0


async def test_a_job_whose_message_is_not_confirmed_is_withdrawn(
    jobs: JobStore, redis: Redis, sender: FakeSender
) -> None:
    sender.confirms = False
    with pytest.raises(QueueUnavailable):
        await jobs.submit("job", "k", b"{}")

    assert (await jobs.read("job")).status is JobStatus.CANCELLED
    assert await redis.zcard(redis_keys.WAITING) == 0


async def test_unless_somebody_has_joined_it_and_then_it_is_sent_again(
    jobs: JobStore, redis: Redis, sender: FakeSender
) -> None:
    async def join() -> None:
        sender.before = None
        assert await submitted(jobs) == "job"

    sender.confirms, sender.before = False, join
    with pytest.raises(QueueUnavailable):
        await jobs.submit("job", "k", b"{}")
    sender.confirms = True
    assert await overdue(jobs) == NOTHING  # it may yet come
    await wait_longer_than_the_lease(redis, jobs, "job")

    assert (await overdue(jobs)).lost == ("job",)
    await jobs.send_again("job")
    assert [job_id for job_id, _, _ in sender.sent] == ["job"]
    assert await overdue(jobs) == NOTHING  # not before another lease


async def test_of_what_is_noted_nothing_is_sent_again_that_a_worker_has(
    jobs: JobStore, redis: Redis
) -> None:
    job_id = await submitted(jobs)
    await redis.zadd(redis_keys.OUTBOX, {job_id: 1})  # whoever sent it died before he could say so
    await jobs.claim(job_id, "t")

    assert await overdue(jobs) == NOTHING
    assert await outbox(redis) == []


async def test_a_job_that_waits_while_the_queue_is_empty_is_sent_again_once_a_lease(
    jobs: JobStore, redis: Redis, sender: FakeSender
) -> None:
    job_id = await submitted(jobs)
    await wait_longer_than_the_lease(redis, jobs, job_id)
    assert await overdue(jobs) == NOTHING  # others are before it

    sender.queued = 0

    assert (await overdue(jobs)).lost == (job_id,)
    await jobs.send_again(job_id)
    assert await overdue(jobs) == NOTHING
    await wait_longer_than_the_lease(redis, jobs, job_id)
    assert (await overdue(jobs)).lost == (job_id,)


async def test_while_the_broker_does_not_answer_nothing_is_sent_again(
    jobs: JobStore, redis: Redis, sender: FakeSender
) -> None:
    job_id = await submitted(jobs)
    await redis.zadd(redis_keys.OUTBOX, {job_id: 1})
    sender.queued = None
    assert await overdue(jobs) == NOTHING

    sender.queued = 5
    assert (await overdue(jobs)).lost == (job_id,)


async def test_when_the_store_is_back_nobody_can_tell_what_a_broker_holds(
    jobs: JobStore,
) -> None:
    await submitted(jobs)

    assert await jobs.unsent() == []


async def test_a_job_that_is_put_back_goes_before_the_others(
    jobs: JobStore, sender: FakeSender
) -> None:
    job_id = await submitted(jobs, Priority.HIGH)
    await jobs.claim(job_id, "t")
    sender.sent.clear()

    assert not await jobs.put_back(job_id, "another's")
    assert await jobs.put_back(job_id, "t")
    assert sender.sent == [(job_id, Priority.HIGH, True)]


async def test_one_that_is_put_back_while_the_broker_is_away_is_sent_when_it_is_back(
    jobs: JobStore, redis: Redis, sender: FakeSender
) -> None:
    job_id = await submitted(jobs)
    await jobs.claim(job_id, "t")
    sender.confirms = False

    assert await jobs.put_back(job_id, "t")
    sender.confirms = True
    await wait_longer_than_the_lease(redis, jobs, job_id)
    assert (await overdue(jobs)).lost == (job_id,)


async def test_who_joins_with_more_urgency_has_a_waiting_job_sent_to_his_queue(
    jobs: JobStore, sender: FakeSender
) -> None:
    job_id = await submitted(jobs, Priority.LOW)
    await submitted(jobs, Priority.HIGH)
    assert [(each, priority) for each, priority, _ in sender.sent] == [
        (job_id, Priority.LOW),
        (job_id, Priority.HIGH),
    ]
    running = await submitted(jobs, Priority.LOW, "other")
    await jobs.claim(running, "t")
    sender.sent.clear()

    await submitted(jobs, Priority.HIGH, "other")
    assert sender.sent == []


async def test_a_refresh_that_is_hastened_is_sent_as_a_question(
    jobs: JobStore, sender: FakeSender
) -> None:
    await jobs.submit("refresh", "k", b"{}", Priority.LOW, refresh=True)

    assert await jobs.hasten("refresh")
    assert [priority for _, priority, _ in sender.sent] == [Priority.LOW, Priority.NORMAL]


async def test_a_job_ends_as_with_any_queue(jobs: JobStore, redis: Redis) -> None:
    job_id = await submitted(jobs)
    await jobs.claim(job_id, "t")
    result = Result(
        core=b'"response":"r"',
        tail=b'"attempts":[]',
        entry=None,
        entry_life_s=0,
        only_if_absent=False,
    )

    assert await jobs.finish(job_id, "k", result)
    assert (await jobs.read(job_id)).status is JobStatus.COMPLETED
    assert await outbox(redis) == []


async def test_the_queue_is_reachable_as_far_as_its_broker_is(
    jobs: JobStore, redis: Redis, sender: FakeSender
) -> None:
    assert await jobs.queue_reachable()
    sender.queued = None
    assert not await jobs.queue_reachable()
    assert await StoreQueue(redis).reachable()


@pytest.mark.parametrize("broker", [None, "redis://store/0"])
async def test_the_stores_own_address_for_a_broker_is_none(
    redis: Redis, broker: str | None
) -> None:
    found = job_queue(redis, store_url="redis://store/0", broker_url=broker)

    assert isinstance(found, StoreQueue)
