"""Callers over kept connections, in a closed loop or at a pace, and what a server spends on them.

The caller is as cheap as it can be in Python: bytes out, a length read, bytes in. What it needs itself
does not count, for a server is measured by its own CPU time.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import uvloop

from bench.usage import cpu_s

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(slots=True)
class Load:
    """What came of a load: seconds of CPU time of the server, of all of it and of each request."""

    requests: int
    cpu_s: float
    wall_s: float
    took_s: list[float] = field(repr=False)

    @property
    def per_cpu_s(self) -> float:
        """Requests for a second of the server's CPU time."""
        return self.requests / self.cpu_s

    @property
    def per_s(self) -> float:
        """Requests a second."""
        return self.requests / self.wall_s

    @property
    def cpu_us(self) -> float:
        """CPU time of the server for one request, µs."""
        return 1e6 * self.cpu_s / self.requests

    def quantile_ms(self, share: float) -> float:
        """So many milliseconds at most for this share of the requests."""
        return 1000 * sorted(self.took_s)[int(share * (len(self.took_s) - 1))]


def request(path: str, body: bytes, **headers: str) -> bytes:
    """A POST on a kept connection."""
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"{lines}Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def load(
    pids: Sequence[int], port: int, sent: Sequence[bytes], *, requests: int, callers: int
) -> Load:
    """Sends these in turn, so many in all, from so many callers, each with one on its way."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_loaded(pids, port, sent, requests, callers, None))


def paced(
    pids: Sequence[int],
    port: int,
    sent: Sequence[bytes],
    *,
    per_s: float,
    callers: int,
) -> Load:
    """Sends each once, so many a second, whether or not the ones before are answered.

    One that no caller is free for is counted from when it was due.
    """
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_loaded(pids, port, sent, len(sent), callers, 1 / per_s))


async def _loaded(
    pids: Sequence[int],
    port: int,
    sent: Sequence[bytes],
    requests: int,
    callers: int,
    every_s: float | None,
) -> Load:
    left = iter(range(requests))
    took_s: list[float] = []
    streams = [await asyncio.open_connection("127.0.0.1", port) for _ in range(callers)]
    start_s = time.perf_counter()

    async def caller(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for number in left:
            began_s = time.perf_counter()
            if every_s is not None:
                due_s = start_s + number * every_s
                if due_s > began_s:
                    await asyncio.sleep(due_s - began_s)
                    began_s = time.perf_counter()
                else:
                    began_s = due_s
            writer.write(sent[number % len(sent)])
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(head.decode(errors="replace"))
            found = _LENGTH.search(head)
            if found is None:
                raise RuntimeError("an answer without a length")
            await reader.readexactly(int(found[1]))
            took_s.append(time.perf_counter() - began_s)
        writer.close()
        await writer.wait_closed()

    before_s = sum(map(cpu_s, pids))
    await asyncio.gather(*(caller(*stream) for stream in streams))
    wall_s = time.perf_counter() - start_s
    return Load(requests, sum(map(cpu_s, pids)) - before_s, wall_s, took_s)
