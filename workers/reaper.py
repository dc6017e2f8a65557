"""Brings back what a dead worker, a lost message or a long queue left behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import structlog

from shared.background import running
from shared.clock import Clock
from shared.errors import JobDamaged, StoreFault, StoreUnavailable
from shared.jobs.record import Overdue
from shared.jobs.store import JobStore
from workers.reading import ReadingJob

PERIOD_S = 1.0
REAPER_LEASE_S = 3 * PERIOD_S
ROUND_S = 1.0
"""No job is begun later in a round. So it ends before the reaper's lease does, a reaper that was
suspended lets go when it wakes, and a worker with thousands to reap has half of its time for others."""

Step = Callable[[str], Awaitable[None]]


class Reaper:
    """Every worker process has one; the store lets one of them at a time see what is overdue.

    Each step looks at the job again in the store. So who is late, for whatever reason, does no harm.
    `worker` is the name under which this one reaps.
    """

    def __init__(
        self,
        jobs: JobStore,
        reading: ReadingJob,
        *,
        clock: Clock,
        lease_s: float,
        deadline_s: float,
        worker: str,
    ) -> None:
        self._jobs = jobs
        self._reading = reading
        self._clock = clock
        self._lease_s = lease_s
        self._deadline_s = deadline_s
        self._token = f"{worker} {uuid4().hex}"  # a process id alone may come again
        self._log = structlog.get_logger("reaper")

    @asynccontextmanager
    async def reaping(self) -> AsyncIterator[None]:
        """Reaps while the context is open."""
        async with running(self._reap_for_ever(), "reaper"):
            yield

    async def reap(self) -> None:
        """One round; what it has no time for is found by the next.

        Raises:
            StoreUnavailable: the store is away.
        """
        overdue = await self._jobs.overdue(
            self._token, reaper_lease_s=REAPER_LEASE_S, deadline_s=self._deadline_s
        )
        until_s = self._clock.monotonic_s() + ROUND_S
        for step, job_id in self._steps(overdue):
            if self._clock.monotonic_s() > until_s:
                return
            await self._take(step, job_id)

    def _steps(self, overdue: Overdue) -> list[tuple[Step, str]]:
        return [
            *((self._put_back, job_id) for job_id in overdue.lapsed),
            *((self._send_again, job_id) for job_id in overdue.lost),
            *((self._answer, job_id) for job_id in overdue.unclaimed),
        ]

    async def _take(self, step: Step, job_id: str) -> None:
        """Takes a step; what goes wrong with this job is no other's business."""
        [failure] = await asyncio.gather(step(job_id), return_exceptions=True)
        if failure is None:
            return
        await self._jobs.now_ms()  # if the store is away, it was not the job
        discarded = await self._jobs.discard(job_id)
        told: dict[str, Any] = {"error": f"{type(failure).__name__}: {failure}"}
        if not isinstance(failure, StoreUnavailable | JobDamaged):  # an error of ours
            told = {"exc_info": failure}
        self._log.error("job_not_reaped", job_id=job_id, discarded=discarded, **told)

    async def _put_back(self, job_id: str) -> None:
        if await self._jobs.put_back(job_id):
            self._log.warning("job_put_back", job_id=job_id)

    async def _send_again(self, job_id: str) -> None:
        self._log.warning("job_sent_again", job_id=job_id)
        await self._jobs.send_again(job_id)

    async def _answer(self, job_id: str) -> None:
        # It waited longer than it may run: no provider is asked any more, so this is quick. But a
        # refresh would then bring nothing, however often it is tried behind the others.
        if not await self._jobs.hasten(job_id):
            await self._reading.answer(job_id)

    async def _reap_for_ever(self) -> None:
        rest_until_s = 0.0
        while True:
            await asyncio.sleep(PERIOD_S)
            if self._clock.monotonic_s() < rest_until_s:
                continue
            try:
                await self.reap()
            except StoreFault as error:
                self._log.error("store_fault", error=str(error))
            except StoreUnavailable:
                # While the store was away no lease could be renewed. Workers that live get the time
                # to renew theirs before anybody calls them dead.
                rest_until_s = self._clock.monotonic_s() + self._lease_s
