"""The pool against servers that hardly speak HTTP: nothing foreign comes out of it."""

from __future__ import annotations

import asyncio
import gzip
import time
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from shared.errors import ProviderError
from shared.settings import load_settings
from workers.http_pool import MAX_ANSWER_BYTES, HttpPool, JsonBody

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@asynccontextmanager
async def writing(raw: bytes) -> AsyncIterator[str]:
    """A server that reads a request, writes these bytes and hangs up."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(raw)
        try:
            await writer.drain()
        except ConnectionError:
            return
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


async def body_of(raw: bytes) -> bytes:
    pool = HttpPool.open(load_settings({"PALJA_STALL_TIMEOUT": "1"}, env_files=()))
    try:
        async with (
            writing(raw) as url,
            pool.posting(url, headers={}, body=JsonBody({}), timeout_s=5) as response,
        ):
            return await response.read()
    finally:
        await pool.close()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20,
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/9.9 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 40_000 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        HEAD + b"Content-Length: abc\r\n\r\n{}",
        HEAD + b"Content-Length: -1\r\n\r\n{}",
        HEAD + b"Content-Length: 10\r\n\r\n{}",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n{}",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
        HEAD + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
        HEAD + b"Content-Encoding: deflate\r\n\r\n" + zlib.compress(b"{}")[2:4],
    ],
    ids=lambda raw: f"{len(raw)} {raw[-40:]!r}",
)
async def test_what_is_no_http_is_our_error(raw: bytes) -> None:
    with pytest.raises(ProviderError):
        await body_of(raw)


@pytest.mark.parametrize(
    "raw",
    [
        HEAD + b"\r\n{}",
        HEAD + b"Set-Cookie: a=b; HttpOnly\r\nSet-Cookie: \xff\r\nContent-Length: 2\r\n\r\n{}",
        HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"{}"),
        b"HTTP/1.1 100 Continue\r\n\r\n" + HEAD + b"Content-Length: 2\r\n\r\n{}",
        b"HTTP/1.0 200 OK\r\n\r\n{}",
    ],
    ids=lambda raw: f"{len(raw)} {raw[-40:]!r}",
)
async def test_what_is_odd_and_whole_is_read(raw: bytes) -> None:
    assert await body_of(raw) == b"{}"


async def test_a_small_body_that_unpacks_to_a_huge_one_is_not_unpacked_to_its_end() -> None:
    blanks = gzip.compress(b" " * (16 * MAX_ANSWER_BYTES))
    began_s = time.perf_counter()

    with pytest.raises(ProviderError):
        await body_of(HEAD + b"Content-Encoding: gzip\r\n\r\n" + blanks)

    assert len(blanks) < MAX_ANSWER_BYTES
    assert time.perf_counter() - began_s < 5
