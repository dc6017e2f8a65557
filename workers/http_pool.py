"""The one persistent aiohttp session of a worker process, and a POST over it.

Every provider call of the process goes through it; connections are kept and used again. All that
aiohttp raises becomes a `ProviderError` here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp

from shared.errors import AnswerUnusable, ProviderTimeout, ProviderUnavailable
from shared.settings import Settings

MAX_ANSWER_BYTES = 4 * 1024 * 1024
_PIECE_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """A provider's answer before anybody has read meaning into it."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class HttpPool:
    """Posts JSON to providers over one session; must be opened inside the loop that uses it."""

    def __init__(self, session: aiohttp.ClientSession, *, stall_timeout_s: float) -> None:
        self._session = session
        self._stall_timeout_s = stall_timeout_s

    @classmethod
    def open(cls, settings: Settings) -> HttpPool:
        """A pool with the limits of the settings."""
        connector = aiohttp.TCPConnector(
            limit=settings.pool_size,
            limit_per_host=settings.pool_per_host,
            keepalive_timeout=settings.keepalive_timeout_s,
            ttl_dns_cache=round(settings.dns_cache_ttl_s),
            use_dns_cache=settings.dns_cache_ttl_s > 0,
        )
        session = aiohttp.ClientSession(
            connector=connector,
            # The call's own deadline is the total; a wait for a pool slot is no connect time-out.
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=settings.connect_timeout_s),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": "palja"},
            trust_env=False,
        )
        return cls(session, stall_timeout_s=settings.stall_timeout_s)

    async def close(self) -> None:
        """Closes every connection."""
        await self._session.close()

    async def post(
        self, url: str, *, headers: Mapping[str, str], body: bytes, timeout_s: float
    ) -> HttpAnswer:
        """The answer to a POST of JSON; a redirect is an answer and is not followed.

        Raises:
            ProviderTimeout: `timeout_s` is over, connecting took too long, or nothing came.
            ProviderUnavailable: no connection, or it broke before the answer was whole.
            AnswerUnusable: the answer is larger than 4 MB.
        """
        try:
            async with (
                asyncio.timeout(timeout_s),
                self._session.post(
                    url,
                    data=body,
                    headers={"Content-Type": "application/json", **headers},
                    allow_redirects=False,
                ) as response,
            ):
                return HttpAnswer(response.status, response.headers, await self._body(response))
        except TimeoutError as error:  # aiohttp's own time-outs are TimeoutErrors too
            raise ProviderTimeout from error
        except (aiohttp.ClientError, OSError) as error:
            raise ProviderUnavailable("connection") from error

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        body = bytearray()
        while True:
            async with asyncio.timeout(self._stall_timeout_s):
                piece = await response.content.read(_PIECE_BYTES)
            if not piece:
                return bytes(body)
            body += piece
            if len(body) > MAX_ANSWER_BYTES:
                raise AnswerUnusable("unusable", code=response.status)
