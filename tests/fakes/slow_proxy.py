"""A TCP proxy that takes its time: what it is sent it passes on later, in order.

with SlowProxy(target_port) as proxy:
    proxy.delay_s = 0.2  # each way, from now on, also on connections that are open
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from tests.fakes.loop_thread import LoopThread, stop_serving

if TYPE_CHECKING:
    from collections.abc import Callable

_APART_S = 1e-6


class SlowProxy(LoopThread):
    """Listens on a free loopback port."""

    def __init__(self, target_port: int) -> None:
        super().__init__("slow proxy")
        self.delay_s = 0.0
        self.port = 0
        self._target_port = target_port
        self._ends: set[_End] = set()

    async def _serve(self, started: Callable[[], None], stopping: asyncio.Event) -> None:
        server = await self._loop.create_server(self._client, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        started()
        await stopping.wait()
        await stop_serving(server, self._drop)

    def _drop(self) -> None:
        for end in tuple(self._ends):
            end.transport.abort()

    def _client(self) -> _End:
        client = _End(self)
        client.reached = self._loop.create_task(self._reach(client))
        return client

    async def _reach(self, client: _End) -> None:
        """Connects a client's other end."""
        try:
            await self._loop.create_connection(
                lambda: client.joined(_End(self)), "127.0.0.1", self._target_port
            )
        except OSError:
            client.transport.abort()

    def joined_by(self, end: _End) -> None:
        self._ends.add(end)

    def left_by(self, end: _End) -> None:
        self._ends.discard(end)


class _End(asyncio.Protocol):
    """One of a connection's two ends; what comes in here goes out there, later."""

    transport: asyncio.Transport
    reached: asyncio.Task[None] | None = None

    def __init__(self, proxy: SlowProxy) -> None:
        self._proxy = proxy
        self._other: _End | None = None
        self._last_due_s = 0.0
        self._gone = False

    def joined(self, other: _End) -> _End:
        """The other end, made known to this one."""
        self._other, other._other = other, self
        return other

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._proxy.joined_by(self)
        if self._other is None:
            transport.pause_reading()  # until there is somebody to pass it on to
        elif self._other._gone:
            transport.abort()
        else:
            self._other.transport.resume_reading()

    def data_received(self, data: bytes) -> None:
        self._later(lambda other: other.write(data))

    def eof_received(self) -> bool:
        self._later(lambda other: other.write_eof())
        return True  # the other may still have something to say

    def connection_lost(self, error: Exception | None) -> None:  # noqa: ARG002 - asyncio's name for it
        self._gone = True
        self._proxy.left_by(self)
        if self._other is not None and not self._other._gone:
            self._other.transport.abort()

    def _later(self, act: Callable[[asyncio.Transport], None]) -> None:
        """At its time, but never before what came in front of it."""
        loop, other = asyncio.get_running_loop(), self._other
        assert other is not None
        self._last_due_s = max(loop.time() + self._proxy.delay_s, self._last_due_s + _APART_S)

        def on_time() -> None:
            if not other.transport.is_closing():
                with suppress(OSError):  # it has gone this very moment
                    act(other.transport)

        loop.call_at(self._last_due_s, on_time)
