"""The slow proxy against a server that says back what it is told."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

from tests.fakes.slow_proxy import SlowProxy

DELAY_S = 0.1


async def test_what_is_said_comes_back_later_in_order_and_its_end_too() -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while piece := await reader.read(1000):
            writer.write(piece)
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    async with server:
        with SlowProxy(server.sockets[0].getsockname()[1]) as proxy:
            reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
            writer.write(b"at once")
            assert await reader.readexactly(7) == b"at once"

            proxy.delay_s = DELAY_S
            began_s = time.perf_counter()
            writer.write(b"one ")
            writer.write(b"two ")
            assert await reader.readexactly(8) == b"one two "
            assert time.perf_counter() - began_s >= 2 * DELAY_S  # there and back

            writer.write_eof()
            assert await reader.read() == b""
            writer.close()


async def test_a_target_that_is_not_there_ends_the_connection() -> None:
    with SlowProxy(1) as proxy:
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        with suppress(ConnectionResetError):  # likewise an end
            assert await reader.read() == b""
        writer.close()
