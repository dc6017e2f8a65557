"""A gateway that is told to stop: signals for real, and a real server with its connections."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Self

import pytest
import uvicorn

from api_gateway.departure import Departure
from tests.api_gateway.test_http_protocol import GET, WITHIN_S, App, Short

LAST = b"connection: close"


@dataclass
class Heard:
    """What the server, and who is to be told, have heard, in order."""

    words: list[str] = field(default_factory=list)

    def server(self, number: int, _frame: object) -> None:
        self.words.append(signal.Signals(number).name)

    def notify(self) -> None:
        self.words.append("notified")

    def release(self) -> None:
        self.words.append("released")


@pytest.fixture
def heard() -> Iterator[Heard]:
    """In the place of a server, which has handlers of its own."""
    heard = Heard()
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, heard.server) for number in numbers]
    yield heard
    assert [signal.getsignal(number) for number in numbers] == [heard.server] * 2
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


async def turns() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_signal_is_told_at_once_and_the_server_hears_it_too(heard: Heard) -> None:
    departure = Departure()
    with departure.heard(heard.notify, heard.release):
        os.kill(os.getpid(), signal.SIGTERM)
        await turns()
        assert heard.words == ["SIGTERM", "notified"]
        assert not departure.hurried
        departure.leave()
        departure.leave()
        await turns()
        assert heard.words[2:] == ["released"]


async def test_an_interrupt_is_in_a_hurry(heard: Heard) -> None:
    departure = Departure()
    with departure.heard(heard.notify):
        os.kill(os.getpid(), signal.SIGINT)
        await turns()
    assert departure.hurried


async def test_a_second_signal_is_in_a_hurry_whatever_it_is(heard: Heard) -> None:
    departure = Departure()
    with departure.heard(heard.notify):
        os.kill(os.getpid(), signal.SIGTERM)
        await turns()
        os.kill(os.getpid(), signal.SIGTERM)
        await turns()
    assert departure.hurried
    assert heard.words == ["SIGTERM", "notified", "SIGINT"]  # what forces uvicorn's end


@pytest.fixture
def app() -> App:
    return App()


@pytest.fixture
def departure() -> Departure:
    return Departure()


@pytest.fixture
async def server(app: App, departure: Departure) -> AsyncIterator[uvicorn.Server]:
    config = uvicorn.Config(app, port=0, http=Short, ws="none", lifespan="off", log_config=None)
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    server.lifespan.state = {Departure.KEY: departure}
    await server.startup()
    yield server
    server.force_exit = True
    await server.shutdown()


class Client:
    """One connection."""

    def __init__(self, server: uvicorn.Server) -> None:
        self._port = server.servers[0].sockets[0].getsockname()[1]

    async def __aenter__(self) -> Self:
        self.reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()

    def send(self, raw: bytes) -> None:
        self._writer.write(raw)

    async def answer(self) -> bytes:
        async with asyncio.timeout(WITHIN_S):
            head = await self.reader.readuntil(b"\r\n\r\n")
            return head + await self.reader.readexactly(1)

    async def rest(self) -> bytes:
        """All until the server closes the connection."""
        async with asyncio.timeout(WITHIN_S):
            return await self.reader.read()


def told(server: uvicorn.Server) -> None:
    for connection in list(server.server_state.connections):
        connection.shutdown()


async def accepted(server: uvicorn.Server, count: int) -> None:
    async with asyncio.timeout(WITHIN_S):
        while len(server.server_state.connections) < count:  # noqa: ASYNC110 - a set tells nobody
            await asyncio.sleep(0)


async def test_a_connection_that_waits_has_one_more_answer_which_is_the_last(
    server: uvicorn.Server,
) -> None:
    async with Client(server) as used, Client(server) as new:
        used.send(GET)
        assert LAST not in await used.answer()
        await accepted(server, 2)
        told(server)
        for client in (used, new):
            client.send(GET)
            assert LAST in await client.answer()
            assert await client.rest() == b""


async def test_half_a_request_may_be_sent_to_its_end(server: uvicorn.Server) -> None:
    async with Client(server) as client:
        client.send(GET[:9])
        await accepted(server, 1)
        told(server)
        client.send(GET[9:])
        assert LAST in await client.answer()


async def test_requests_that_were_sent_together_are_all_answered(
    server: uvicorn.Server, app: App
) -> None:
    async with Client(server) as client:
        app.go_on.clear()
        client.send(GET * 3)
        async with asyncio.timeout(WITHIN_S):
            while not app.headers:  # noqa: ASYNC110 - the app sets no event for it
                await asyncio.sleep(0)
        await turns()
        told(server)
        app.go_on.set()
        answers = await client.rest()
        assert answers.count(b"HTTP/1.1 200") == 3
        assert answers.count(LAST) == 1


async def test_in_a_hurry_a_connection_that_waits_is_closed(
    server: uvicorn.Server, departure: Departure
) -> None:
    departure.hurried = True
    async with Client(server) as client:
        await accepted(server, 1)
        told(server)
        assert await client.rest() == b""
