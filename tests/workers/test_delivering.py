"""What follows from each attempt to deliver, on a real store with a receiver that does as told."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest
import structlog
from redis.asyncio import Redis

from saju import Conventions, Signs
from shared import redis_keys
from shared.charts import QuestionCharts
from shared.contracts.question import Question
from shared.jobs.answer import job_body
from shared.jobs.record import JobStatus, Result
from shared.jobs.store import JobStore
from shared.metrics.counted import Counted
from shared.metrics.sums import Sums
from shared.metrics.tally import Tally
from shared.tracing import Trace
from shared.webhooks.signing import webhook_secret
from shared.webhooks.store import Callback, Delivery, WebhookStore
from tests.fakes.clock import FakeClock
from workers.webhooks.delivering import (
    AT_ONCE,
    ATTEMPTS,
    OF_ONE_CALLER,
    Delivering,
    wait_after,
)
from workers.webhooks.posting import NotDelivered, Posting

SECRET = b"our secret"
DUE = redis_keys.WEBHOOKS_DUE + "shop"
TRACE = Trace("1" * 32, "1" * 16, 1)
QUESTION = Question(
    Signs.from_payload(
        {
            "pillars": {"year": "庚午", "month": "己卯", "day": "己卯", "hour": "辛未"},
            "saju_year": 1990,
            "gender": "male",
            "luck_start": 7,
            "conventions": Conventions().to_payload(),
        }
    ),
    "saju_interpretation",
    "ko",
    "a-version",
)
ANSWER = Result(b'"response":"so"', b'"attempts":[]', None, 0, only_if_absent=True)
FAILURE = Result(
    b'"response":null', b'"code":"x"', None, 0, only_if_absent=True, status=JobStatus.FAILED
)


class Told(Posting):
    """Does one step a post, the last one for ever; None: it never answers."""

    def __init__(self, *steps: int | str | Exception | None) -> None:
        self.sent: list[tuple[str, Mapping[str, str], bytes]] = []
        self.in_hand = 0
        self.most_in_hand = 0
        self.began = asyncio.Event()
        self._steps = list(steps)

    async def post(self, address: str, headers: Mapping[str, str], body: bytes) -> int:
        self.sent.append((address, headers, body))
        self.began.set()
        step = self._steps.pop(0) if len(self._steps) > 1 else self._steps[0]
        self.in_hand += 1
        self.most_in_hand = max(self.in_hand, self.most_in_hand)
        try:
            if step is None:
                await asyncio.Event().wait()
        finally:
            self.in_hand -= 1
        if isinstance(step, Exception):
            raise step
        if isinstance(step, str):
            raise NotDelivered(step)
        return step or 0


class Worker:
    """One worker's deliveries."""

    def __init__(self, redis: Redis, *steps: int | str | Exception | None) -> None:
        self.redis = redis
        self.jobs = JobStore(
            redis, lease_s=10, job_ttl_s=60, max_queued=1000, cache_bytes=1_000_000
        )
        self.webhooks = WebhookStore(redis)
        self.posting = Told(*steps)
        self.clock = FakeClock()
        self.tally = Tally()
        self.delivering = Delivering(
            self.webhooks,
            self.posting,
            QuestionCharts(1),
            secret=SECRET,
            clock=self.clock,
            jitter=lambda: 0.0,
            counted=Counted(self.tally),
        )

    async def ended(
        self, *callers: str, job_id: str = "job", result: Result | None = ANSWER
    ) -> None:
        """A job that has ended, with a callback of each of the callers."""
        await self.jobs.beat("a worker")
        await self.jobs.submit(job_id, job_id, QUESTION.to_bytes())
        for number, caller in enumerate(callers):
            url = f"https://hooks.example/{caller}?token=secret"
            callback = Callback(url, caller, TRACE.to_text())
            await self.webhooks.leave(job_id, f"{job_id}-{number}", callback)
        if result is None:
            await self.jobs.withdraw(job_id)
        else:
            await self.jobs.finish(job_id, job_id, result)

    async def attempt(self) -> Delivery:
        """One attempt of the only delivery, whenever it is due."""
        due: Any = await self.redis.zrange(DUE, 0, -1)
        for member in due:
            await self.redis.zadd(DUE, {member: 0})
        taken = await self.webhooks.take(1, of_one_caller=1, busy={}, lease_s=10)
        [delivery] = taken.deliveries
        await self.delivering.deliver(delivery)
        return delivery

    async def due_in_s(self) -> float | None:
        """Seconds until the only delivery is due; None: it is settled."""
        found: Any = await self.redis.zrange(DUE, 0, -1, withscores=True)
        return (found[0][1] - await self.jobs.now_ms()) / 1000 if found else None

    def counted(self) -> dict[str, int]:
        return {
            name: count for name, count in Sums(self.tally.take().totals).webhooks.items() if count
        }

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        async with self.delivering.delivering():
            yield

    async def until(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.posting.sent) < count:
                self.posting.began.clear()
                await self.posting.began.wait()


@pytest.mark.parametrize(
    "result", [ANSWER, FAILURE, None], ids=["completed", "failed", "cancelled"]
)
async def test_the_body_is_that_of_the_job_and_the_signature_of_its_caller(
    redis: Redis, result: Result | None
) -> None:
    worker = Worker(redis, 200)
    await worker.ended("shop", result=result)
    await worker.attempt()

    [(url, headers, body)] = worker.posting.sent
    assert url == "https://hooks.example/shop?token=secret"
    assert body == job_body(await worker.jobs.read("job"), QuestionCharts(1))
    assert orjson.loads(body)["chart"]["day_pillar"] == "기묘"
    moment = int(worker.clock.now().timestamp())
    signed = f"{moment}.".encode() + body
    secret = webhook_secret(SECRET, "shop").encode()
    expected = hmac.new(secret, signed, hashlib.sha256).hexdigest()
    assert headers["Palja-Signature"] == f"t={moment},v1={expected}"
    assert headers["Palja-Delivery"] == "job-0"
    _, trace_id, parent_id, _ = headers["traceparent"].split("-")
    assert trace_id == TRACE.trace_id
    assert parent_id != TRACE.parent_id


@pytest.mark.parametrize(
    ("step", "outcome"), [(200, "delivered"), (202, "delivered"), (299, "delivered"), (410, "gone")]
)
async def test_what_ends_it(redis: Redis, step: int, outcome: str) -> None:
    worker = Worker(redis, step)
    await worker.ended("shop")
    await worker.attempt()

    assert await worker.due_in_s() is None
    assert worker.counted() == {outcome: 1}


@pytest.mark.parametrize(
    "step", [101, 302, 400, 404, 429, 500, 599, "timeout", "connection", "address", "url"]
)
async def test_anything_else_is_tried_again(redis: Redis, step: int | str) -> None:
    worker = Worker(redis, step)
    await worker.ended("shop")
    await worker.attempt()

    due_s = await worker.due_in_s()
    assert due_s is not None
    assert 0 < due_s <= 2.5
    assert worker.counted() == {"failed": 1}


async def test_each_attempt_is_signed_anew_and_is_the_same_delivery(redis: Redis) -> None:
    worker = Worker(redis, 500, 200)
    await worker.ended("shop")
    await worker.attempt()
    worker.clock.pass_s(100)
    await worker.attempt()

    first, second = (headers for _, headers, _ in worker.posting.sent)
    assert first["Palja-Delivery"] == second["Palja-Delivery"]
    assert first["Palja-Signature"] != second["Palja-Signature"]


async def test_the_last_attempt_is_the_last(redis: Redis) -> None:
    worker = Worker(redis, 500)
    await worker.ended("shop")
    attempts = [(await worker.attempt()).attempt for _ in range(ATTEMPTS)]

    assert attempts == list(range(1, ATTEMPTS + 1))
    assert await worker.due_in_s() is None
    assert worker.counted() == {"failed": ATTEMPTS - 1, "given_up": 1}


async def test_one_over_which_workers_die_is_not_tried_for_ever(redis: Redis) -> None:
    worker = Worker(redis, 200)
    await worker.ended("shop")
    await redis.hset(redis_keys.WEBHOOKS_TRIED, "job job-0 shop", str(ATTEMPTS))
    await worker.attempt()

    assert worker.posting.sent == []
    assert await worker.due_in_s() is None
    assert worker.counted() == {"given_up": 1}


def test_the_waits_double_and_last_some_hours_in_all() -> None:
    shortest = [wait_after(attempt, lambda: 0.0) for attempt in range(1, ATTEMPTS)]
    longest = [wait_after(attempt, lambda: 1.0) for attempt in range(1, ATTEMPTS)]
    assert longest[:4] == [5, 10, 20, 40]
    assert shortest[:4] == [2.5, 5, 10, 20]
    assert 3600 < sum(shortest) < sum(longest) < 3 * 3600


async def test_everything_due_is_delivered_by_itself(redis: Redis) -> None:
    worker = Worker(redis, 200)
    async with worker.running():
        await worker.ended("shop", "app", "shop")
        await worker.until(3)

    assert sorted(headers["Palja-Delivery"] for _, headers, _ in worker.posting.sent) == [
        "job-0",
        "job-1",
        "job-2",
    ]


async def test_a_slow_caller_keeps_some_places_and_others_are_delivered(redis: Redis) -> None:
    worker = Worker(redis, None)
    await worker.ended(*["slow"] * (AT_ONCE + 4))
    async with worker.running():
        await worker.until(OF_ONE_CALLER)
        await worker.ended("quick", job_id="another")
        await worker.until(OF_ONE_CALLER + 1)

    callers = [url.split("/")[3].split("?")[0] for url, _, _ in worker.posting.sent]
    assert callers == ["slow"] * OF_ONE_CALLER + ["quick"]


async def test_a_worker_has_so_many_in_hand_at_most(redis: Redis) -> None:
    worker = Worker(redis, None)
    for number in range(AT_ONCE + 4):
        await worker.ended(f"caller{number}", job_id=f"job{number}")
    async with worker.running():
        await worker.until(AT_ONCE)
        await worker.delivering.round()

    assert worker.posting.most_in_hand == AT_ONCE
    assert worker.posting.in_hand == 0  # they end with the worker


async def test_what_a_stopping_worker_had_in_hand_is_anothers_after_the_lease(
    redis: Redis,
) -> None:
    worker = Worker(redis, None)
    await worker.ended("shop")
    async with worker.running():
        await worker.until(1)

    due_s = await worker.due_in_s()
    assert due_s is not None
    assert 0 < due_s <= 15
    another = Worker(redis, 200)
    assert (await another.attempt()).attempt == 2
    assert another.counted() == {"delivered": 1}


async def test_one_that_crashes_leaves_the_others_alone(redis: Redis) -> None:
    worker = Worker(redis, RuntimeError("unforeseen"), 200)
    await worker.ended("shop", "app")
    with structlog.testing.capture_logs() as lines:
        async with worker.running():
            await worker.until(2)
    assert [line["event"] for line in lines].count("webhook_crashed") == 1


async def test_two_workers_that_deliver_the_same_count_it_once(redis: Redis) -> None:
    worker = Worker(redis, 200)
    await worker.ended("shop")
    delivery = await worker.attempt()
    await worker.delivering.deliver(delivery)

    assert worker.counted() == {"delivered": 1}


async def test_what_the_store_cannot_be_told_is_due_again_by_its_lease(
    redis: Redis, away: Redis
) -> None:
    worker = Worker(redis, 200)
    await worker.ended("shop")
    taken = await worker.webhooks.take(1, of_one_caller=1, busy={}, lease_s=10)
    cut_off = Worker(away, 200)
    await cut_off.delivering.deliver(taken.deliveries[0])

    assert cut_off.counted() == {}
    due_s = await worker.due_in_s()
    assert due_s is not None
    assert 0 < due_s <= 10


async def test_no_line_of_the_log_tells_the_whole_address(redis: Redis) -> None:
    worker = Worker(redis, 500, "timeout", 410)
    await worker.ended("shop")
    with structlog.testing.capture_logs(
        processors=[structlog.contextvars.merge_contextvars]
    ) as lines:
        for _ in range(3):
            await worker.attempt()

    assert [line["event"] for line in lines] == ["webhook_failed", "webhook_failed", "webhook_gone"]
    for line in lines:
        assert (line["host"], line["job_id"], line["delivery"]) == ("hooks.example", "job", "job-0")
        assert line["trace_id"] == TRACE.trace_id
        assert "secret" not in repr(line)
