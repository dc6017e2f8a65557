"""POSTs to addresses that callers chose, over real sockets."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from workers.webhooks.posting import NotDelivered, Posting

HEADERS = {"Palja-Delivery": "d1"}
BODY = b'{"a":1}'


class Server:
    """A server on a loopback address, which keeps what it was sent."""

    def __init__(self, answer: bytes | None, endless: bytes = b"") -> None:
        self._answer = answer
        self._endless = endless
        self._server: asyncio.Server
        self.requests: list[bytes] = []
        self.connections = 0
        self.ended = asyncio.Event()

    @property
    def port(self) -> int:
        return int(self._server.sockets[0].getsockname()[1])

    @asynccontextmanager
    async def running(self, host: str = "127.0.0.1") -> AsyncIterator[Server]:
        self._server = await asyncio.start_server(self._serve, host, 0)
        try:
            yield self
        finally:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            self.requests.append(head + await reader.readexactly(len(BODY)))
            if self._answer is None:
                await reader.read()
            else:
                writer.write(self._answer)
                while self._endless:
                    writer.write(self._endless)
                    await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            self.ended.set()


def answering(status: str, *headers: str) -> Server:
    lines = (f"HTTP/1.1 {status}", "Content-Length: 0", *headers)
    return Server("\r\n".join((*lines, "", "")).encode())


async def post(url: str, *allowed: str, total_s: float = 5) -> int | str:
    """The status, or why there is none."""
    posting = Posting.open(allowed, total_s=total_s)
    try:
        return await posting.post(url, HEADERS, BODY)
    except NotDelivered as error:
        return error.reason
    finally:
        await posting.close()


@pytest.fixture
def resolving(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lets names be resolved to these addresses, one answer after the other, the last for ever."""

    def to(*answers: list[str]) -> None:
        left = list(answers)

        def getaddrinfo(_host: str, port: int, *_: Any, **__: Any) -> list[Any]:
            addresses = left.pop(0) if len(left) > 1 else left[0]
            kind = socket.SOCK_STREAM
            return [(socket.AF_INET, kind, 6, "", (address, port)) for address in addresses]

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)

    return to


@pytest.mark.parametrize("status", [200, 204, 302, 410, 500])
async def test_the_status_is_told(status: int) -> None:
    async with answering(f"{status} Whatever").running() as server:
        url = f"http://127.0.0.1:{server.port}/a?token=x"
        assert await post(url, "127.0.0.1") == status

    [request] = server.requests
    assert request.startswith(b"POST /a?token=x HTTP/1.1\r\n")
    assert request.endswith(b"\r\n\r\n" + BODY)
    for line in (b"Palja-Delivery: d1", b"Content-Type: application/json", b"User-Agent: palja"):
        assert line + b"\r\n" in request


async def test_a_redirect_is_not_followed() -> None:
    async with answering("200 OK").running() as target:
        location = f"Location: http://127.0.0.1:{target.port}/b"
        async with answering("307 Temporary Redirect", location).running() as server:
            assert await post(f"http://127.0.0.1:{server.port}/a", "127.0.0.1") == 307

    assert target.connections == 0


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "127.1", "0x7f.1", "0"])
async def test_no_spelling_of_a_loopback_address_is_connected_to(host: str) -> None:
    async with answering("200 OK").running() as server:
        assert await post(f"http://{host}:{server.port}/") in {"address", "url"}

    assert server.connections == 0


@pytest.mark.parametrize("host", ["[::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]"])
async def test_nor_is_one_behind_an_address_of_the_other_family(host: str) -> None:
    async with answering("200 OK").running() as server:
        assert await post(f"http://{host}:{server.port}/") == "address"

    assert server.connections == 0


async def test_a_name_is_judged_by_the_address_that_is_connected_to(
    resolving: Callable[..., None],
) -> None:
    resolving(["127.0.0.1"])
    async with answering("200 OK").running() as server:
        url = f"http://hooks.example:{server.port}/"
        assert await post(url) == "address"
        assert server.connections == 0
        assert await post(url, "hooks.example") == 200
        assert await post(url, "another.example") == "address"

    assert server.connections == 1


async def test_a_name_gains_nothing_by_leading_elsewhere_the_second_time(
    resolving: Callable[..., None],
) -> None:
    # 192.0.2.1 is documentation's: it is refused too, so nothing leaves this machine.
    resolving(["192.0.2.1"], ["127.0.0.1"])
    async with answering("200 OK").running() as server:
        url = f"http://hooks.example:{server.port}/"
        posting = Posting.open(())
        for _ in range(3):
            with pytest.raises(NotDelivered, match="address"):
                await posting.post(url, HEADERS, BODY)
        await posting.close()

    assert server.connections == 0


async def test_of_several_addresses_none_of_our_own_side_is_tried(
    resolving: Callable[..., None],
) -> None:
    resolving(["10.0.0.1", "127.0.0.1", "169.254.169.254"])
    async with answering("200 OK").running() as server:
        assert await post(f"http://hooks.example:{server.port}/") == "address"

    assert server.connections == 0


async def test_names_whose_servers_are_silent_hold_up_nobodys_look_ups(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    silence = threading.Event()

    def getaddrinfo(*_: Any, **__: Any) -> list[Any]:
        silence.wait(30)
        raise socket.gaierror(socket.EAI_AGAIN, "no answer")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    # More than the loop has threads on any machine.
    posts = [asyncio.create_task(post("http://hooks.example/", total_s=0.3)) for _ in range(40)]
    try:
        assert await asyncio.gather(*posts) == ["timeout"] * 40
        assert await asyncio.wait_for(asyncio.to_thread(lambda: "a provider's"), 5)
    finally:
        silence.set()


async def test_a_name_that_does_not_exist_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def getaddrinfo(*_: Any, **__: Any) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    assert await post("http://hooks.example/") == "connection"


async def test_an_allowed_address_does_not_allow_the_names_that_lead_to_it() -> None:
    async with answering("200 OK").running() as server:
        assert await post(f"http://localhost:{server.port}/", "127.0.0.1") == "address"

    assert server.connections == 0


async def test_who_does_not_answer_is_left() -> None:
    async with Server(None).running() as server:
        url = f"http://127.0.0.1:{server.port}/"
        assert await post(url, "127.0.0.1", total_s=0.2) == "timeout"
        await asyncio.wait_for(server.ended.wait(), 5)


async def test_of_an_endless_answer_the_status_is_enough() -> None:
    endless = Server(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"5\r\nabcde\r\n")
    async with endless.running() as server:
        assert await post(f"http://127.0.0.1:{server.port}/", "127.0.0.1") == 200
        await asyncio.wait_for(server.ended.wait(), 5)


async def test_endless_headers_are_no_answer() -> None:
    async with Server(b"HTTP/1.1 200 OK\r\n", b"a: b\r\n" * 1000).running() as server:
        assert await post(f"http://127.0.0.1:{server.port}/", "127.0.0.1") == "connection"
        await asyncio.wait_for(server.ended.wait(), 5)


async def test_what_is_no_http_is_no_answer() -> None:
    async with Server(b"220 smtp.example ESMTP\r\n").running() as server:
        assert await post(f"http://127.0.0.1:{server.port}/", "127.0.0.1") == "connection"


async def test_a_closed_port_is_no_answer() -> None:
    async with answering("200 OK").running() as server:
        url = f"http://127.0.0.1:{server.port}/"
    assert await post(url, "127.0.0.1") == "connection"


@pytest.mark.parametrize("url", [f"http://{'a' * 64}.example/", "http://[::1/", "http:///", ""])
async def test_what_is_no_address_is_not_looked_for(url: str) -> None:
    assert await post(url) == "url"
