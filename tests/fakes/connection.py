"""One connection to a fake provider: reads requests, sends whole or broken answers."""

from __future__ import annotations

import asyncio
import socket
import struct
from contextlib import suppress
from typing import TYPE_CHECKING

from tests.fakes.wire import read_request

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from tests.fakes.wire import Reply, Request

_CLOSE_S = 1.0


class Left(Exception):
    """The client hung up while it was being served."""


class Connection:
    """Reads and writes one client's socket; `number` counts from one."""

    def __init__(
        self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.number = number
        self.ended = asyncio.Event()
        self._reader = reader
        self._writer = writer

    async def request(self) -> Request | None:
        """The next request, None after the last."""
        return await read_request(self._reader)

    async def or_left(self, waiting: Awaitable[object]) -> None:
        """Waits, but raises `Left` as soon as the client hangs up."""
        # A client of one request at a time sends nothing meanwhile: only its end can be read.
        leaving = asyncio.ensure_future(self._reader.read(1))
        wanted = asyncio.ensure_future(waiting)
        try:
            await asyncio.wait({leaving, wanted}, return_when=asyncio.FIRST_COMPLETED)
            if not wanted.done():
                raise Left
        finally:
            for task in (leaving, wanted):
                task.cancel()
            await asyncio.gather(leaving, wanted, return_exceptions=True)

    async def send_paced(self, reply: Reply) -> None:
        """The headers and all parts of a stream but the last, each after its wait."""
        self._writer.write(reply.head)
        for number, (wait_s, part) in enumerate(reply.parts):
            if wait_s:
                await self._writer.drain()
                await self.or_left(asyncio.sleep(wait_s))
            if number < len(reply.parts) - 1:
                self._writer.write(reply.framed(part))
        await self._writer.drain()

    async def send_rest(self, reply: Reply) -> None:
        """The whole answer, or the last part of a stream."""
        if reply.parts:
            self._writer.write(reply.framed(reply.parts[-1][1]) + reply.end)
        else:
            self._writer.write(reply.head + reply.framed_body)
        await self._writer.drain()

    async def send_half(self, reply: Reply) -> None:
        """The headers, which promise the whole, and half of the body."""
        self._writer.write(reply.head + reply.framed_body[: len(reply.framed_body) // 2])
        await self._writer.drain()

    def reset(self) -> None:
        """A TCP reset: the peer sees ECONNRESET, not an end of file."""
        linger = struct.pack("ii", 1, 0)
        sock: socket.socket = self._writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._writer.transport.abort()

    def abort(self) -> None:
        """Ends the connection without waiting for what is still to be sent."""
        self._writer.transport.abort()

    async def close(self) -> None:
        """Ends the connection and returns once the socket is closed."""
        self._writer.close()
        with suppress(OSError, TimeoutError):
            await asyncio.wait_for(self._writer.wait_closed(), _CLOSE_S)
        self._writer.transport.abort()
        self.ended.set()
