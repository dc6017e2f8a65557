"""The leases of what this worker has in hand: one task renews them all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any, Self, TypeVar

import structlog

from shared.background import end, running
from shared.errors import StoreUnavailable
from shared.jobs.events import JobEvents
from shared.jobs.record import Claim, JobStatus
from shared.jobs.store import JobStore

T = TypeVar("T")


class Withdrawal:
    """Whether a job was cancelled; it ends the work on it. It is heard of while the context is open.

    Every job in flight has one, so it is its own context: one made of a generator takes 450 bytes more.
    """

    __slots__ = ("_heard", "_listen", "_stop", "_work")

    def __init__(self, listen: Callable[[Callable[[JobStatus], None]], Callable[[], None]]) -> None:
        self._listen = listen
        self._stop: Callable[[], None] | None = None
        self._heard = False
        self._work: asyncio.Task[Any] | None = None

    def __enter__(self) -> Self:
        self._stop = self._listen(self.hear)
        return self

    def __exit__(self, *_: object) -> None:
        # What stops holds us: the ring would be left to the collector.
        stop, self._stop = self._stop, None
        if stop is not None:
            stop()

    def hear(self, status: JobStatus) -> None:
        """The job has this status now."""
        if status is JobStatus.CANCELLED:
            self._heard = True
            if self._work is not None:
                self._work.cancel()

    def ends(self, work: asyncio.Task[Any]) -> None:
        """Ends this work when the job is withdrawn; at once, if it is already."""
        self._work = work
        if self._heard:
            work.cancel()


class Leases:
    """Holds claims: renews their leases and ends the work on a job that is no longer ours."""

    def __init__(self, jobs: JobStore, events: JobEvents, *, lease_s: float) -> None:
        self._jobs = jobs
        self._events = events
        self._period_s = lease_s / 3
        self._held: dict[str, tuple[Claim, asyncio.Task[Any]]] = {}
        self._writing = set[str]()
        self._due = asyncio.Event()
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

    def heeding(self, job_id: str) -> Withdrawal:
        """Listens for the job's withdrawal; from before its claim, or one just after is not heard."""
        # When events may have been missed, a renewal tells which jobs are no longer ours.
        return Withdrawal(partial(self._events.listen, job_id, missed=self._due.set))

    async def hold(
        self, claim: Claim, work: Coroutine[Any, Any, T], withdrawal: Withdrawal
    ) -> T | None:
        """The result of `work`, done while the claim is held; None when the job was lost meanwhile.

        Work on a lost job is cancelled at once, which closes its provider call. If we are cancelled
        ourselves, so is the work, and the cancellation goes on.
        """
        task = asyncio.create_task(work, name=f"job {claim.job_id}")
        self._held[claim.job_id] = (claim, task)
        withdrawal.ends(task)
        try:
            # Not the task itself: its cancellation and ours are told apart so. `asyncio.wait` would do
            # the same, and hold 0.7 KB more for as long as a model writes.
            ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            task.add_done_callback(partial(_tell, ended))
            await ended
        finally:
            del self._held[claim.job_id]
            self._writing.discard(claim.job_id)
            await end(task)
        return None if task.cancelled() else task.result()

    def writes(self, job_id: str) -> None:
        """From now on the work on a job is not ended when it is no longer ours.

        Its result is being written, and the store lets the first one win. A renewal that comes between
        the store's end of the job and our hearing of it would take our own end for somebody else's.
        """
        self._writing.add(job_id)

    async def _renew(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._period_s):
                    await self._due.wait()
            self._due.clear()
            try:
                lost = await self._jobs.renew([claim for claim, _ in self._held.values()])
            except StoreUnavailable as error:
                # The work goes on: if the store is back in time the lease is revived, and if not,
                # whoever brings the first result wins.
                self._log.warning("lease_renewal_failed", error=str(error), held=len(self._held))
                continue
            for job_id in lost:
                if job_id in self._held and job_id not in self._writing:
                    self._log.info("job_lost", job_id=job_id)
                    self._held[job_id][1].cancel()


def _tell(ended: asyncio.Future[None], _task: asyncio.Task[Any]) -> None:
    if not ended.done():  # who waits may have been cancelled
        ended.set_result(None)
