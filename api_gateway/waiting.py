"""Waiting for a job's end, without polling: every waiting caller of a process shares one stream."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from shared.clock import Clock
from shared.contracts.question import Question
from shared.engine import engine_answer
from shared.errors import StoreUnavailable
from shared.jobs.events import JobEvents
from shared.jobs.record import JobRecord, JobStatus, Result
from shared.jobs.store import JobStore
from shared.store.patience import AWAY_S

MAX_WAIT_S = 30.0
WORKERS_TURN_S = 3.0
"""So long after its deadline an unclaimed job is left to the workers' reaper."""


class Waiting:
    """Reads jobs, at once or at their end."""

    def __init__(
        self, jobs: JobStore, events: JobEvents, *, clock: Clock, deadline_s: float
    ) -> None:
        self._jobs = jobs
        self._events = events
        self._clock = clock
        self._deadline_s = deadline_s
        self._closing = False
        self._waiting: set[asyncio.Event] = set()

    def close(self) -> None:
        """Sends everybody who waits home with what is known: the process is about to stop."""
        self._closing = True
        for changed in self._waiting:
            changed.set()

    async def read(self, job_id: str) -> JobRecord:
        """The job as it stands. One that nobody has claimed for too long is answered on the spot.

        Raises:
            JobNotFound: no job has this id.
            StoreUnavailable: the store is away.
        """
        record = await self._jobs.read(job_id)
        unclaimed = record.status is JobStatus.QUEUED
        if not unclaimed or record.age_s < self._deadline_s + WORKERS_TURN_S:
            return record
        try:
            question = Question.from_bytes(record.question)
        except ValueError:  # another release spelled it; a worker will fail its job
            return record
        answer = engine_answer(question, clock=self._clock)
        result = Result(
            core=answer.core(),
            tail=answer.tail(degraded=True),
            entry=None,
            entry_life_s=0,
            only_if_absent=True,
        )
        await self._jobs.finish(job_id, record.key, result)
        return await self._jobs.read(job_id)

    async def until_finished(self, job_id: str, wait_s: float) -> JobRecord:
        """The job at its end, or as it was last known after `wait_s`.

        A store that goes away meanwhile is waited for: the job goes on, or will.

        Raises:
            JobNotFound: no job has this id.
            StoreUnavailable: the store is away from the first.
        """
        changed = asyncio.Event()

        def on_status(status: JobStatus) -> None:
            if status.finished:
                changed.set()

        # First listen, then read: an end that comes in between is not missed.
        stop = self._events.listen(job_id, on_status, changed.set)
        self._waiting.add(changed)
        try:
            record = await self.read(job_id)
            try:
                async with asyncio.timeout(wait_s):
                    while not (record.status.finished or self._closing):
                        await changed.wait()
                        changed.clear()
                        record = await self._patiently(job_id)
            except TimeoutError:
                with suppress(StoreUnavailable):
                    record = await self.read(job_id)
            return record
        finally:
            self._waiting.discard(changed)
            stop()

    async def _patiently(self, job_id: str) -> JobRecord:
        """The job as it stands, as soon as the store tells; the caller bounds this."""
        while True:
            try:
                return await self.read(job_id)
            except StoreUnavailable:
                await asyncio.sleep(AWAY_S)
