"""A store that has just been started and reads its data: it takes connections and serves nobody.

with LoadingStore(port):
    ...
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from tests.fakes.loop_thread import LoopThread, stop_serving

if TYPE_CHECKING:
    from collections.abc import Callable

_LOADING = b"-LOADING Redis is loading the dataset in memory\r\n"
_SERVED = {b"AUTH", b"CLIENT", b"SELECT"}
"""What the real one takes meanwhile: so much a client says of itself first."""


class LoadingStore(LoopThread):
    """Listens on this loopback port."""

    def __init__(self, port: int) -> None:
        super().__init__("loading store")
        self._port = port
        self._clients: set[asyncio.StreamWriter] = set()

    async def _serve(self, started: Callable[[], None], stopping: asyncio.Event) -> None:
        server = await asyncio.start_server(self._answer, "127.0.0.1", self._port)
        started()
        await stopping.wait()
        await stop_serving(server, self._drop)
        while self._clients:  # noqa: ASYNC110 - each hears of it in a turn and ends
            await asyncio.sleep(0)

    def _drop(self) -> None:
        for client in tuple(self._clients):
            client.transport.abort()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._clients.add(writer)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                while True:
                    words = [await _word(reader) for _ in range(await _number(reader))]
                    writer.write(b"+OK\r\n" if words[0].upper() in _SERVED else _LOADING)
        finally:
            self._clients.discard(writer)
            writer.close()


async def _number(reader: asyncio.StreamReader) -> int:
    """Of `*3`: a command has three words; of `$5`: a word has five bytes."""
    return int((await reader.readuntil(b"\r\n"))[1:])


async def _word(reader: asyncio.StreamReader) -> bytes:
    return (await reader.readexactly(await _number(reader) + 2))[:-2]
