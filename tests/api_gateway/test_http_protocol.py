"""The gateway's HTTP protocol over real sockets, with a patience of tenths of seconds."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any, ClassVar

import pytest
import uvicorn
from starlette.types import Message, Receive, Scope, Send

from api_gateway.http_protocol import GuardedProtocol, Limits

SHORT = Limits(first_byte_s=0.2, head_s=0.2, stall_s=0.2, request_s=0.4, answer_s=0.3, linger_s=0.2)
WITHIN_S = 2.0
"""Far above the limits, for a machine that is busy, and far below the real ones."""
HOST = b"Host: 127.0.0.1\r\n"
GET = b"GET / HTTP/1.1\r\n" + HOST + b"\r\n"
POST = b"POST / HTTP/1.1\r\n" + HOST
EVERY_S = 0.05
"""Between two bytes of a client that never stalls."""


class Short(GuardedProtocol):
    limits: ClassVar[Limits] = SHORT


class App:
    """Reads the body and answers with its length, or with as much as `size` says."""

    def __init__(self) -> None:
        self.size: int | None = None
        self.reads_body = True
        self.go_on = asyncio.Event()
        self.go_on.set()
        self.headers: list[tuple[bytes, bytes]] = []
        self.ends: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.headers = scope["headers"]
        read = 0
        while self.reads_body:
            message = await receive()
            if message["type"] == "http.disconnect":
                self.ends.append("disconnect")
                return
            read += len(message["body"])
            if not message["more_body"]:
                break
        await self.go_on.wait()
        self.headers = list(scope["headers"])
        body = b"%d" % read if self.size is None else b"x" * self.size
        start: Message = {"type": "http.response.start", "status": 200}
        start["headers"] = [(b"content-length", b"%d" % len(body))]
        await send(start)
        await send({"type": "http.response.body", "body": body})
        self.ends.append("answered")


@asynccontextmanager
async def serving(app: App, protocol: type[GuardedProtocol] = Short) -> AsyncIterator[int]:
    config = uvicorn.Config(
        app, port=0, http=protocol, ws="none", lifespan="off", log_config=None, timeout_keep_alive=1
    )
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        await server.shutdown()


@pytest.fixture
def app() -> App:
    return App()


@pytest.fixture
async def port(app: App) -> AsyncIterator[int]:
    async with serving(app) as number:
        yield number


async def said(
    port: int, first: bytes, dribbled: Callable[[], bytes] | None = None
) -> tuple[bytes, float]:
    """All that is answered to `first`, and bytes after it, until the close; and the seconds."""
    began_s = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(first)

    async def dribble(more: Callable[[], bytes]) -> None:
        while True:
            writer.write(more())
            await asyncio.sleep(EVERY_S)

    dribbling = None if dribbled is None else asyncio.ensure_future(dribble(dribbled))
    try:
        async with asyncio.timeout(WITHIN_S):
            try:
                answer = await reader.read()
            except ConnectionResetError:
                answer = b""
    finally:
        if dribbling is not None:
            dribbling.cancel()
        writer.close()
    return answer, time.perf_counter() - began_s


def the_problem(answer: bytes) -> dict[str, Any]:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head
    assert b"x-request-id: " in head
    assert b"connection: close" in head
    fields: dict[str, Any] = json.loads(body)
    assert head.split()[1] == b"%d" % fields["status"]
    return fields


HALF = {
    "request line": (b"GE", lambda: b"T"),
    "target": (b"GET /", lambda: b"a"),
    "header name": (b"GET / HTTP/1.1\r\n" + HOST, lambda: b"x"),
    "headers": (b"GET / HTTP/1.1\r\n" + HOST, lambda: b"a: b\r\n"),
    "length": (POST + b"Content-Length: 60\r\n\r\n{", lambda: b" "),
    "chunks": (POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n", lambda: b"1\r\n \r\n"),
    "chunk extension": (POST + b"Transfer-Encoding: chunked\r\n\r\n1;", lambda: b"a"),
    "trailers": (POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n0\r\n", lambda: b"a: b\r\n"),
}


@pytest.mark.parametrize(("first", "more"), HALF.values(), ids=HALF)
@pytest.mark.parametrize("dribbles", [False, True], ids=["stalls", "dribbles"])
async def test_a_request_that_never_ends_is_refused_in_time(
    port: int, app: App, first: bytes, more: Callable[[], bytes], *, dribbles: bool
) -> None:
    if dribbles and first == b"GE":
        first, more = b"\r\n", lambda: b"\r\n"  # as long as it likes before the request line
    answer, took_s = await said(port, first, more if dribbles else None)
    assert the_problem(answer)["code"] == "request_timeout"
    assert took_s >= SHORT.stall_s
    assert app.ends in ([], ["disconnect"])


async def test_a_connection_that_says_nothing_is_closed_without_a_word(port: int) -> None:
    assert (await said(port, b""))[0] == b""


async def test_an_idle_connection_is_closed_after_the_keep_alive_time(port: int) -> None:
    answer, took_s = await said(port, GET)
    assert answer.startswith(b"HTTP/1.1 200")
    assert took_s >= 1.0  # uvicorn counts whole seconds


async def test_a_body_that_goes_on_behind_its_answer_does_not_keep_the_connection(
    port: int, app: App
) -> None:
    app.reads_body = False
    answer, _ = await said(port, POST + b"Content-Length: 9999\r\n\r\n", lambda: b" ")
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"request_timeout" in answer


async def test_a_slow_body_that_ends_in_time_is_read(port: int) -> None:
    rest = iter([b" ", b" ", b" ", *[b""] * 100])
    answer, _ = await said(port, POST + b"Content-Length: 3\r\n\r\n", lambda: next(rest))
    assert answer.endswith(b"\r\n\r\n3")


async def test_a_good_request_is_answered_though_nonsense_stands_behind_it(
    port: int, app: App
) -> None:
    app.go_on.clear()
    asyncio.get_running_loop().call_later(0.1, app.go_on.set)
    answer, _ = await said(port, GET + b"\0nonsense\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"\r\n\r\n0")


async def test_requests_in_a_row_are_answered_in_order(port: int) -> None:
    bodies = [b"x" * size for size in (1, 20, 300)]
    row = b"".join(POST + b"Content-Length: %d\r\n\r\n%b" % (len(body), body) for body in bodies)
    answer, _ = await said(port, row)
    lengths = [part.partition(b"\r\n\r\n")[2] for part in answer.split(b"HTTP/1.1 200")[1:]]
    assert lengths == [b"1", b"20", b"300"]


async def test_a_wait_for_the_answer_before_is_no_stall_of_the_request_behind(
    port: int, app: App
) -> None:
    app.go_on.clear()
    asyncio.get_running_loop().call_later(2 * SHORT.stall_s, app.go_on.set)
    half = POST + b"Content-Length: 3\r\n\r\n"
    rest = iter([b"", b" ", b"  ", *[b""] * 100])
    answer, _ = await said(port, GET + half, lambda: next(rest))
    assert answer.count(b"HTTP/1.1 200") == 2


async def test_a_client_that_does_not_read_is_cut_off(port: int, app: App) -> None:
    app.size = 32 * 1024 * 1024  # more than any buffer of the system
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
    writer.write(GET)
    async with asyncio.timeout(WITHIN_S):
        while app.ends != ["answered"]:  # noqa: ASYNC110 - the server's side sets no event
            await asyncio.sleep(0.01)
        await asyncio.sleep(2 * SHORT.answer_s)
        with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
            await reader.readexactly(app.size)
    writer.close()


TOO_LARGE = {
    "target": (b"GET /%b HTTP/1.1\r\n" % (b"a" * 100_000) + HOST + b"\r\n", "uri_too_long"),
    "short target": (b"GET /%b HTTP/1.1\r\n" % (b"a" * 9_000) + HOST + b"\r\n", "uri_too_long"),
    "endless target": (b"GET /" + b"a" * 500_000, "uri_too_long"),
    "one header": (b"GET / HTTP/1.1\r\na: " + b"b" * 1_048_576 + b"\r\n\r\n", "headers_too_large"),
    "headers": (b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 180_000 + b"\r\n", "headers_too_large"),
    "few headers": (b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 7_000 + b"\r\n", "headers_too_large"),
    "target without a header": (
        b"GET /%b HTTP/1.0\r\n\r\n" % (b"a" * 9_000),
        "uri_too_long",
    ),
    "endless trailer": (
        POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n0\r\na: " + b"b" * 1_048_576,
        "headers_too_large",
    ),
}


@pytest.mark.parametrize(("request_bytes", "code"), TOO_LARGE.values(), ids=TOO_LARGE)
async def test_a_head_that_is_too_large_is_refused(
    port: int, app: App, request_bytes: bytes, code: str
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for start in range(0, len(request_bytes), 16_384):
        writer.write(request_bytes[start : start + 16_384])
    async with asyncio.timeout(WITHIN_S):
        answer = await reader.read()
    writer.close()
    assert the_problem(answer)["code"] == code
    assert "answered" not in app.ends


async def test_a_head_just_small_enough_is_read(port: int) -> None:
    head = b"GET /%b HTTP/1.1\r\n" % (b"a" * 8_000) + HOST + b"a: %b\r\n\r\n" % (b"b" * 32_000)
    assert (await said(port, head))[0].startswith(b"HTTP/1.1 200")


async def test_trailers_reach_nobody(port: int, app: App) -> None:
    body = b"1\r\n{\r\n0\r\nX-Request-ID: forged\r\n\r\n"
    answer, _ = await said(port, POST + b"Transfer-Encoding: chunked\r\n\r\n" + body)
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"x-request-id" not in dict(app.headers)


@pytest.mark.parametrize(
    "nonsense",
    [b"\0\0\0\0\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/1.1\r\nno colon\r\n\r\n", b"\x16\x03\x01"],
)
async def test_what_is_no_http_is_a_problem_too(port: int, nonsense: bytes) -> None:
    answer, _ = await said(port, nonsense)
    fields = the_problem(answer)
    assert (fields["status"], fields["code"]) == (HTTPStatus.BAD_REQUEST, "malformed_request")


async def test_a_client_that_goes_on_after_a_refusal_is_cut_off(port: int) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", port)

    async def go_on() -> None:
        while True:
            writer.write(b"\0" * 1000)
            await writer.drain()
            await asyncio.sleep(EVERY_S)

    async with asyncio.timeout(WITHIN_S):
        with pytest.raises(ConnectionError):
            await go_on()
    writer.close()


def test_every_limit_of_a_slow_request_is_under_thirty_seconds() -> None:
    limits = Limits()
    times_s = (limits.first_byte_s, limits.head_s, limits.request_s, limits.answer_s)
    assert max(times_s) + limits.linger_s < 30
    assert limits == GuardedProtocol.limits
