"""Brings back what a dead worker, a lost message or a long queue left behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import structlog

from shared.background import running
from shared.clock import Clock
from shared.errors import StoreUnavailable
from shared.jobs.store import JobStore
from workers.reading import ReadingJob

PERIOD_S = 1.0
REAPER_LEASE_S = 3 * PERIOD_S


class Reaper:
    """Every worker process has one; the store lets one of them at a time see what is overdue."""

    def __init__(
        self,
        jobs: JobStore,
        reading: ReadingJob,
        *,
        clock: Clock,
        lease_s: float,
        deadline_s: float,
    ) -> None:
        self._jobs = jobs
        self._reading = reading
        self._clock = clock
        self._lease_s = lease_s
        self._deadline_s = deadline_s
        self._token = uuid4().hex
        self._log = structlog.get_logger("reaper")

    @asynccontextmanager
    async def reaping(self) -> AsyncIterator[None]:
        """Reaps while the context is open."""
        async with running(self._reap_for_ever(), "reaper"):
            yield

    async def reap(self) -> None:
        """One round.

        Raises:
            StoreUnavailable: the store is away.
        """
        overdue = await self._jobs.overdue(
            self._token, reaper_lease_s=REAPER_LEASE_S, deadline_s=self._deadline_s
        )
        for job_id in overdue.lapsed:
            if await self._jobs.put_back(job_id):
                self._log.warning("job_put_back", job_id=job_id)
        for job_id in overdue.lost:
            self._log.warning("job_sent_again", job_id=job_id)
            await self._jobs.send_again(job_id)
        for job_id in overdue.unclaimed:
            # It waited longer than it may run: no provider is asked any more, so this is quick.
            # But a refresh would then bring nothing, however often it is tried behind the others.
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
            except StoreUnavailable:
                # While the store was away no lease could be renewed. Workers that live get the time
                # to renew theirs before anybody calls them dead.
                rest_until_s = self._clock.monotonic_s() + self._lease_s
