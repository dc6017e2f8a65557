"""Is the process alive, and was all that it needs there once?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import orjson
from starlette.requests import Request
from starlette.responses import Response

from shared.background import running
from shared.errors import StoreUnavailable
from shared.jobs.store import JobStore

LOOK_S = 0.25


class Health:
    """`/health/live` and `/health/ready`."""

    def __init__(self, jobs: JobStore, *, on_ready: Callable[[], None] = lambda: None) -> None:
        self._jobs = jobs
        self._on_ready = on_ready
        self._was_ready = False
        self._since_ms: int | None = None

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Looks from the start of the process until all was there once, whether anybody asks or not.

        Else the first who asks, minutes later, would be told that it is starting. Then `on_ready`
        is called, once.
        """
        async with running(self._look(), "readiness"):
            yield

    async def _look(self) -> None:
        while not self._was_ready:
            await self._complete()
            await asyncio.sleep(LOOK_S)
        self._on_ready()

    async def live(self, _request: Request) -> Response:
        """200 while the process lives."""
        return _json(200, {"status": "live"})

    async def ready(self, _request: Request) -> Response:
        """503 until store, queue and one worker were reachable once; then 200, degraded or not."""
        complete = await self._complete()
        if not self._was_ready:
            return _json(503, {"status": "starting", "degraded": True}, {"Retry-After": "1"})
        return _json(200, {"status": "ready", "degraded": not complete})

    async def _complete(self) -> bool:
        """Whether store, queue and one worker are there."""
        try:
            if self._since_ms is None:
                # The signs of life of an earlier start are still in the store, its workers are not.
                self._since_ms = await self._jobs.now_ms()
            complete = (
                await self._jobs.workers_alive(self._since_ms) > 0
                and await self._jobs.queue_reachable()
            )
        except StoreUnavailable:
            complete = False
        self._was_ready = self._was_ready or complete
        return complete


def _json(
    status: int, fields: dict[str, object], headers: dict[str, str] | None = None
) -> Response:
    return Response(orjson.dumps(fields), status, headers, media_type="application/json")
