"""What idle connections cost the gateway: memory while they are open, and after they are closed.

A gateway of its own is started on the loopback, with the server and the protocol that `palja up`
gives it and an application that needs no store. Every connection asks once and stays.
"""

from __future__ import annotations

import asyncio
import resource
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

from api_gateway.ebb import SOON_S
from bench.report import Row
from bench.usage import rss_bytes
from scripts.up.children import gateways
from scripts.up.descriptors import raise_limit
from scripts.up.listening import listen
from shared.settings import load_settings, process_environ

CONNECTIONS = 10_000
PER_CONNECTION_BYTES = 50_000
LEFT_BYTES = 40_000_000  # what Python keeps for its next objects
_BESIDE = 200
_OWN = 40  # files of a gateway without connections, at most
_AT_ONCE = 200
_REQUEST = b"GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
_START_S = 30.0


def measure(*, short: bool) -> Iterator[Row]:
    """The bytes of a connection, and the bytes that are left once all are closed."""
    if line := raise_limit():
        print(f"{line}\n")
    wanted = CONNECTIONS // 10 if short else CONNECTIONS
    granted = resource.getrlimit(resource.RLIMIT_NOFILE)[0] - _BESIDE
    if granted < wanted:
        print(f"only {granted} connections: no process may have more files open here\n")
    number = min(wanted, granted)
    empty, full, after = asyncio.run(_measured(number))
    each = (full - empty) / number
    yield Row("connections open at once", number, "", at_least=wanted)
    yield Row("gateway without connections", empty / 1e6, "MB")
    yield Row("gateway with all of them", full / 1e6, "MB")
    yield Row("memory of a connection", each / 1e3, "KB", at_most=PER_CONNECTION_BYTES / 1e3)
    yield Row("left after all are closed", (after - empty) / 1e6, "MB", at_most=LEFT_BYTES / 1e6)


async def _measured(number: int) -> tuple[int, int, int]:
    """The gateway's bytes before, with and after so many connections."""
    async with _gateway() as (pid, port):
        opened = [await _opened(port) for _ in range(_AT_ONCE)]
        for writer in opened:
            writer.close()
        await _until_closed(pid)
        empty = rss_bytes(pid)
        opened = []
        while len(opened) < number:
            some = min(_AT_ONCE, number - len(opened))
            opened += await asyncio.gather(*(_opened(port) for _ in range(some)))
        full = rss_bytes(pid)
        for writer in opened:
            writer.close()
        await _until_closed(pid)
        await asyncio.sleep(2 * SOON_S)
        (await _opened(port)).close()
        return empty, full, rss_bytes(pid)


async def _opened(port: int) -> asyncio.StreamWriter:
    """A connection that has asked once."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(_REQUEST)
    answer = await reader.readuntil(b"}")
    if not answer.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(answer.decode())
    return writer


@asynccontextmanager
async def _gateway() -> AsyncIterator[tuple[int, int]]:
    """A started gateway's process and port; it finds no store, which these connections do not need."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    nowhere = "unix:///nonexistent/store.sock?db=0"
    settings = load_settings(
        {"PALJA_PORT": str(port), "PALJA_REDIS_URL": nowhere, "PALJA_SECRET": "of the bench alone"},
        env_files=(),
    )
    with listen(settings.host, port, "PALJA_PORT") as listener:
        [child] = gateways(settings, {**process_environ(), **settings.environ()}, listener.fileno())
        process = await asyncio.create_subprocess_exec(
            *child.command,
            env=dict(child.environ),
            pass_fds=child.pass_fds,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            async with asyncio.timeout(_START_S):
                (await _opened(port)).close()
                yield process.pid, port
        finally:
            process.terminate()
            await process.wait()


async def _until_closed(pid: int) -> None:
    """Returns when the gateway has closed its side of all connections, too."""
    while _files(pid) > _OWN:  # noqa: ASYNC110 - another process, it sets no event
        await asyncio.sleep(0.05)


def _files(pid: int) -> int:
    return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
