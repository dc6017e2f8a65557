"""The one persistent aiohttp session of a worker process, and a POST over it.

Every provider call of the process goes through it; connections are kept and used again, unless
optimisation is off: then each call has one of its own. All that aiohttp raises becomes a
`ProviderError` here, and a time-out says what did not come in time: the connection, the answer, or
the next byte of an answer that had begun.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Literal

import aiohttp
from aiohttp.abc import AbstractStreamWriter

from shared.encoding import json_bytes
from shared.errors import AnswerUnusable, ProviderError, ProviderTimeout, ProviderUnavailable
from shared.metrics.report import PoolUse
from shared.settings import Settings
from shared.tracing import NewId, current_trace

MAX_ANSWER_BYTES = 4 * 1024 * 1024
_PIECE_BYTES = 64 * 1024
_EXCERPT_S = 2.0
_LEFTOVER_S = 0.05

Connected = Literal["opened", "reused"]


class JsonBody(aiohttp.BytesPayload):
    """A value as a body that is let go of once it is sent: a prompt is 6 KB, and a model takes its time.

    aiohttp itself keeps a body for a redirect or a second try; a POST of ours has neither.
    """

    def __init__(self, value: object) -> None:
        super().__init__(json_bytes(value), content_type="application/json")

    async def write_with_length(
        self, writer: AbstractStreamWriter, content_length: int | None
    ) -> None:
        """Sends it; see `aiohttp.Payload`."""
        try:
            await super().write_with_length(writer, content_length)
        finally:
            self._value = b""


class HttpResponse:
    """An answer whose status and headers have come and whose body is still to be read."""

    def __init__(self, response: aiohttp.ClientResponse, stall_timeout_s: float) -> None:
        self.status = response.status
        self.headers: Mapping[str, str] = response.headers
        self._content = response.content
        self._stall_timeout_s = stall_timeout_s
        self._size_bytes = 0

    async def next(self) -> bytes:
        """The next bytes of the body as they come; none at its end.

        Raises:
            ProviderTimeout: nothing came for the stall time.
            ProviderUnavailable: the connection broke before the body's end.
            AnswerUnusable: the body is larger than 4 MB.
        """
        try:
            async with asyncio.timeout(self._stall_timeout_s):
                piece = await self._content.read(_PIECE_BYTES)
        except TimeoutError:
            raise ProviderTimeout("stall") from None
        except (aiohttp.ClientError, OSError) as error:
            raise ProviderUnavailable("connection") from error
        self._size_bytes += len(piece)
        if self._size_bytes > MAX_ANSWER_BYTES:
            raise AnswerUnusable(code=self.status)
        return piece

    async def read(self) -> bytes:
        """The whole body, or what `next` has left of it; raises as `next` does."""
        body = bytearray()
        while piece := await self.next():
            body += piece
        return bytes(body)

    async def excerpt(self) -> bytes:
        """The body's beginning, as much of it as comes soon and unbroken: an error's is short."""
        body = bytearray()
        with suppress(ProviderError, TimeoutError):
            async with asyncio.timeout(_EXCERPT_S):
                while len(body) < _PIECE_BYTES and (piece := await self.next()):
                    body += piece
        return bytes(body)

    async def leave(self) -> None:
        """Takes the end of a body that has nothing more to say, so that its connection is kept."""
        with suppress(ProviderError, TimeoutError):
            async with asyncio.timeout(_LEFTOVER_S):
                while await self.next():
                    pass


@dataclass(slots=True, eq=False)
class _Call:
    """One call, as the session's trace tells of it."""

    waiting: bool = False
    connected: bool = False


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
        new_id: NewId,
    ) -> None:
        self._keeping = keeping
        self._single = single
        self._limit = limit
        self._stall_timeout_s = stall_timeout_s
        self._optimized = optimized
        self._new_id = new_id
        self._calls: set[_Call] = set()

    @classmethod
    def open(
        cls,
        settings: Settings,
        *,
        optimized: Callable[[], bool] = lambda: True,
        connected: Callable[[Connected], None] = lambda _how: None,
        new_id: NewId = secrets.token_hex,
    ) -> HttpPool:
        """A pool with the limits of the settings.

        Args:
            settings: all of them.
            optimized: whether connections are kept; asked at each call.
            connected: told at each call how it came to its connection.
            new_id: makes the parent id under which a call belongs to its job's trace.

        """
        trace = _trace(connected)
        return cls(
            _session(settings, trace, keep=True),
            _session(settings, trace, keep=False),
            limit=settings.pool_size,
            stall_timeout_s=settings.stall_timeout_s,
            optimized=optimized,
            new_id=new_id,
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

    @asynccontextmanager
    async def posting(
        self, url: str, *, headers: Mapping[str, str], body: JsonBody, timeout_s: float
    ) -> AsyncIterator[HttpResponse]:
        """The answer to a POST of JSON, to be read while the context is open.

        A redirect is an answer and is not followed.

        The call tells the trace that it is part of.

        Raises:
            ProviderTimeout: `timeout_s` is over, connecting took too long, or nothing came.
            ProviderUnavailable: no connection, or it broke before the answer was whole.
            AnswerUnusable: the answer is larger than 4 MB.
        """
        call = _Call()
        self._calls.add(call)
        session = self._keeping if self._optimized() else self._single
        trace = current_trace()
        told = {} if trace is None else trace.headers(self._new_id)
        try:
            async with (
                asyncio.timeout(timeout_s),
                session.post(
                    url,
                    data=body,
                    headers={**told, **headers},
                    allow_redirects=False,
                    trace_request_ctx=call,
                ) as response,
            ):
                yield HttpResponse(response, self._stall_timeout_s)
        except TimeoutError as error:  # aiohttp's own time-outs are TimeoutErrors too
            raise ProviderTimeout("answer" if call.connected else "connect") from error
        except (aiohttp.ClientError, OSError) as error:
            raise ProviderUnavailable("connection") from error
        finally:
            self._calls.discard(call)


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

    async def opened(_session: object, context: Any, _params: object) -> None:
        call_of(context).connected = True
        connected("opened")

    async def reused(_session: object, context: Any, _params: object) -> None:
        call_of(context).connected = True
        connected("reused")

    trace: aiohttp.TraceConfig = aiohttp.TraceConfig()
    trace.on_connection_queued_start.append(queued)
    trace.on_connection_queued_end.append(unqueued)
    trace.on_connection_create_end.append(opened)
    trace.on_connection_reuseconn.append(reused)
    return trace
