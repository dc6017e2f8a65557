"""The form of server-sent events, and a stream's end from either side."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest
from starlette.types import Message

from api_gateway.sse import EventStream, comment, event

SCOPE = {"type": "http", "method": "GET"}


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"{}", b"data: {}\n"),
        (b"one\ntwo", b"data: one\ndata: two\n"),
        (b"one\rtwo", b"data: one\ndata: two\n"),
        (b"one\r\ntwo", b"data: one\ndata: two\n"),
        (b"one\n\rtwo\n", b"data: one\ndata: \ndata: two\ndata: \n"),
        (b"", b"data: \n"),
        (b" a: b", b"data:  a: b\n"),
        ("己卯".encode(), "data: 己卯\n".encode()),
    ],
)
def test_each_line_of_the_data_is_a_line_of_the_event(data: bytes, lines: bytes) -> None:
    assert event("text", data) == b"event: text\n" + lines + b"\n"


def test_an_id_stands_on_a_line_of_its_own() -> None:
    assert event("status", b"{}", "17-0") == b"event: status\nid: 17-0\ndata: {}\n\n"


@pytest.mark.parametrize("bad", ["a\nb", "a\rb", "a\0b"])
def test_what_would_break_out_of_its_line_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        event(bad, b"{}")
    with pytest.raises(ValueError, match="one line"):
        event("text", b"{}", bad)


def test_a_comment_is_no_event_however_many_lines_it_has() -> None:
    assert comment("keep-alive") == b": keep-alive\n\n"
    assert comment("a\r\ndata: b") == b": a\n: data: b\n\n"


class Source:
    """Events for a stream, which knows whether it was closed."""

    def __init__(self, *pieces: bytes, endless: bool) -> None:
        self.closed = False
        self._pieces = pieces
        self._endless = endless

    async def events(self) -> AsyncGenerator[bytes, None]:
        try:
            for piece in self._pieces:
                yield piece
            if self._endless:
                await asyncio.Event().wait()
        finally:
            self.closed = True


class Client:
    """A client that stays until it leaves, and may stop reading."""

    def __init__(self, *, reads: int = 1000) -> None:
        self.sent: list[Message] = []
        self.leaves = asyncio.Event()
        self.served = asyncio.Event()
        self._reads = reads
        self._requested = False

    async def receive(self) -> Message:
        if not self._requested:
            self._requested = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.leaves.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if len(self.sent) == self._reads:
            self.served.set()
            await asyncio.Event().wait()
        self.sent.append(message)
        if message["type"] == "http.response.body":
            self.served.set()


async def test_a_stream_that_ends_is_a_whole_answer() -> None:
    source, client = Source(b"one", b"two", endless=False), Client()

    await EventStream(source.events())(SCOPE, client.receive, client.send)

    start, *bodies = client.sent
    headers = dict(start["headers"])
    assert headers[b"content-type"].startswith(b"text/event-stream")
    assert headers[b"cache-control"] == b"no-store"
    assert b"content-length" not in headers
    assert [body["body"] for body in bodies] == [b"one", b"two", b""]
    assert [body["more_body"] for body in bodies] == [True, True, False]
    assert source.closed


@pytest.mark.parametrize("reads", [0, 1, 2, 1000])
async def test_who_goes_away_is_dropped_at_once_whether_they_read_or_not(reads: int) -> None:
    source, client = Source(b"one", endless=True), Client(reads=reads)
    tasks = asyncio.all_tasks()
    async with asyncio.timeout(5):
        call = asyncio.create_task(EventStream(source.events())(SCOPE, client.receive, client.send))
        await client.served.wait()
        client.leaves.set()
        await call

    assert source.closed or reads == 0  # nothing had begun then
    assert asyncio.all_tasks() == tasks


async def test_a_stream_that_is_cancelled_closes_its_source() -> None:
    source, client = Source(b"one", endless=True), Client()
    call = asyncio.create_task(EventStream(source.events())(SCOPE, client.receive, client.send))
    await asyncio.wait_for(client.served.wait(), 5)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call

    assert source.closed


async def test_an_error_of_the_source_is_no_silent_end() -> None:
    async def broken() -> AsyncGenerator[bytes, None]:
        yield b"one"
        raise ZeroDivisionError

    client = Client()
    with pytest.raises(ZeroDivisionError):
        await EventStream(broken())(SCOPE, client.receive, client.send)


async def test_a_head_request_gets_the_head_alone() -> None:
    source, client = Source(b"one", endless=True), Client()

    stream = EventStream(source.events())
    await stream({"type": "http", "method": "HEAD"}, client.receive, client.send)

    assert [message.get("body") for message in client.sent] == [None, b""]
