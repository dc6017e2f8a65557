"""Callbacks on a real store: from the submit to the end of the last delivery."""

from __future__ import annotations

from typing import Any

import pytest
from redis.asyncio import Redis

from shared import redis_keys
from shared.errors import TooManyCallbacks
from shared.jobs.record import JobStatus, Result
from shared.jobs.store import CALLBACK_LIFE_S, JobStore
from shared.webhooks import store as module
from shared.webhooks.store import Callback, Delivery, Taken, WebhookStore

LEASE_S = 15.0
ANSWER = Result(
    core=b'"response":"so"',
    tail=b'"attempts":[]',
    entry=None,
    entry_life_s=0,
    only_if_absent=True,
)


def callback(name: str = "a", caller: str = "shop") -> Callback:
    return Callback(f"https://hooks.example/{name}", caller, "a trace")


@pytest.fixture
def jobs(redis: Redis) -> JobStore:
    return JobStore(redis, lease_s=10, job_ttl_s=60, max_queued=10_000, cache_bytes=1_000_000)


@pytest.fixture
def webhooks(redis: Redis) -> WebhookStore:
    return WebhookStore(redis)


async def submitted(jobs: JobStore, job_id: str = "job") -> str:
    await jobs.beat("a worker")
    await jobs.submit(job_id, "k" + job_id, b"{}")
    return job_id


async def taken(
    webhooks: WebhookStore, places: int = 10, of_one: int = 10, **busy: int
) -> tuple[Delivery, ...]:
    return (await take(webhooks, places, of_one, **busy)).deliveries


async def take(webhooks: WebhookStore, places: int = 10, of_one: int = 10, **busy: int) -> Taken:
    return await webhooks.take(places, of_one_caller=of_one, busy=busy, lease_s=LEASE_S)


async def make_due(redis: Redis) -> None:
    """As if all leases and waits were over."""
    due: Any
    for caller in ("shop", "app"):
        key = redis_keys.WEBHOOKS_DUE + caller
        due = await redis.zrange(key, 0, -1)
        for delivery in due:
            await redis.zadd(key, {delivery: 0})


async def due_at_ms(redis: Redis) -> float:
    """When the shop's only delivery is due."""
    found: Any = await redis.zrange(redis_keys.WEBHOOKS_DUE + "shop", 0, -1, withscores=True)
    [(_, at_ms)] = found
    return float(at_ms)


async def left_over(redis: Redis) -> list[bytes]:
    """The store's keys that have to do with callbacks."""
    names = (redis_keys.CALLBACKS, redis_keys.ENDED, redis_keys.WEBHOOKS)
    keys: list[Any] = await redis.keys()
    return sorted(key for key in keys if key.decode().startswith(names))


async def test_while_the_job_goes_on_nothing_is_due(jobs: JobStore, webhooks: WebhookStore) -> None:
    await submitted(jobs)
    await webhooks.leave("job", "d1", callback())

    assert await taken(webhooks) == ()


async def test_at_the_end_each_callback_is_due_with_the_record_as_it_ended(
    jobs: JobStore, webhooks: WebhookStore
) -> None:
    await submitted(jobs)
    await webhooks.leave("job", "d1", callback("a", "shop"))
    await webhooks.leave("job", "d2", callback("b", "app"))
    await jobs.finish("job", "kjob", ANSWER)
    record = await jobs.read("job")

    found = {one.delivery_id: one for one in await taken(webhooks)}
    assert found.keys() == {"d1", "d2"}
    assert found["d1"].callback == callback("a", "shop")
    assert found["d2"].callback == callback("b", "app")
    for one in found.values():
        assert (one.job_id, one.attempt) == ("job", 1)
        assert one.record.status is JobStatus.COMPLETED
        assert (one.record.core, one.record.tail) == (ANSWER.core, ANSWER.tail)
        assert (one.record.created_ms, one.record.took_s) == (record.created_ms, record.took_s)


@pytest.mark.parametrize("end", ["failed", "cancelled"])
async def test_other_ends_are_told_too(jobs: JobStore, webhooks: WebhookStore, end: str) -> None:
    await submitted(jobs)
    await webhooks.leave("job", "d1", callback())
    if end == "failed":
        failed = Result(b"", b"", None, 0, only_if_absent=True, status=JobStatus.FAILED)
        await jobs.finish("job", "kjob", failed)
    else:
        await jobs.withdraw("job")

    [delivery] = await taken(webhooks)
    assert delivery.record.status == end


async def test_a_job_without_callbacks_leaves_nothing(
    redis: Redis, jobs: JobStore, webhooks: WebhookStore
) -> None:
    await submitted(jobs)
    await jobs.finish("job", "kjob", ANSWER)

    assert await taken(webhooks) == ()
    assert await left_over(redis) == []


async def test_a_callback_that_comes_after_the_end_is_due_at_once(
    jobs: JobStore, webhooks: WebhookStore
) -> None:
    await submitted(jobs)
    await jobs.finish("job", "kjob", ANSWER)
    await webhooks.leave("job", "late", callback())

    [delivery] = await taken(webhooks)
    assert (delivery.delivery_id, delivery.record.core) == ("late", ANSWER.core)


async def test_a_late_one_does_not_hurry_those_that_wait(
    jobs: JobStore, webhooks: WebhookStore
) -> None:
    await submitted(jobs)
    await webhooks.leave("job", "first", callback())
    await jobs.finish("job", "kjob", ANSWER)
    [first] = await taken(webhooks)
    await webhooks.again(first, 60)
    await webhooks.leave("job", "late", callback())

    assert [one.delivery_id for one in await taken(webhooks)] == ["late"]


async def test_the_payload_outlives_the_record(
    redis: Redis, jobs: JobStore, webhooks: WebhookStore
) -> None:
    await submitted(jobs)
    await webhooks.leave("job", "d1", callback())
    await jobs.finish("job", "kjob", ANSWER)
    assert await jobs.withdraw("job") is None  # the record is removed

    [delivery] = await taken(webhooks)
    assert delivery.record.core == ANSWER.core
    for key in (redis_keys.ENDED + "job", redis_keys.CALLBACKS + "job"):
        assert CALLBACK_LIFE_S - 60 < await redis.ttl(key) <= CALLBACK_LIFE_S


async def test_what_is_in_hand_is_not_taken_twice_and_comes_back_by_its_lease(
    redis: Redis, jobs: JobStore, webhooks: WebhookStore
) -> None:
    await submitted(jobs)
    await webhooks.leave("job", "d1", callback())
    await jobs.finish("job", "kjob", ANSWER)
    now_ms = await jobs.now_ms()
    assert len(await taken(webhooks)) == 1

    assert await taken(webhooks) == ()
    due_ms = await due_at_ms(redis)
    assert LEASE_S * 1000 <= due_ms - now_ms < LEASE_S * 1000 + 5000
    await make_due(redis)
    assert [one.attempt for one in await taken(webhooks)] == [2]


async def test_a_failed_one_is_due_again_later(
    redis: Redis, jobs: JobStore, webhooks: WebhookStore
) -> None:
    await submitted(jobs)
    await webhooks.leave("job", "d1", callback())
    await jobs.finish("job", "kjob", ANSWER)
    [delivery] = await taken(webhooks)
    now_ms = await jobs.now_ms()

    await webhooks.again(delivery, 100)

    due_ms = await due_at_ms(redis)
    assert 100_000 <= due_ms - now_ms < 105_000


async def test_of_a_delivered_one_nothing_is_left_and_the_others_stay(
    redis: Redis, jobs: JobStore, webhooks: WebhookStore
) -> None:
    await submitted(jobs)
    await webhooks.leave("job", "d1", callback("a", "shop"))
    await webhooks.leave("job", "d2", callback("b", "app"))
    await jobs.finish("job", "kjob", ANSWER)
    first, second = await taken(webhooks)

    assert await webhooks.done(first) is True
    assert await webhooks.done(first) is False
    await webhooks.again(first, 0)  # another worker had it in hand, too
    await make_due(redis)
    found = await take(webhooks)
    assert [one.delivery_id for one in found.deliveries] == [second.delivery_id]
    assert found.lost == 0

    assert await webhooks.done(second) is True
    assert await left_over(redis) == []


async def test_what_is_past_its_life_is_forgotten_and_counted(
    redis: Redis, jobs: JobStore, webhooks: WebhookStore
) -> None:
    await submitted(jobs)
    await webhooks.leave("job", "d1", callback())
    await jobs.finish("job", "kjob", ANSWER)
    await redis.delete(redis_keys.ENDED + "job", redis_keys.CALLBACKS + "job")

    assert await take(webhooks) == Taken((), lost=1)
    assert await left_over(redis) == []


async def test_one_caller_keeps_some_places_and_leaves_the_rest(
    jobs: JobStore, webhooks: WebhookStore
) -> None:
    await submitted(jobs)
    for number in range(5):
        await webhooks.leave("job", f"d{number}", callback(caller="slow"))
    await webhooks.leave("job", "other", callback(caller="other"))
    await jobs.finish("job", "kjob", ANSWER)

    found = await taken(webhooks, of_one=3, slow=1)
    assert sorted(one.callback.caller for one in found) == ["other", "slow", "slow"]
    assert await taken(webhooks, of_one=3, slow=3) == ()


async def test_a_thousand_of_one_caller_keep_nobody_elses_waiting(
    jobs: JobStore, webhooks: WebhookStore
) -> None:
    for job in range(12):
        await submitted(jobs, f"many{job}")
        for number in range(90):
            await webhooks.leave(f"many{job}", f"d{number}", callback(caller="many"))
        await jobs.finish(f"many{job}", f"kmany{job}", ANSWER)
    await submitted(jobs, "later")
    await webhooks.leave("later", "only", callback(caller="later"))
    await jobs.finish("later", "klater", ANSWER)

    found = await taken(webhooks, places=3, of_one=2)
    assert sorted(one.callback.caller for one in found) == ["later", "many", "many"]


async def test_callers_have_their_turns(jobs: JobStore, webhooks: WebhookStore) -> None:
    callers = ("a", "b", "c")
    await submitted(jobs)
    for caller in callers:
        for number in range(3):
            await webhooks.leave("job", f"{caller}{number}", callback(caller=caller))
    await jobs.finish("job", "kjob", ANSWER)

    served = []
    for _ in range(9):
        [one] = await taken(webhooks, places=1)
        served.append(one.callback.caller)
        # Turns are told apart by the store's milliseconds.
        last_ms = await jobs.now_ms()
        while await jobs.now_ms() == last_ms:
            pass
    assert [sorted(served[at : at + 3]) for at in (0, 3, 6)] == [["a", "b", "c"]] * 3


async def test_no_more_are_taken_than_there_are_places(
    jobs: JobStore, webhooks: WebhookStore
) -> None:
    await submitted(jobs)
    for number in range(5):
        await webhooks.leave("job", f"d{number}", callback())
    await jobs.finish("job", "kjob", ANSWER)

    assert [len(await taken(webhooks, places=2)) for _ in range(4)] == [2, 2, 1, 0]


async def test_a_job_and_a_caller_have_so_many_at_most(
    monkeypatch: pytest.MonkeyPatch, redis: Redis, jobs: JobStore, webhooks: WebhookStore
) -> None:
    monkeypatch.setattr(module, "MAX_OF_JOB", 2)
    monkeypatch.setattr(module, "MAX_OF_CALLER", 3)
    for job_id in ("one", "two", "three"):
        await submitted(jobs, job_id)
    await webhooks.leave("one", "d1", callback())
    await webhooks.leave("one", "d2", callback())
    with pytest.raises(TooManyCallbacks):
        await webhooks.leave("one", "d3", callback(caller="another"))
    await webhooks.leave("two", "d4", callback())
    with pytest.raises(TooManyCallbacks):
        await webhooks.leave("three", "d5", callback())
    await webhooks.leave("three", "d6", callback(caller="another"))

    await jobs.finish("two", "ktwo", ANSWER)
    [delivered] = await taken(webhooks)
    await webhooks.done(delivered)
    await webhooks.leave("three", "d7", callback())
    assert await redis.hgetall(redis_keys.WEBHOOKS_HELD) == {b"shop": b"3", b"another": b"1"}


async def test_a_job_that_is_gone_takes_no_callback(redis: Redis, webhooks: WebhookStore) -> None:
    await webhooks.leave("unknown", "d1", callback())

    assert await left_over(redis) == []
