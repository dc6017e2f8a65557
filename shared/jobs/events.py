"""What happens to jobs, as one stream: a process reads it once for all that wait in it."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import structlog
from redis.asyncio import Redis

from shared import redis_keys
from shared.background import running
from shared.errors import StoreUnavailable
from shared.jobs.record import JobStatus
from shared.store.connection import store_errors

BLOCK_S = 1.0
"""One read waits so long for news; the store's time-out must be longer."""
AWAY_S = 0.2
"""Pause before the next try while the store is away."""

Listener = Callable[[JobStatus], None]


class JobEvents:
    """Tells listeners of a job's changes.

    Whoever waits must listen first and read the record after: an event that comes in between is
    then seen twice and never missed. When events may have been missed, because the store was away,
    every listener is told so by `missed`, and reads its record again.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._listeners: defaultdict[str, set[Listener]] = defaultdict(set)
        self._missed: set[Callable[[], None]] = set()
        self._log = structlog.get_logger("events")

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[None]:
        """Reads the stream while the context is open."""
        async with running(self._read(), "job events"):
            yield

    def listen(
        self, job_id: str, changed: Listener, missed: Callable[[], None]
    ) -> Callable[[], None]:
        """Calls `changed` with each new status of the job; returns the function that ends it."""
        self._listeners[job_id].add(changed)
        self._missed.add(missed)

        def stop() -> None:
            self._missed.discard(missed)
            listeners = self._listeners[job_id]
            listeners.discard(changed)
            if not listeners:
                del self._listeners[job_id]

        return stop

    async def _read(self) -> None:
        last = b"$"
        away = False
        while True:
            try:
                if last == b"$":
                    last = await self._newest()
                events = await self._next(last)
            except StoreUnavailable as error:
                if not away:
                    self._log.warning("events_away", error=str(error))
                away = True
                await asyncio.sleep(AWAY_S)
                continue
            if away:
                away = False
                self._log.info("events_back")
                for missed in list(self._missed):
                    missed()
            for event_id, fields in events:
                last = event_id
                status = JobStatus(fields[b"status"].decode())
                for changed in list(self._listeners.get(fields[b"job"].decode(), ())):
                    changed(status)

    async def _newest(self) -> bytes:
        """The id of the last event so far: from here on nothing is missed, even between reads."""
        with store_errors():
            newest: Any = await self._redis.xrevrange(redis_keys.EVENTS, count=1)
        return newest[0][0] if newest else b"0-0"

    async def _next(self, last: bytes) -> list[tuple[bytes, dict[bytes, bytes]]]:
        with store_errors():
            answer: Any = await self._redis.xread(
                {redis_keys.EVENTS: last}, count=1000, block=round(BLOCK_S * 1000)
            )
        return answer[0][1] if answer else []
