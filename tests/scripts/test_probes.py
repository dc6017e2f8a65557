from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from scripts.up.probes import gateway_ready, store_answers, until


@asynccontextmanager
async def answering(answer: bytes) -> AsyncIterator[int]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.mark.parametrize(
    ("answer", "ready"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", True),
        (b"HTTP/1.1 503 Service Unavailable\r\n\r\n", False),
        (b"", False),
    ],
)
async def test_a_gateway_is_ready_when_it_says_200(answer: bytes, *, ready: bool) -> None:
    async with answering(answer) as port:
        assert await gateway_ready("127.0.0.1", port) is ready


async def test_where_nobody_listens_nothing_is_ready() -> None:
    async with answering(b"") as port:
        pass
    assert not await gateway_ready("127.0.0.1", port)


@pytest.mark.parametrize(
    ("answer", "answers"), [(b"+PONG\r\n", True), (b"-LOADING the data\r\n", False), (b"", False)]
)
async def test_a_store_answers_once_its_data_is_loaded(
    tmp_path: Path, answer: bytes, *, answers: bool
) -> None:
    path = tmp_path / "odd name.sock"

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readline() == b"PING\r\n"
        writer.write(answer)
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_unix_server(serve, path):
        assert await store_answers(f"unix://{quote(str(path))}?db=0") is answers


async def test_a_store_that_is_not_there_does_not_answer(tmp_path: Path) -> None:
    assert not await store_answers(f"unix://{tmp_path}/none.sock?db=0")


async def test_a_probe_is_repeated_until_it_says_yes() -> None:
    answers = iter([False, False, True])

    async def probe() -> bool:
        return next(answers)

    await until(probe)
    assert list(answers) == []
