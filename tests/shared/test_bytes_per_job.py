"""What a waiting job takes of the store's memory, with its message and all else that belongs to it."""

from __future__ import annotations

import secrets
from dataclasses import replace

import pytest
from redis.asyncio import Redis

from shared.contracts.question import Question, question_key
from shared.jobs.record import Queued
from shared.jobs.store import JobStore
from tests.shared.test_keys import QUESTION

JOBS = 3000
BYTES = 3000
TRACE = f"00-{'a' * 32}-{'b' * 16}-01"


@pytest.mark.parametrize(
    "question",
    [QUESTION, replace(QUESTION, service_type="compatibility", partner=QUESTION.signs)],
    ids=["of one", "of two"],
)
async def test_a_waiting_job_takes_no_more_than_3_kb(redis: Redis, question: Question) -> None:
    jobs = JobStore(redis, lease_s=10, job_ttl_s=60, max_queued=JOBS, cache_bytes=0)
    await jobs.beat("a worker")
    spelled = question.to_bytes()
    before = (await redis.info("memory"))["used_memory"]

    for number in range(JOBS):
        key = question_key(b"secret", b"%d" % number)  # no two are the same question
        queued = await jobs.submit(secrets.token_urlsafe(16), key, spelled, trace=TRACE)
        assert isinstance(queued, Queued)

    after = (await redis.info("memory"))["used_memory"]
    assert 1000 < (after - before) / JOBS <= BYTES
