"""The least that a gateway could do: it reads a body, parses it and returns bytes.

`BENCH_STORE` is the address of a store, `BENCH_KEY` the key there that has what is returned.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
from redis.asyncio import Redis
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shared.settings import process_environ

_JSON = "application/json"


class Bare:
    """Two routes, one that has its answer and one that fetches it with each request."""

    def __init__(self, store_url: str, key: str) -> None:
        self._redis = Redis.from_url(store_url)
        self._key = key
        self._answer = b""

    @asynccontextmanager
    async def lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        """Fetches the answer once."""
        self._answer = await self._fetched()
        yield
        await self._redis.aclose()

    async def from_memory(self, request: Request) -> Response:
        """What it holds."""
        orjson.loads(await request.body())
        return Response(self._answer, media_type=_JSON)

    async def from_store(self, request: Request) -> Response:
        """What the store holds."""
        orjson.loads(await request.body())
        return Response(await self._fetched(), media_type=_JSON)

    async def _fetched(self) -> bytes:
        found: Any = await self._redis.get(self._key)
        return bytes(found)


def app() -> Starlette:
    """The application, by the environment."""
    environ = process_environ()
    bare = Bare(environ["BENCH_STORE"], environ["BENCH_KEY"])
    return Starlette(
        routes=[
            Route("/memory", bare.from_memory, methods=["POST"]),
            Route("/store", bare.from_store, methods=["POST"]),
        ],
        lifespan=bare.lifespan,
    )
