"""Whether the store and the gateway answer yet."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import unquote, urlsplit

_EVERY_S = 0.02
_ANSWER_S = 2.0


async def until(probe: Callable[[], Awaitable[bool]]) -> None:
    """Returns as soon as `probe` says yes."""
    while not await probe():  # noqa: ASYNC110 - what is probed is another process, it sets no event
        await asyncio.sleep(_EVERY_S)


async def store_answers(url: str) -> bool:
    """Whether the store on the unix socket of `url` has loaded its data and answers a PING."""
    path = unquote(urlsplit(url).path)
    return (await _ask(asyncio.open_unix_connection(path), b"PING\r\n")).startswith(b"+PONG")


async def gateway_ready(host: str, port: int) -> bool:
    """Whether `GET /health/ready` is answered with 200."""
    request = f"GET /health/ready HTTP/1.0\r\nHost: {host}:{port}\r\n\r\n".encode()
    answer = await _ask(asyncio.open_connection(host, port), request)
    return answer.startswith((b"HTTP/1.0 200", b"HTTP/1.1 200"))


async def flower_answers(host: str, port: int) -> bool:
    """Whether Flower answers at all; without its login that is a refusal."""
    request = f"GET / HTTP/1.0\r\nHost: {host}:{port}\r\n\r\n".encode()
    return (await _ask(asyncio.open_connection(host, port), request)).startswith(b"HTTP/1.")


async def _ask(
    connecting: Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]], request: bytes
) -> bytes:
    """The first line of the answer to `request`; nothing when there is none in time."""
    try:
        async with asyncio.timeout(_ANSWER_S):
            reader, writer = await connecting
            try:
                writer.write(request)
                return await reader.readline()
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return b""
