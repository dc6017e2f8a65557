"""The one persistent aiohttp session of a worker process, and a POST over it.

Every provider call of the process goes through it; connections are kept and used again, unless
optimisation is off: then each call has one of its own. All that aiohttp raises becomes a
`ProviderError` here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, Literal

import aiohttp

from shared.errors import AnswerUnusable, ProviderTimeout, ProviderUnavailable
from shared.metrics.report import PoolUse
from shared.settings import Settings

MAX_ANSWER_BYTES = 4 * 1024 * 1024
_PIECE_BYTES = 64 * 1024

Connected = Literal["opened", "reused"]


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """A provider's answer before anybody has read meaning into it."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True, eq=False)
class _Call:
    """One call, as the session's trace tells of it."""

    waiting: bool = False


class HttpPool:
    """Posts JSON to providers; must be opened inside the loop that uses it."""

    def __init__(
        self,
        keeping: aiohttp.ClientSession,
        single: aiohttp.ClientSession,
        *,
        limit: int,
        stall_timeout_s: float,
        optimized: Callable[[], bool],
    ) -> None:
        self._keeping = keeping
        self._single = single
        self._limit = limit
        self._stall_timeout_s = stall_timeout_s
        self._optimized = optimized
        self._calls: set[_Call] = set()

    @classmethod
    def open(
        cls,
        settings: Settings,
        *,
        optimized: Callable[[], bool] = lambda: True,
        connected: Callable[[Connected], None] = lambda _how: None,
    ) -> HttpPool:
        """A pool with the limits of the settings.

        Args:
            settings: all of them.
            optimized: whether connections are kept; asked at each call.
            connected: told at each call how it came to its connection.

        """
        trace = _trace(connected)
        return cls(
            _session(settings, trace, keep=True),
            _session(settings, trace, keep=False),
            limit=settings.pool_size,
            stall_timeout_s=settings.stall_timeout_s,
            optimized=optimized,
        )

    @property
    def use(self) -> PoolUse:
        """How many calls have a connection now, and how many wait for a place."""
        waiting = sum(call.waiting for call in self._calls)
        return PoolUse(len(self._calls) - waiting, waiting, self._limit)

    async def close(self) -> None:
        """Closes every connection."""
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self._keeping.close)
            stack.push_async_callback(self._single.close)

    async def post(
        self, url: str, *, headers: Mapping[str, str], body: bytes, timeout_s: float
    ) -> HttpAnswer:
        """The answer to a POST of JSON; a redirect is an answer and is not followed.

        Raises:
            ProviderTimeout: `timeout_s` is over, connecting took too long, or nothing came.
            ProviderUnavailable: no connection, or it broke before the answer was whole.
            AnswerUnusable: the answer is larger than 4 MB.
        """
        call = _Call()
        self._calls.add(call)
        session = self._keeping if self._optimized() else self._single
        try:
            async with (
                asyncio.timeout(timeout_s),
                session.post(
                    url,
                    data=body,
                    headers={"Content-Type": "application/json", **headers},
                    allow_redirects=False,
                    trace_request_ctx=call,
                ) as response,
            ):
                return HttpAnswer(response.status, response.headers, await self._body(response))
        except TimeoutError as error:  # aiohttp's own time-outs are TimeoutErrors too
            raise ProviderTimeout from error
        except (aiohttp.ClientError, OSError) as error:
            raise ProviderUnavailable("connection") from error
        finally:
            self._calls.discard(call)

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        body = bytearray()
        while True:
            async with asyncio.timeout(self._stall_timeout_s):
                piece = await response.content.read(_PIECE_BYTES)
            if not piece:
                return bytes(body)
            body += piece
            if len(body) > MAX_ANSWER_BYTES:
                raise AnswerUnusable(code=response.status)


def _session(
    settings: Settings, trace: aiohttp.TraceConfig, *, keep: bool
) -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(
        limit=settings.pool_size,
        limit_per_host=settings.pool_per_host,
        ttl_dns_cache=round(settings.dns_cache_ttl_s),
        use_dns_cache=settings.dns_cache_ttl_s > 0,
        **({"keepalive_timeout": settings.keepalive_timeout_s} if keep else {"force_close": True}),
    )
    return aiohttp.ClientSession(
        connector=connector,
        # The call's own deadline is the total; a wait for a pool slot is no connect time-out.
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=settings.connect_timeout_s),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": "palja"},
        trust_env=False,
        trace_configs=[trace],
    )


def _trace(connected: Callable[[Connected], None]) -> aiohttp.TraceConfig:
    """Takes note of waits for a place, and of connections opened and used again."""

    def call_of(context: Any) -> _Call:
        call: _Call = context.trace_request_ctx
        return call

    async def queued(_session: object, context: Any, _params: object) -> None:
        call_of(context).waiting = True

    async def unqueued(_session: object, context: Any, _params: object) -> None:
        call_of(context).waiting = False

    async def opened(_session: object, _context: Any, _params: object) -> None:
        connected("opened")

    async def reused(_session: object, _context: Any, _params: object) -> None:
        connected("reused")

    trace: aiohttp.TraceConfig = aiohttp.TraceConfig()
    trace.on_connection_queued_start.append(queued)
    trace.on_connection_queued_end.append(unqueued)
    trace.on_connection_create_end.append(opened)
    trace.on_connection_reuseconn.append(reused)
    return trace
