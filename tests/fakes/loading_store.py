"""A store that has just been started and reads its data: it takes connections and serves nobody.

with LoadingStore(port):
    ...
"""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

_LOADING = b"-LOADING Redis is loading the dataset in memory\r\n"
_SERVED = {b"AUTH", b"CLIENT", b"SELECT"}
"""What the real one takes meanwhile: so much a client says of itself first."""
_START_S = 5.0


class LoadingStore:
    """Listens on this loopback port, in a thread with a loop of its own."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._started = threading.Event()
        self._loop: asyncio.AbstractEventLoop
        self._stopping: asyncio.Event
        self._clients: set[asyncio.StreamWriter] = set()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._run()), name="loading-store", daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._started.wait(_START_S):
            raise TimeoutError("the loading store did not start")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(_START_S)

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)
        self._started.set()
        await self._stopping.wait()
        server.close()
        await asyncio.sleep(0)  # who has just come is among the clients
        for client in tuple(self._clients):
            client.transport.abort()
        while self._clients:  # noqa: ASYNC110 - each hears of it in a turn and ends
            await asyncio.sleep(0)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
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
