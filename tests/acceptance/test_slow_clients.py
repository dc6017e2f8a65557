"""Whoever does not go on is let go within thirty seconds, by the gateway as it really runs.

The same limits, shortened, are shown in `tests/api_gateway/test_http_protocol.py` in no time.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.hostile import CHUNKED, HOST, POST

if TYPE_CHECKING:
    from tests.acceptance.stack import Stack

WITHIN_S = 30.0
EVERY_S = 1.0
GET = b"GET /health/live HTTP/1.1\r\n" + HOST
HALF = POST + b"Content-Length: 2000\r\n\r\n{"

CLIENTS = {
    "says nothing": (b"", b""),
    "stops in the request line": (b"GET /heal", b""),
    "dribbles the request line": (b"GET /", b"a"),
    "dribbles blank lines": (b"\r\n", b"\r\n"),
    "stops in the headers": (GET, b""),
    "dribbles headers": (GET, b"a: b\r\n"),
    "sends no body": (POST + b"Content-Length: 2000\r\n\r\n", b""),
    "stops in the body": (HALF, b""),
    "dribbles the body": (HALF, b" "),
    "dribbles chunks": (POST + CHUNKED + b"\r\n", b"1\r\n \r\n"),
    "asks once and stays": (GET + b"\r\n", b""),
}


@pytest.mark.slow
def test_every_slow_client_is_let_go_in_time(stack: Stack) -> None:
    took_s = asyncio.run(all_let_go(stack.caller.port))
    late = {name: seconds for name, seconds in took_s.items() if seconds > WITHIN_S}
    assert not late


async def all_let_go(port: int) -> dict[str, float]:
    seconds = await asyncio.gather(*(let_go(port, *client) for client in CLIENTS.values()))
    return dict(zip(CLIENTS, seconds, strict=True))


async def let_go(port: int, first: bytes, more: bytes) -> float:
    """Seconds until the gateway ended the connection."""
    began_s = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(first)
    ended = asyncio.ensure_future(until_end(reader))
    while not ended.done() and time.perf_counter() - began_s < WITHIN_S + 5:
        await asyncio.wait({ended}, timeout=EVERY_S)
        writer.write(more)
    took_s = time.perf_counter() - began_s
    ended.cancel()
    writer.close()
    return took_s


async def until_end(reader: asyncio.StreamReader) -> None:
    try:
        await reader.read()
    except ConnectionError:
        return
