"""Asks the question of a failed job again, as a new job with fresh attempts."""

from __future__ import annotations

from collections.abc import Callable

from shared.errors import JobNotFound, QueueFull
from shared.jobs.failed import FailedJobs
from shared.jobs.record import Queued
from shared.jobs.store import JobStore
from shared.queue import Priority

_ID_BYTES = 16


class NotAskedAgain(Exception):
    """The question is not in the queue; one line says why."""


async def ask_again(
    job_id: str, jobs: JobStore, failed: FailedJobs, *, new_id: Callable[[int], str]
) -> str:
    """The id of the job that will answer the question of a job in the list, which leaves the list.

    Its priority is low, for nobody waits. Where the question is being answered at this moment, that
    job will do. The old job's record stays as it is.

    Raises:
        NotAskedAgain: nobody knows the question any more, or the queue does not take it.
        StoreUnavailable: the store is away.
    """
    try:
        record = await jobs.read(job_id)
    except JobNotFound:
        raise NotAskedAgain(
            f"job {job_id} is listed, but what was asked went with its record, which is kept for"
            " PALJA_JOB_TTL or until its caller removes it"
        ) from None
    try:
        submission = await jobs.submit(
            new_id(_ID_BYTES), record.key, record.question, Priority.LOW, again=True
        )
    except QueueFull as error:
        raise NotAskedAgain(
            f"job {job_id}: the queue is full; try again in {error.retry_after_s} s"
        ) from None
    if not isinstance(submission, Queued):
        raise NotAskedAgain(f"job {job_id}: no worker has given a sign of life lately")
    await failed.forget(job_id)
    return submission.job_id
