"""Jobs that are gone without an end: erased with all that the store held, or set aside.

The stream tells nothing of them, so whoever waits for one would wait in vain.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis

from shared import redis_keys
from shared.background import running
from shared.errors import StoreUnavailable
from shared.jobs.events import JobEvents
from shared.store.connection import store_errors
from shared.store.exchange import answers

LOOK_S = 2.0
AT_ONCE = 500
"""Names in one command: the store does nothing else while it looks for them, 0.1 ms."""


class Gone:
    """Looks whether the jobs that somebody waits for are there still, all of them together."""

    def __init__(self, redis: Redis, events: JobEvents) -> None:
        self._redis = redis
        self._events = events

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Looks every `LOOK_S` while the context is open."""
        async with running(self._watch(), "jobs that are gone"):
            yield

    async def look(self) -> None:
        """Lets those look at their job whose job is not there.

        Raises:
            StoreUnavailable: the store is away.
        """
        followed = self._events.followed
        for first in range(0, len(followed), AT_ONCE):
            await self._look(followed[first : first + AT_ONCE])

    async def _look(self, job_ids: list[str]) -> None:
        names = [redis_keys.JOB + job_id for job_id in job_ids]
        with store_errors():
            [there] = await answers(self._redis, ("EXISTS", *names))
            if there == len(names):
                return
            each = await answers(self._redis, *(("EXISTS", name) for name in names))
        for job_id, one in zip(job_ids, each, strict=True):
            if not one:
                self._events.look_again(job_id)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                await self.look()
            except StoreUnavailable:
                continue  # when it is back, all are told that they may have missed something
