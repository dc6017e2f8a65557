"""A gateway of the project's own over real sockets, which answers as a test's script says.

with FakeGateway() as gateway:
    gateway.script([Cut(), problem(503, "queue_full", retry_after=1), reply(ANSWER)])
    ...  # Palja(gateway.url)
    assert len(gateway.requests) == 3
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from tests.fakes.connection import Connection, Left
from tests.fakes.loop_thread import LoopThread, stop_serving
from tests.fakes.wire import Reply, Request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

BASE = {
    "success": True,
    "chart": {"year_pillar": "경오", "ilgan": "기"},
}
ANSWER: dict[str, Any] = {
    **BASE,
    "status": "completed",
    "job_id": None,
    "response": "성품\n굳다.",
    "reading": {"sections": [{"id": "personality", "title": "성품", "text": "굳다."}]},
    "model_used": "gemini",
    "model": "gemini-x",
    "cache_hit": True,
    "cache_level": "memory",
    "data_source": "intelligent_cache",
    "fallback_used": False,
    "degraded": False,
    "validation": {"score": 1.0, "checks": []},
    "usage": {"input_tokens": 3, "output_tokens": 5, "cost_usd": 0.25},
    "attempts": [
        {"provider": "gemini", "model": "gemini-x", "outcome": "ok", "code": 200, "ms": 8}
    ],
    "response_time": 0.5,
    "created_at": "2026-11-27T10:00:00.5Z",
}
QUEUED: dict[str, Any] = {**BASE, "status": "queued", "job_id": "a-job", "status_url": "/…"}
DONE: dict[str, Any] = {**ANSWER, "job_id": "a-job", "cache_hit": False, "cache_level": None}


@dataclass(frozen=True, slots=True)
class Cut:
    """The connection is reset when the request has been read."""


@dataclass(frozen=True, slots=True)
class Half:
    """The head, which promises the whole, and half of the body; then the connection ends."""

    reply: Reply


@dataclass(frozen=True, slots=True)
class Silent:
    """Nothing comes, until the client goes."""


Step = Reply | Cut | Half | Silent


@dataclass(frozen=True, slots=True)
class Came:
    """One request, when it came, and over which connection."""

    request: Request
    at_s: float
    connection: int

    @property
    def asked(self) -> tuple[str, str]:
        return self.request.method, self.request.path

    @property
    def json(self) -> Any:
        return orjson.loads(self.request.body)


def reply(body: Any, status: int = 200, **headers: str) -> Reply:
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Reply(status, orjson.dumps(body), headers=named)


def problem(status: int, code: str, *, retry_after: int | None = None, **members: Any) -> Reply:
    body = {"status": status, "code": code, "title": "T", "detail": "No.", "success": False}
    headers = [("X-Request-ID", "r1")]
    if retry_after is not None:
        body["retry_after"] = retry_after
        headers.append(("Retry-After", str(retry_after)))
    return Reply(status, orjson.dumps(body | members), "application/problem+json", tuple(headers))


def events(*pieces: tuple[str, str, Any] | bytes, cut: bool = False) -> Reply | Half:
    """A stream of `(name, id, data)`, or of bytes as they are; `cut`: it breaks off at its end."""
    body = b"".join(
        piece
        if isinstance(piece, bytes)
        else b"event: %b\nid: %b\ndata: %b\n\n"
        % (piece[0].encode(), piece[1].encode(), orjson.dumps(piece[2]))
        for piece in pieces
    )
    if cut:  # what is sent is the first half
        return Half(Reply(200, body * 2, "text/event-stream"))
    return Reply(200, body, "text/event-stream", framing="close")


class FakeGateway(LoopThread):
    """A scripted gateway on a free loopback port."""

    def __init__(self) -> None:
        super().__init__("fake gateway")
        self.requests: list[Came] = []
        self.port = 0
        self._steps: deque[Step] = deque()
        self._opened = 0
        self._connections: set[Connection] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def script(self, steps: Iterable[Step]) -> None:
        """The next answers, in order; what is asked beyond them is an error of the test's."""
        self._steps.extend(steps)

    @property
    def asked(self) -> list[tuple[str, str]]:
        """Method and path of each request."""
        return [came.asked for came in self.requests]

    async def _serve(self, started: Callable[[], None], stopping: asyncio.Event) -> None:
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        started()
        await stopping.wait()
        await stop_serving(server, self._drop)
        await asyncio.gather(*(connection.ended.wait() for connection in self._connections))

    def _drop(self) -> None:
        for connection in self._connections:
            connection.abort()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._opened += 1
        connection = Connection(self._opened, reader, writer)
        self._connections.add(connection)
        try:
            with suppress(OSError, asyncio.IncompleteReadError, Left):
                while request := await connection.request():
                    self.requests.append(Came(request, time.perf_counter(), connection.number))
                    step = self._steps.popleft() if self._steps else problem(500, "not_scripted")
                    if not await _perform(connection, step):
                        break
        finally:
            await connection.close()
            self._connections.discard(connection)


async def _perform(connection: Connection, step: Step) -> bool:
    """Does as a step says; whether the connection can take another request."""
    match step:
        case Cut():
            connection.reset()
        case Half(half):
            await connection.send_half(half)
        case Silent():
            await connection.or_left(asyncio.Event().wait())
        case Reply():
            await connection.send_rest(step)
            return step.framing != "close"
    return False
