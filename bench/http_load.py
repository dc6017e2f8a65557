"""A closed loop of callers over kept connections, and what a server spends on them.

The caller is as cheap as it can be in Python: bytes out, a length read, bytes in. What it needs itself
does not count, for a server is measured by its own CPU time.
"""

from __future__ import annotations

import asyncio
import os
import re
import time
from dataclasses import dataclass, field
from pathlib import Path

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_TICKS_S = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Load:
    """What came of a load: seconds of CPU time of the server, and of each request."""

    requests: int
    cpu_s: float
    took_s: list[float] = field(repr=False)

    @property
    def per_cpu_s(self) -> float:
        """Requests for a second of the server's CPU time."""
        return self.requests / self.cpu_s

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


async def loaded(pids: list[int], port: int, sent: bytes, *, requests: int, callers: int) -> Load:
    """Sends so many requests from so many callers, each with one on its way."""
    left = iter(range(requests))
    took_s: list[float] = []

    async def caller() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in left:
            began_s = time.perf_counter()
            writer.write(sent)
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
    await asyncio.gather(*(caller() for _ in range(callers)))
    return Load(requests, sum(map(cpu_s, pids)) - before_s, took_s)


def cpu_s(pid: int) -> float:
    """CPU time of a process so far, in steps of 10 ms."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * _TICKS_S
