"""The loop's side of a fake provider: accepts connections and performs behaviours on them."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.fakes.behaviours import Answer, CutBody, Held, Reset, Silence, Stall, Status
from tests.fakes.connection import Connection, Left
from tests.fakes.dialects import UnprocessableError
from tests.fakes.journal import Call, Journal, Outcome
from tests.fakes.loop_thread import stop_serving
from tests.fakes.replies import error_reply, reply_to

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.fakes.behaviours import Behaviour, Unheld
    from tests.fakes.dialects import Asked, Dialect
    from tests.fakes.script import Script
    from tests.fakes.wire import Reply, Request

_BACKLOG = 1024


@dataclass(frozen=True, slots=True)
class Ending:
    """How a call ends: what is still to be sent, and whether the connection can take another."""

    outcome: Outcome
    reply: Reply | None = None
    reusable: bool = False


class Server:
    """Serves one script in the dialects given, writing down what comes."""

    def __init__(
        self,
        dialects: Sequence[Dialect],
        script: Script,
        journal: Journal,
        stopping: asyncio.Event,
    ) -> None:
        self._dialects = dialects
        self._script = script
        self._journal = journal
        self._held: deque[asyncio.Event] = deque()
        self._connections: set[Connection] = set()
        self._stopping = stopping
        self._started_at_s = time.perf_counter()

    async def run(self, started: Callable[[int], None], host: str, port: int) -> None:
        """Serves until it is stopping; `started` is told the port, a free one where it is 0."""
        server = await asyncio.start_server(self._accept, host, port, backlog=_BACKLOG)
        started(server.sockets[0].getsockname()[1])
        await self._stopping.wait()
        await stop_serving(server, self._drop)
        await asyncio.gather(*(connection.ended.wait() for connection in self._connections))

    def _drop(self) -> None:
        for connection in self._connections:
            connection.abort()

    async def release(self, count: int | None) -> None:
        """Lets held calls go, oldest first; all of them when `count` is None."""
        if count is None:
            self._script.unhold()
            count = len(self._held)
        for _ in range(min(count, len(self._held))):
            self._held.popleft().set()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = Connection(self._journal.connected(), reader, writer)
        self._connections.add(connection)
        try:
            with suppress(OSError, asyncio.IncompleteReadError):
                while request := await connection.request():
                    if not await self._serve(connection, request):
                        break
        finally:
            await connection.close()
            self._connections.discard(connection)
            self._journal.disconnected()

    async def _serve(self, connection: Connection, request: Request) -> bool:
        """Serves one call; whether the connection can take another."""
        behaviour = self._script.next(request)
        dialect = next((one for one in self._dialects if one.serves(request)), None)
        call = self._journal.begin(
            lambda number: Call(
                number=number,
                at_s=time.perf_counter() - self._started_at_s,
                connection=connection.number,
                request=request,
                behaviour=behaviour,
                dialect="" if dialect is None else dialect.name,
            )
        )
        outcome: Outcome = "client_left"
        ending = Ending("failed")
        try:
            ending = await self._perform(connection, request, dialect, behaviour)
            outcome = ending.outcome
        except (Left, OSError):
            return False
        finally:
            # Before the last byte is sent: who has the answer finds the call ended.
            self._journal.end(call, "stopped" if self._stopping.is_set() else outcome)
        if ending.reply is not None:
            await connection.send_rest(ending.reply)
        return ending.reusable

    async def _hold(self, connection: Connection) -> None:
        gate = asyncio.Event()
        self._held.append(gate)
        try:
            await connection.or_left(gate.wait())
        finally:
            with suppress(ValueError):  # released, so already taken off
                self._held.remove(gate)

    async def _perform(
        self,
        connection: Connection,
        request: Request,
        dialect: Dialect | None,
        behaviour: Behaviour,
    ) -> Ending:
        if dialect is None:
            unknown = Status(404, error_type="invalid_request_error", message="Unknown path.")
            return Ending("failed", error_reply(unknown, self._dialects[0]), reusable=True)
        if isinstance(behaviour, Held):
            await self._hold(connection)
            behaviour = behaviour.then
        try:
            asked = dialect.asked(request)
        except UnprocessableError as error:
            bad = Status(400, error_type="invalid_request_error", message=str(error))
            return Ending("failed", error_reply(bad, dialect), reusable=True)
        # Written while the caller is made to wait: what that takes is no part of what follows.
        writing_since_s = time.perf_counter()
        reply = reply_to(asked, behaviour, dialect)
        wait_s = _wait_s(behaviour, asked) - (time.perf_counter() - writing_since_s)
        if wait_s > 0:
            await connection.or_left(asyncio.sleep(wait_s))
        return await self._end(connection, reply, behaviour)

    async def _end(self, connection: Connection, reply: Reply, behaviour: Unheld) -> Ending:
        match behaviour:
            case Reset():
                connection.reset()
            case Silence():
                await connection.or_left(asyncio.Event().wait())
            case CutBody():
                await connection.send_half(reply)
            case Stall():
                await connection.send_half(reply)
                await connection.or_left(asyncio.Event().wait())
            case _:
                if reply.parts:
                    await connection.send_paced(reply)
                return Ending("answered", reply, reusable=reply.framing != "close")
        return Ending("failed")


def _wait_s(behaviour: Unheld, asked: Asked) -> float:
    """Seconds before the headers."""
    if isinstance(behaviour, Answer) and not (asked.streamed and behaviour.streams):
        return behaviour.delay_s + behaviour.writing_s
    return behaviour.delay_s if isinstance(behaviour, Answer | Status | Reset) else 0.0
