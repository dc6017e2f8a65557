"""What `palja batch` takes: memory at ten thousand rows and at a million, and CPU time of a row.

The command asks a gateway of the benchmark's own, which answers at once with a real answer's bytes: a hit for
each row, or a job for each that has ended by the time it is asked for. What a row takes of a real gateway,
other benchmarks tell. The million are answered in short, for whole they would be thirty gigabytes.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import orjson
from aiohttp import web

from bench.report import Finding, Row
from bench.usage import cpu_s, peak_rss_bytes
from tests.acceptance.caller import BATCH, JOBS
from tests.acceptance.questions import FIRST_QUESTION
from tests.acceptance.stack import ROOT, running
from tests.fakes.loop_thread import LoopThread

FEW, MANY = 10_000, 1_000_000
GROWTH = 1.1
KNOWN = "/admin-api/saju/ai-known"
_MOST_BYTES = 1024 * 1024
_LOOK_S = 0.2
MB = 1e6


def measure(*, short: bool) -> Iterator[Finding]:
    """Rows a second, CPU time and the most memory, for few rows and for many."""
    part = 20 if short else 1
    answer = _answer()
    with tempfile.TemporaryDirectory(prefix="palja-") as name, _Gateway(answer) as gateway:
        folder = Path(name)
        known = _run(folder, gateway, FEW // part)
        gateway.knows = False
        jobs = _run(folder, gateway, FEW // part)
        gateway.knows, gateway.answer = True, _in_short(answer)
        few = _run(folder, gateway, FEW)
        many = _run(folder, gateway, MANY // part)
    yield Row("the bytes of an answer", len(answer) / 1e3, "KB")
    for what, run in (
        ("rows that are known", known),
        ("rows that are asked, a job each", jobs),
        ("rows that are known, answered in short", many),
    ):
        yield Row(what, run.rows_per_s, "/s", cpu_us=run.cpu_us)
        yield Row(f"memory at {run.rows:,} of them", run.peak_mb, "MB")
    yield Row(
        f"memory at {many.rows:,} rows",
        many.peak_mb / few.peak_mb,
        "×",
        at_most=GROWTH,
        beside=f"at {few.rows:,}: {few.peak_mb:.1f} MB",
    )


@dataclass(frozen=True, slots=True)
class _Run:
    """What one run of the command took."""

    rows: int
    took_s: float
    cpu_s: float
    peak_mb: float

    @property
    def rows_per_s(self) -> float:
        """In all."""
        return self.rows / self.took_s

    @property
    def cpu_us(self) -> float:
        """CPU time of the command for one row, µs."""
        return 1e6 * self.cpu_s / self.rows


class _Gateway(LoopThread):
    """Answers each question with the same bytes; `knows` says whether that is a hit."""

    def __init__(self, answer: bytes) -> None:
        super().__init__("gateway")
        self.knows = True
        self._port = 0
        self.answer = answer

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._port}"

    async def _serve(self, started: Callable[[], None], stopping: asyncio.Event) -> None:
        app = web.Application(client_max_size=_MOST_BYTES)
        app.add_routes(
            [
                web.post(KNOWN, self._look_up),
                web.post(BATCH, self._ask),
                web.get(JOBS + "{job_id}", self._end),
            ]
        )
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self._port = runner.addresses[0][1]
        started()
        await stopping.wait()
        await runner.cleanup()

    async def _look_up(self, request: web.Request) -> web.Response:
        known = "fresh" if self.knows else "no"
        rows = [
            b'{"known":"%b","index":%d,"problem":null}' % (known.encode(), row)
            for row in range(await _count(request))
        ]
        return _items(rows)

    async def _ask(self, request: web.Request) -> web.Response:
        call = request.headers.get("Idempotency-Key", "")
        if self.knows:
            row = b'{"index":%d,"status":"completed","job_id":null,"result":%b,"problem":null}'
            rows = [row % (index, self.answer) for index in range(await _count(request))]
        else:
            row = b'{"index":%d,"status":"queued","job_id":"%b-%d","result":null,"problem":null}'
            rows = [row % (index, call.encode(), index) for index in range(await _count(request))]
        return _items(rows)

    async def _end(self, request: web.Request) -> web.Response:
        job_id = request.match_info["job_id"].encode()
        body = self.answer.replace(b'"job_id":null', b'"job_id":"%b"' % job_id, 1)
        return web.Response(body=body, content_type="application/json")


async def _count(request: web.Request) -> int:
    return len(orjson.loads(await request.read())["items"])


def _items(rows: list[bytes]) -> web.Response:
    body = b'{"success":true,"items":[%b]}' % b",".join(rows)
    return web.Response(body=body, content_type="application/json")


def _run(folder: Path, gateway: _Gateway, rows: int) -> _Run:
    source, results = folder / "births.csv", folder / "results.csv"
    with source.open("w", encoding="utf-8") as file:
        file.write("id,생년월일,성별\n")
        first = date(1950, 1, 1)
        file.writelines(
            f"{number},{first + timedelta(days=number % 20_000)},남\n" for number in range(rows)
        )
    words = ("batch", str(source), "--csv", "--columns", "id,status", "--output", str(results))
    began_s = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "scripts", *words, "--overwrite", "--url", gateway.url],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    )
    peak, used_s = 0, 0.0
    while process.poll() is None:
        with suppress(OSError, RuntimeError):  # it has just ended
            peak, used_s = peak_rss_bytes(process.pid), cpu_s(process.pid)
        time.sleep(_LOOK_S)
    took_s = time.perf_counter() - began_s
    with results.open("rb") as file:
        written = sum(1 for _ in file) - 1
    if process.returncode or written != rows:
        raise RuntimeError(f"status {process.returncode}, {written} of {rows} rows")
    return _Run(rows, took_s, used_s, peak / MB)


def _in_short(answer: bytes) -> bytes:
    """The same with the chart's name and a word alone."""
    fields = orjson.loads(answer)
    chart = {"ilgan": fields["chart"]["ilgan"]}
    reading = {"sections": fields["reading"]["sections"][:1]}
    return orjson.dumps({**fields, "chart": chart, "reading": reading, "response": "…"})


def _answer() -> bytes:
    """The bytes of a real reading by the engine."""
    with running() as stack:
        reply = stack.caller.ask(FIRST_QUESTION, Prefer="wait=20")
    if reply.status != 200:
        raise RuntimeError(f"{reply.status}: {reply.raw[:200]!r}")
    return orjson.dumps({**reply.json, "job_id": None, "cache_hit": True})
