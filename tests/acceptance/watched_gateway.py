"""The gateway, watched: `uvicorn tests.acceptance.watched_gateway:app` in the place of its own module.

`GET /watched` tells the longest block of its event loop since the last time it was asked, in seconds.

A block is the time between two ticks of the loop in which this process was at work: the smaller of
wall and processor time. So a neighbour that takes the processor does not count, and a thread that
holds Python's lock does. Waiting within the loop takes no processor time: blockbuster raises at
every call that waits, which makes its request a 500.
"""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from blockbuster import BlockBuster

from api_gateway import asgi

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

TICK_S = 0.005


class Watched:
    """The application with a watch on its loop."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._longest_s = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
        elif scope["path"] == "/watched":
            await self._tell(send)
        elif scope["path"] == "/blocks/waiting":
            time.sleep(0.001)  # noqa: ASYNC251 – to show that it is found out
        elif scope["path"] == "/blocks/working":
            until_s = time.process_time() + 0.1
            while time.process_time() < until_s:
                pass
            await self._tell(send)
        else:
            await self._app(scope, receive, send)

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        watching = asyncio.ensure_future(self._watch())
        waits = [call for name, call in BlockBuster().functions.items() if not _reads_files(name)]
        for call in waits:
            call.activate()
        try:
            await self._app(scope, receive, send)
        finally:
            for call in waits:
                call.deactivate()
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching

    async def _watch(self) -> None:
        while True:
            wall_s, busy_s = time.perf_counter(), time.process_time()
            await asyncio.sleep(TICK_S)
            took_s = min(time.perf_counter() - wall_s - TICK_S, time.process_time() - busy_s)
            self._longest_s = max(self._longest_s, took_s)

    async def _tell(self, send: Send) -> None:
        longest_s, self._longest_s = self._longest_s, 0.0
        body = json.dumps({"longest_s": longest_s}).encode()
        headers = [(b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _reads_files(name: str) -> bool:
    """Files here are small and in the system's memory: the redis library looks up its version so."""
    return name.startswith(("os.", "io."))


def __getattr__(name: str) -> Any:
    if name == "app":
        return Watched(asgi.app)
    raise AttributeError(name)
