"""From a message's job id to a finished job, on a real store with providers that do as told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
import pytest
from redis.asyncio import Redis

from saju import Conventions, Signs
from shared import redis_keys
from shared.cache.entry import CachedReading, pack
from shared.cache.redis import RedisCache
from shared.cache.two_level import SharedCache
from shared.contracts.answers import ReadingText, Section, Usage, body
from shared.contracts.question import Question
from shared.errors import (
    JobNotFound,
    ProviderDenied,
    ProviderError,
    StoreFault,
    StoreUnavailable,
)
from shared.jobs.events import JobEvents
from shared.jobs.failed import FailedJobs
from shared.jobs.record import AlreadyCached, Claim, JobStatus, Queued, Resting, Submission
from shared.jobs.store import JobStore
from shared.metrics.counted import Counted
from shared.metrics.sums import Sums
from shared.metrics.tally import Tally
from shared.models import Models
from shared.prompts import PromptBook
from shared.queue import Priority
from shared.tracing import Trace, current_trace
from tests.fakes.clock import FakeClock
from tests.fakes.gate import FakeGate
from workers.chain import Chain
from workers.leases import Leases
from workers.lifetimes import Lifetimes
from workers.providers.protocol import Call, ProviderAnswer
from workers.reading import LAST_CLAIM, MAX_CLAIMS, ReadingJob

KEY = "k"
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
READING = ReadingText((Section("personality", "성격", "己卯 일주는 차분합니다."),))
ANSWER = ProviderAnswer(READING, "the-model", Usage(10, 20))
REFUSED = ProviderDenied(code=401)
STALE_CORE = b'"response":"an older one","model_used":"openai"'


class Told:
    """A provider that does the same at each call; None: it never answers."""

    def __init__(self, step: ProviderAnswer | ProviderError | None, name: str = "openai") -> None:
        self.name = name
        self.model = "asked-model"
        self.calls = 0
        self.asked = asyncio.Event()
        self.traces: list[Trace | None] = []
        self.when_asked: Callable[[], Awaitable[object]] | None = None
        self._step = step

    async def ask(self, call: Call) -> ProviderAnswer:  # noqa: ARG002 - does as told whatever is asked
        self.calls += 1
        self.traces.append(current_trace())
        self.asked.set()
        if self.when_asked is not None:
            await self.when_asked()
        if self._step is None:
            await asyncio.Event().wait()
        if isinstance(self._step, ProviderError):
            raise self._step
        return self._step or ANSWER


class Hidden:
    """A store that cannot be read."""

    async def read(self, key: str) -> CachedReading | None:
        raise StoreUnavailable(key)


@pytest.fixture
def jobs(redis: Redis) -> JobStore:
    return JobStore(redis, lease_s=10, job_ttl_s=60, max_queued=100, cache_bytes=1_000_000)


def reading_job(
    redis: Redis,
    jobs: JobStore,
    *providers: Told,
    fallback_s: float = 60,
    deadline_s: float = 90,
    optimized: bool = True,
    tally: Tally | None = None,
    cache: SharedCache | None = None,
) -> ReadingJob:
    clock = FakeClock()
    counted = Counted(tally or Tally())
    chain = Chain(
        providers,
        gate=FakeGate(),
        models=Models(clock),
        retries=0,
        provider_timeout_s=30,
        clock=clock,
        jitter=lambda: 0.0,
        counted=counted,
    )
    return ReadingJob(
        jobs=jobs,
        leases=Leases(jobs, JobEvents(redis), lease_s=10),
        events=JobEvents(redis),
        cache=cache or RedisCache(redis),
        chain_for=lambda _service_type: chain,
        prompts=PromptBook(),
        clock=clock,
        lifetimes=Lifetimes(100, 1000, fallback_s, jitter=lambda: 0.0),
        deadline_s=deadline_s,
        streaming=True,
        optimized=lambda: optimized,
        counted=counted,
    )


async def submitted(jobs: JobStore) -> str:
    await jobs.beat("a worker")
    submission = await jobs.submit("job", KEY, QUESTION.to_bytes())
    assert isinstance(submission, Queued)
    return submission.job_id


async def answer_of(jobs: JobStore, job_id: str) -> dict[str, Any]:
    record = await jobs.read(job_id)
    assert record.status is JobStatus.COMPLETED
    assert record.core is not None
    assert record.tail is not None
    fields: dict[str, Any] = orjson.loads(body(record.core, record.tail))
    return fields


async def test_a_providers_reading_is_the_answer_and_is_cached(
    redis: Redis, jobs: JobStore
) -> None:
    job_id = await submitted(jobs)

    await reading_job(redis, jobs, Told(ANSWER)).answer(job_id)

    answer = await answer_of(jobs, job_id)
    assert answer["response"] == READING.response
    assert (answer["model_used"], answer["model"]) == ("openai", "the-model")
    assert (answer["fallback_used"], answer["data_source"]) == (False, "optimized_ai_call")
    assert answer["validation"]["score"] == 1.0
    assert (answer["usage"]["input_tokens"], answer["usage"]["output_tokens"]) == (10, 20)
    cached = await RedisCache(redis).read(KEY)
    assert cached is not None
    assert 90 < cached.fresh_for_s <= 100
    assert cached.core == (await jobs.read(job_id)).core


async def test_the_second_providers_reading_is_a_fallback(redis: Redis, jobs: JobStore) -> None:
    job_id = await submitted(jobs)

    await reading_job(redis, jobs, Told(REFUSED, "gemini"), Told(ANSWER)).answer(job_id)

    answer = await answer_of(jobs, job_id)
    assert (answer["model_used"], answer["fallback_used"]) == ("openai", True)
    assert [(a["provider"], a["outcome"], a["code"]) for a in answer["attempts"]] == [
        ("gemini", "refused", 401),
        ("openai", "ok", None),
    ]


async def test_each_provider_call_is_told_to_who_follows_the_job(
    redis: Redis, jobs: JobStore
) -> None:
    job_id = await submitted(jobs)

    await reading_job(redis, jobs, Told(REFUSED, "gemini"), Told(ANSWER)).answer(job_id)

    told = await JobEvents(redis).since(job_id, "0-0")
    assert [event.name for event in told] == ["status", "attempt", "attempt", "status"]
    assert [orjson.loads(event.data)["provider"] for event in told[1:3]] == ["gemini", "openai"]


async def test_providers_are_called_in_the_trace_of_who_asked_first(
    redis: Redis, jobs: JobStore
) -> None:
    await jobs.beat("a worker")
    first = Trace("1" * 32, "1" * 16, 1, "rojo=1")
    await jobs.submit("job", KEY, QUESTION.to_bytes(), trace=first.to_text())
    await jobs.submit(
        "joins", KEY, QUESTION.to_bytes(), trace=Trace("2" * 32, "2" * 16, 1).to_text()
    )
    provider = Told(ANSWER)

    await reading_job(redis, jobs, provider).answer("job")

    assert provider.traces == [first]
    assert current_trace() is None


async def test_a_job_of_a_release_without_traces_begins_one(redis: Redis, jobs: JobStore) -> None:
    job_id = await submitted(jobs)
    await redis.hdel(redis_keys.JOB + job_id, "trace")
    provider = Told(ANSWER)

    await reading_job(redis, jobs, provider).answer(job_id)

    [begun] = provider.traces
    assert begun is not None
    assert len(begun.trace_id) == 32


async def test_when_nobody_answers_the_engine_does(redis: Redis, jobs: JobStore) -> None:
    job_id = await submitted(jobs)

    await reading_job(redis, jobs, Told(REFUSED)).answer(job_id)

    answer = await answer_of(jobs, job_id)
    assert (answer["model_used"], answer["data_source"]) == ("saju_engine", "saju_engine")
    assert (answer["fallback_used"], answer["degraded"]) == (True, False)
    assert [a["provider"] for a in answer["attempts"]] == ["openai", "saju_engine"]
    cached = await RedisCache(redis).read(KEY)
    assert cached is not None
    assert 50 < cached.fresh_for_s <= 60


async def test_an_engines_reading_need_not_be_cached(redis: Redis, jobs: JobStore) -> None:
    job_id = await submitted(jobs)

    await reading_job(redis, jobs, Told(REFUSED), fallback_s=0).answer(job_id)

    assert await RedisCache(redis).read(KEY) is None


async def test_a_stale_reading_is_better_than_the_engines(redis: Redis, jobs: JobStore) -> None:
    job_id = await submitted(jobs)
    await redis.set(redis_keys.CACHE + KEY, pack(STALE_CORE, 1000), px=900_000)

    await reading_job(redis, jobs, Told(REFUSED)).answer(job_id)

    answer = await answer_of(jobs, job_id)
    assert (answer["response"], answer["data_source"]) == ("an older one", "stale_cache")
    assert answer["cache_hit"] is False
    assert [a["provider"] for a in answer["attempts"]] == ["openai"]


async def test_what_is_in_the_cache_by_now_is_not_asked_for(redis: Redis, jobs: JobStore) -> None:
    job_id = await submitted(jobs)
    await redis.set(redis_keys.CACHE + KEY, pack(STALE_CORE, 10), px=900_000)
    provider = Told(ANSWER)

    await reading_job(redis, jobs, provider).answer(job_id)

    answer = await answer_of(jobs, job_id)
    assert (answer["data_source"], answer["cache_hit"]) == ("intelligent_cache", True)
    assert (answer["cache_level"], provider.calls) == ("redis", 0)


async def test_a_job_that_lay_too_long_is_answered_by_the_engine(
    redis: Redis, jobs: JobStore
) -> None:
    job_id = await submitted(jobs)
    created_ms = (await jobs.read(job_id)).created_ms
    await redis.hset(redis_keys.JOB + job_id, "created", str(created_ms - 91_000))
    provider = Told(ANSWER)

    await reading_job(redis, jobs, provider).answer(job_id)

    assert (await answer_of(jobs, job_id))["model_used"] == "saju_engine"
    assert provider.calls == 0


async def test_a_job_that_worker_after_worker_lost_is_answered_by_the_engine(
    redis: Redis, jobs: JobStore
) -> None:
    job_id = await submitted(jobs)
    for _ in range(MAX_CLAIMS):
        assert await jobs.claim(job_id, "lost") is not None
        assert await jobs.put_back(job_id, "lost")
    provider = Told(ANSWER)

    await reading_job(redis, jobs, provider).answer(job_id)

    answer = await answer_of(jobs, job_id)
    assert (answer["model_used"], answer["code"]) == ("saju_engine", "lost_too_often")
    assert provider.calls == 0
    [given_up] = await FailedJobs(redis).all()
    assert (given_up.job_id, given_up.reason) == (job_id, "lost_too_often")
    assert (given_up.claims, given_up.service_type) == (MAX_CLAIMS + 1, "saju_interpretation")


async def test_a_job_lost_too_often_is_marked_also_where_a_stale_reading_serves(
    redis: Redis, jobs: JobStore
) -> None:
    job_id = await submitted(jobs)
    await redis.set(redis_keys.CACHE + KEY, pack(STALE_CORE, 1000), px=900_000)
    await redis.hset(redis_keys.JOB + job_id, "attempts", str(MAX_CLAIMS))

    await reading_job(redis, jobs, Told(ANSWER)).answer(job_id)

    answer = await answer_of(jobs, job_id)
    assert (answer["data_source"], answer["code"]) == ("stale_cache", "lost_too_often")
    assert len(await FailedJobs(redis).all()) == 1


async def requeued(redis: Redis, jobs: JobStore, core: bytes) -> str:
    """A question asked again by an operator, while the cache has this reading, still fresh."""
    await jobs.beat("a worker")
    await redis.set(redis_keys.CACHE + KEY, pack(core, 0), px=60_000)
    submission = await jobs.submit("again", KEY, QUESTION.to_bytes(), Priority.LOW, again=True)
    assert isinstance(submission, Queued)
    return submission.job_id


ENGINES_CORE = b'"response":"the engine\'s","model_used":"saju_engine"'


async def test_a_question_asked_again_replaces_the_engines_reading(
    redis: Redis, jobs: JobStore
) -> None:
    job_id = await requeued(redis, jobs, ENGINES_CORE)
    provider = Told(ANSWER)

    await reading_job(redis, jobs, provider).answer(job_id)

    assert (await answer_of(jobs, job_id))["model_used"] == "openai"
    cached = await RedisCache(redis).read(KEY)
    assert cached is not None
    assert b"the-model" in cached.core


async def test_a_question_asked_again_is_content_with_a_models_fresh_reading(
    redis: Redis, jobs: JobStore
) -> None:
    job_id = await requeued(redis, jobs, STALE_CORE)
    provider = Told(ANSWER)

    await reading_job(redis, jobs, provider).answer(job_id)

    answer = await answer_of(jobs, job_id)
    assert (answer["response"], answer["cache_hit"], provider.calls) == ("an older one", True, 0)


async def test_a_question_asked_again_that_no_provider_answers_has_the_engines(
    redis: Redis, jobs: JobStore
) -> None:
    job_id = await requeued(redis, jobs, ENGINES_CORE)

    await reading_job(redis, jobs, Told(REFUSED)).answer(job_id)

    answer = await answer_of(jobs, job_id)
    assert (answer["data_source"], "code" in answer) == ("saju_engine", False)
    assert await FailedJobs(redis).all() == []


async def test_a_question_asked_again_that_nobody_begins_in_time_is_listed_again(
    redis: Redis, jobs: JobStore
) -> None:
    job_id = await requeued(redis, jobs, ENGINES_CORE)
    created_ms = (await jobs.read(job_id)).created_ms
    await redis.hset(redis_keys.JOB + job_id, "created", str(created_ms - 91_000))

    await reading_job(redis, jobs, Told(ANSWER)).answer(job_id)

    assert (await answer_of(jobs, job_id))["code"] == "waited_too_long"
    assert [job.reason for job in await FailedJobs(redis).all()] == ["waited_too_long"]


async def test_a_message_too_many_does_nothing(redis: Redis, jobs: JobStore) -> None:
    job_id = await submitted(jobs)
    provider = Told(ANSWER)
    reading = reading_job(redis, jobs, provider)

    await reading.answer(job_id)
    await reading.answer(job_id)
    await reading.answer("unknown")

    assert provider.calls == 1
    assert await redis.hget(redis_keys.COUNTERS, "redelivered") == b"1"


async def test_a_damaged_job_is_discarded_and_nobody_is_asked(redis: Redis, jobs: JobStore) -> None:
    job_id = await submitted(jobs)
    await redis.hset(redis_keys.JOB + job_id, "created", "xx")
    provider = Told(ANSWER)

    await reading_job(redis, jobs, provider).answer(job_id)

    assert provider.calls == 0
    assert [job.reason for job in await FailedJobs(redis).all()] == ["damaged_record"]
    with pytest.raises(JobNotFound):
        await jobs.read(job_id)


async def test_an_answer_that_was_paid_for_outlives_its_damaged_job(
    redis: Redis, jobs: JobStore
) -> None:
    job_id = await submitted(jobs)
    provider = Told(ANSWER)
    provider.when_asked = lambda: redis.hset(redis_keys.JOB + job_id, "created", "xx")

    await reading_job(redis, jobs, provider).answer(job_id)

    assert not await redis.exists(redis_keys.JOB + job_id)
    assert await redis.zcard(redis_keys.LEASES) == 0
    assert isinstance(await jobs.submit("next", KEY, QUESTION.to_bytes()), AlreadyCached)


async def test_a_worker_that_stops_discards_what_is_damaged(redis: Redis, jobs: JobStore) -> None:
    job_id = await submitted(jobs)
    provider = Told(None)
    working = asyncio.create_task(reading_job(redis, jobs, provider).answer(job_id))
    await asyncio.wait_for(provider.asked.wait(), 5)
    await redis.hset(redis_keys.JOB + job_id, "created", "xx")

    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working

    assert not await redis.exists(redis_keys.JOB + job_id)


async def test_a_step_that_fails_in_the_store_is_not_tried_for_long(
    redis: Redis, jobs: JobStore
) -> None:
    job_id = await submitted(jobs)
    await redis.delete(redis_keys.LEASES)
    await redis.set(redis_keys.LEASES, "no set")

    with pytest.raises(
        StoreFault
    ):  # the clock stands still: a store that is away is asked for ever
        await asyncio.wait_for(reading_job(redis, jobs, Told(ANSWER)).answer(job_id), 5)


async def test_a_hundred_messages_of_one_job_ask_once(redis: Redis, jobs: JobStore) -> None:
    job_id = await submitted(jobs)
    provider = Told(ANSWER)
    reading = reading_job(redis, jobs, provider)

    await asyncio.gather(*(reading.answer(job_id) for _ in range(100)))

    assert provider.calls == 1


async def test_a_worker_that_stops_puts_its_job_back(redis: Redis, jobs: JobStore) -> None:
    job_id = await submitted(jobs)
    provider = Told(None)
    working = asyncio.create_task(reading_job(redis, jobs, provider).answer(job_id))
    await asyncio.wait_for(provider.asked.wait(), 5)

    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working

    assert (await jobs.read(job_id)).status is JobStatus.QUEUED
    assert await jobs.claim(job_id, "another's") is not None


async def failure_of(jobs: JobStore, job_id: str) -> dict[str, Any]:
    record = await jobs.read(job_id)
    assert record.status is JobStatus.FAILED
    assert record.core is not None
    assert record.tail is not None
    fields: dict[str, Any] = orjson.loads(body(record.core, record.tail))
    return fields


@pytest.mark.parametrize("question", [b"{}", b"not json", b'{"signs": 1}'])
async def test_a_question_that_nobody_can_read_fails_its_job_and_is_not_cached(
    redis: Redis, jobs: JobStore, question: bytes
) -> None:
    await jobs.beat("a worker")
    await jobs.submit("job", KEY, question)
    provider = Told(ANSWER)

    await reading_job(redis, jobs, provider).answer("job")

    assert await failure_of(jobs, "job") == {
        "response": None,
        "reading": None,
        "code": "unreadable_question",
    }
    assert provider.calls == 0
    assert await RedisCache(redis).read(KEY) is None


async def test_a_job_lost_again_and_again_ends_as_failed(redis: Redis, jobs: JobStore) -> None:
    job_id = await submitted(jobs)
    await redis.hset(redis_keys.JOB + job_id, "attempts", str(LAST_CLAIM))

    await reading_job(redis, jobs, Told(ANSWER)).answer(job_id)

    assert (await failure_of(jobs, job_id))["code"] == "lost_too_often"
    assert [job.reason for job in await FailedJobs(redis).all()] == ["lost_too_often"]


async def test_off_no_cache_is_read_or_written(redis: Redis, jobs: JobStore) -> None:
    job_id = await submitted(jobs)
    entry = pack(STALE_CORE, 10)
    await redis.set(redis_keys.CACHE + KEY, entry, px=900_000)
    provider = Told(ANSWER)

    await reading_job(redis, jobs, provider, optimized=False).answer(job_id)

    answer = await answer_of(jobs, job_id)
    assert (answer["data_source"], answer["cache_hit"]) == ("ai_call", False)
    assert (answer["response"], provider.calls) == (READING.response, 1)
    assert await redis.get(redis_keys.CACHE + KEY) == entry


async def test_off_the_engine_answers_where_a_stale_reading_would(
    redis: Redis, jobs: JobStore
) -> None:
    job_id = await submitted(jobs)
    entry = pack(STALE_CORE, 1000)
    await redis.set(redis_keys.CACHE + KEY, entry, px=900_000)

    await reading_job(redis, jobs, Told(REFUSED), optimized=False).answer(job_id)

    assert (await answer_of(jobs, job_id))["data_source"] == "saju_engine"
    assert await redis.get(redis_keys.CACHE + KEY) == entry


async def test_off_nothing_of_the_engine_is_cached(redis: Redis, jobs: JobStore) -> None:
    job_id = await submitted(jobs)

    await reading_job(redis, jobs, Told(REFUSED), optimized=False).answer(job_id)

    assert await RedisCache(redis).read(KEY) is None


async def test_who_answered_after_whom_is_counted(redis: Redis, jobs: JobStore) -> None:
    tally = Tally()
    first = await submitted(jobs)
    await reading_job(redis, jobs, Told(REFUSED, "gemini"), Told(ANSWER), tally=tally).answer(first)
    for name, entry in (("stale", pack(STALE_CORE, 1000)), ("nothing", None)):
        await redis.delete(redis_keys.CACHE + KEY)
        if entry is not None:
            await redis.set(redis_keys.CACHE + KEY, entry, px=900_000)
        await jobs.submit(name, KEY, QUESTION.to_bytes())
        await reading_job(redis, jobs, Told(REFUSED), tally=tally).answer(name)
    await redis.delete(redis_keys.CACHE + KEY)
    await jobs.submit("good", KEY, QUESTION.to_bytes())
    await reading_job(redis, jobs, Told(ANSWER), tally=tally).answer("good")

    sums = Sums(tally.take().totals)
    assert sums.under("answers") == {"openai": 2, "saju_engine": 1, "stale_cache": 1}
    assert sums.under("fallbacks") == {
        "gemini > openai": 1,
        "openai > saju_engine": 1,
        "openai > stale_cache": 1,
    }
    assert sums.under("primary") == {"ok": 1, "tried": 4}
    assert sums.under("jobs") == {"completed": 4}
    assert sums.latency("job").count == 4


async def test_without_any_provider_there_is_no_first_one(redis: Redis, jobs: JobStore) -> None:
    tally = Tally()
    job_id = await submitted(jobs)

    await reading_job(redis, jobs, tally=tally).answer(job_id)

    sums = Sums(tally.take().totals)
    assert (sums.under("fallbacks"), sums.under("primary")) == ({"saju_engine": 1}, {})


async def test_a_whole_job_took_its_wait_too(redis: Redis, jobs: JobStore) -> None:
    tally = Tally()
    job_id = await submitted(jobs)
    created_ms = (await jobs.read(job_id)).created_ms
    await redis.hset(redis_keys.JOB + job_id, "created", str(created_ms - 5000))

    await reading_job(redis, jobs, Told(ANSWER), tally=tally).answer(job_id)

    mean_s = Sums(tally.take().totals).latency("job").mean
    assert mean_s is not None
    assert 5 <= mean_s < 10


async def refresh(jobs: JobStore, job_id: str) -> Submission:
    return await jobs.submit(job_id, KEY, QUESTION.to_bytes(), Priority.LOW, refresh=True)


async def refreshed(jobs: JobStore) -> str:
    """A refresh of the reading is queued."""
    await jobs.beat("a worker")
    submission = await refresh(jobs, "job")
    assert isinstance(submission, Queued)
    return submission.job_id


async def test_a_refresh_replaces_the_stale_reading_and_leaves_no_record(
    redis: Redis, jobs: JobStore
) -> None:
    tally = Tally()
    job_id = await refreshed(jobs)
    await redis.set(redis_keys.CACHE + KEY, pack(STALE_CORE, 1000), px=900_000)

    await reading_job(redis, jobs, Told(ANSWER), tally=tally).answer(job_id)

    cached = await RedisCache(redis).read(KEY)
    assert cached is not None
    assert cached.fresh
    assert b"the-model" in cached.core
    with pytest.raises(JobNotFound):
        await jobs.read(job_id)
    sums = Sums(tally.take().totals)
    assert sums.under("jobs") == {"completed": 1}
    assert sums.latency("job").count == 0  # nobody waited


async def test_a_refresh_that_fails_leaves_the_stale_reading_and_rests(
    redis: Redis, jobs: JobStore
) -> None:
    job_id = await refreshed(jobs)
    entry = pack(STALE_CORE, 1000)
    await redis.set(redis_keys.CACHE + KEY, entry, px=900_000)

    await reading_job(redis, jobs, Told(REFUSED)).answer(job_id)

    assert await redis.get(redis_keys.CACHE + KEY) == entry
    assert await refresh(jobs, "next") == Resting()
    assert 50_000 < await redis.pttl(redis_keys.REST + KEY) <= 60_000


async def test_a_store_that_hides_the_stale_reading_does_not_let_the_engine_replace_it(
    redis: Redis, jobs: JobStore
) -> None:
    """The engine writes because the worker could not read what is there."""
    job_id = await refreshed(jobs)
    entry = pack(STALE_CORE, 1000)
    await redis.set(redis_keys.CACHE + KEY, entry, px=900_000)
    hidden = reading_job(redis, jobs, Told(REFUSED), cache=Hidden())

    await hidden.answer(job_id)

    assert await redis.get(redis_keys.CACHE + KEY) == entry


async def test_a_good_answer_ends_the_rest_of_one_that_failed(redis: Redis, jobs: JobStore) -> None:
    await redis.set(redis_keys.REST + KEY, 1, px=60_000)
    job_id = await submitted(jobs)

    await reading_job(redis, jobs, Told(ANSWER)).answer(job_id)

    assert await redis.exists(redis_keys.REST + KEY) == 0


async def test_off_a_refresh_asks_nobody_and_is_gone(redis: Redis, jobs: JobStore) -> None:
    job_id = await refreshed(jobs)
    provider = Told(ANSWER)

    await reading_job(redis, jobs, provider, optimized=False).answer(job_id)

    assert provider.calls == 0
    assert (await jobs.read(job_id)).status is JobStatus.CANCELLED
    assert isinstance(await refresh(jobs, "next"), Queued)


async def test_off_a_refresh_that_somebody_waits_for_by_now_is_answered(
    redis: Redis, jobs: JobStore
) -> None:
    job_id = await refreshed(jobs)
    joined = await jobs.submit("another", KEY, QUESTION.to_bytes())
    assert isinstance(joined, Queued)
    assert joined.job_id == job_id

    await reading_job(redis, jobs, Told(ANSWER), optimized=False).answer(job_id)

    assert (await answer_of(jobs, job_id))["data_source"] == "ai_call"


class JoinedMeanwhile(JobStore):
    """Whatever is claimed here, somebody asks the same the moment after."""

    async def claim(self, job_id: str, token: str) -> Claim | None:
        claim = await super().claim(job_id, token)
        await self.submit("another", KEY, QUESTION.to_bytes())
        return claim


async def test_off_a_refresh_that_is_joined_after_its_claim_is_answered_as_well(
    redis: Redis,
) -> None:
    jobs = JoinedMeanwhile(redis, lease_s=10, job_ttl_s=60, max_queued=100, cache_bytes=1_000_000)
    job_id = await refreshed(jobs)

    await reading_job(redis, jobs, Told(ANSWER), optimized=False).answer(job_id)

    assert (await answer_of(jobs, job_id))["data_source"] == "ai_call"
