"""Sends again what the store had handed out in the moment it died.

A message leaves its list before the worker has it: when the store or the connection dies in between,
nobody has. The reaper finds out once the queue is empty, which under load takes for ever.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from shared.background import running
from shared.errors import StoreUnavailable
from shared.jobs.events import JobEvents
from shared.jobs.store import JobStore

PAUSE_S = 0.25


class Resending:
    """Looks through the queue whenever the store is back; every worker process has one.

    What another worker has in hand and not yet claimed is sent once too often, and dropped.
    """

    def __init__(self, jobs: JobStore, events: JobEvents) -> None:
        self._jobs = jobs
        self._events = events
        self._back = asyncio.Event()
        self._log = structlog.get_logger("resending")

    @asynccontextmanager
    async def resending(self) -> AsyncIterator[None]:
        """Does so while the context is open."""
        stop = self._events.when_missed(self._back.set)
        try:
            async with running(self._resend_for_ever(), "resending"):
                yield
        finally:
            stop()

    async def _resend_for_ever(self) -> None:
        while True:
            await self._back.wait()
            self._back.clear()
            try:
                for job_id in await self._jobs.unsent():
                    self._log.warning("job_sent_again", job_id=job_id)
                    await self._jobs.send_again(job_id)
            except StoreUnavailable:
                self._back.set()
                await asyncio.sleep(PAUSE_S)
