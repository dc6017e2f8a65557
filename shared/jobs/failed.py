"""The jobs that were given up: a list for the operator, bounded by number and age.

A job comes into it in the script that ends it. What was asked stands in the job's record alone, and
can be asked again for as long as that is kept.
"""

from __future__ import annotations

from dataclasses import dataclass

from redis.asyncio import Redis

from shared import redis_keys
from shared.store.connection import store_errors

MOST = 1000
LIFE_MS = 7 * 86_400_000
LOST_TOO_OFTEN = "lost_too_often"
"""Worker after worker was lost over it, so no model is asked: it may be what kills them."""
WAITED_TOO_LONG = "waited_too_long"
"""It was asked again by an operator, and nobody had begun it within its deadline."""
UNREADABLE = "unreadable_question"
"""Another release spelled it."""
DAMAGED = "damaged_record"


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A job that failed, or that the engine answered in place of every model."""

    job_id: str
    reason: str
    at_ms: int
    claims: int
    service_type: str | None
    """None where the question could not be read."""


class FailedJobs:
    """Reads the list; every method raises `StoreUnavailable`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def all(self) -> list[FailedJob]:
        """Every one, the newest first."""
        with store_errors():
            async with self._redis.pipeline(transaction=True) as pipeline:
                pipeline.time()
                pipeline.zrevrange(redis_keys.FAILED, 0, -1, withscores=True)
                pipeline.hgetall(redis_keys.FAILURES)
                (seconds, _), rows, reasons = await pipeline.execute()
        oldest_ms = seconds * 1000 - LIFE_MS
        return [
            _failed(job_id, at_ms, reasons[job_id])
            for job_id, at_ms in rows
            if at_ms > oldest_ms and job_id in reasons
        ]

    async def forget(self, job_id: str) -> None:
        """It is in the list no more, as it is asked again."""
        with store_errors():
            async with self._redis.pipeline(transaction=True) as pipeline:
                pipeline.zrem(redis_keys.FAILED, job_id)
                pipeline.hdel(redis_keys.FAILURES, job_id)
                await pipeline.execute()


def _failed(job_id: bytes, at_ms: float, why: bytes) -> FailedJob:
    reason, claims, service_type = why.decode().split(" ", 2)
    return FailedJob(
        job_id=job_id.decode(),
        reason=reason,
        at_ms=int(at_ms),
        claims=int(claims),
        service_type=None if service_type == "-" else service_type,
    )
