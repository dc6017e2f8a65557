"""The leases of what this worker has in hand: one task renews them all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import structlog

from shared.background import end, running
from shared.errors import StoreUnavailable
from shared.jobs.events import JobEvents
from shared.jobs.record import Claim, JobStatus
from shared.jobs.store import JobStore

T = TypeVar("T")


class Leases:
    """Holds claims: renews their leases and ends the work on a job that is no longer ours."""

    def __init__(self, jobs: JobStore, events: JobEvents, *, lease_s: float) -> None:
        self._jobs = jobs
        self._events = events
        self._period_s = lease_s / 3
        self._held: dict[str, tuple[Claim, asyncio.Task[Any]]] = {}
        self._log = structlog.get_logger("leases")

    @property
    def held(self) -> int:
        """How many jobs are in hand."""
        return len(self._held)

    @asynccontextmanager
    async def renewing(self) -> AsyncIterator[None]:
        """Renews the leases while the context is open."""
        async with running(self._renew(), "lease renewal"):
            yield

    async def hold(self, claim: Claim, work: Coroutine[Any, Any, T]) -> T | None:
        """The result of `work`, done while the claim is held; None when the job was lost meanwhile.

        Work on a lost job is cancelled at once, which closes its provider call. If we are cancelled
        ourselves, so is the work, and the cancellation goes on.
        """
        task = asyncio.create_task(work, name=f"job {claim.job_id}")
        self._held[claim.job_id] = (claim, task)

        def changed(status: JobStatus) -> None:
            if status is JobStatus.CANCELLED:
                task.cancel()

        stop = self._events.listen(claim.job_id, changed, missed=lambda: None)
        try:
            # `wait` does not raise what the task raises: its cancellation and ours are told apart.
            await asyncio.wait({task})
        finally:
            stop()
            del self._held[claim.job_id]
            await end(task)
        return None if task.cancelled() else task.result()

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(self._period_s)
            try:
                lost = await self._jobs.renew([claim for claim, _ in self._held.values()])
            except StoreUnavailable as error:
                # The work goes on: if the store is back in time the lease is revived, and if not,
                # whoever brings the first result wins.
                self._log.warning("lease_renewal_failed", error=str(error), held=len(self._held))
                continue
            for job_id in lost:
                if job_id in self._held:
                    self._log.info("job_lost", job_id=job_id)
                    self._held[job_id][1].cancel()
