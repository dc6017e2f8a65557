"""A steady load of distinct questions, asked as a good client asks: patiently, and again."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import aiohttp
import orjson

from tests.acceptance.caller import GENERATE, JOBS
from tests.chaos.asking import questions

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from tests.chaos.ledger import Entry, Ledger

_CALL_S = 40.0
_AGAIN_S = 0.2
_WAIT_S = 20
_READERS = 32
ENGINE = "saju_engine"


def waits(entry: Entry) -> bool:
    """Whether it is posted with `Prefer: wait`; who does not is told a job, and waits there."""
    return entry.number % 2 == 0


class Load:
    """Asks `per_s` questions a second from a thread of its own, and follows each to its end."""

    def __init__(self, port: int, ledger: Ledger, per_s: float) -> None:
        self.ledger = ledger
        self._url = f"http://127.0.0.1:{port}"
        self.per_s = per_s
        self._questions = questions()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._run()), name="load", daemon=True
        )
        self._started = threading.Event()
        self._loop: asyncio.AbstractEventLoop
        self._session: aiohttp.ClientSession
        self._asking: asyncio.Event
        self._ending: asyncio.Event

    def __enter__(self) -> Self:
        self._thread.start()
        self._started.wait()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._ending.set)
        self._thread.join()

    def pause(self) -> None:
        """Asks nothing new; what is open is followed further."""
        self._loop.call_soon_threadsafe(self._asking.clear)

    def look_again(self, entries: list[Entry]) -> None:
        """Reads each job once more, and asks each question once more; the ledger is told."""
        asyncio.run_coroutine_threadsafe(self._look_again(entries), self._loop).result()

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._asking, self._ending = asyncio.Event(), asyncio.Event()
        self._asking.set()
        timeout, connector = aiohttp.ClientTimeout(_CALL_S), aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector, timeout=timeout) as self._session:
            self._started.set()
            pacing = asyncio.create_task(self._pace())
            await self._ending.wait()
            pacing.cancel()
            with suppress(asyncio.CancelledError):
                await pacing

    async def _pace(self) -> None:
        """Asks at even distances; one that is late is made up for."""
        next_s = self._loop.time()
        async with asyncio.TaskGroup() as group:
            while True:
                if not self._asking.is_set():
                    await self._asking.wait()
                    next_s = self._loop.time()
                entry = self.ledger.asked(next(self._questions))
                group.create_task(self._ask(entry))
                next_s += 1 / self.per_s
                await asyncio.sleep(max(0.0, next_s - self._loop.time()))

    async def _ask(self, entry: Entry) -> None:
        prefer = {"Prefer": f"wait={_WAIT_S}"} if waits(entry) else {}
        while True:
            status, body = await self._call("POST", GENERATE, entry.question, prefer)
            if status in {200, 202}:
                break
            await asyncio.sleep(_AGAIN_S)
        if body["job_id"] is not None:
            self.ledger.accepted(entry, body["job_id"])
        if status == 200:
            self.ledger.ended(entry, body)
        else:
            await self._follow(entry, body["job_id"])

    async def _follow(self, entry: Entry, job_id: str) -> None:
        while True:
            status, body = await self._call("GET", f"{JOBS}{job_id}?wait={_WAIT_S}")
            if status == 404:
                self.ledger.gone(entry)
                return
            if status != 200:
                await asyncio.sleep(_AGAIN_S)
            elif body["status"] not in {"queued", "running"}:
                self.ledger.ended(entry, body)
                return

    async def _look_again(self, entries: list[Entry]) -> None:
        some = asyncio.Semaphore(_READERS)

        async def look(entry: Entry) -> None:
            async with some:
                status, body = await self._call("GET", f"{JOBS}{entry.job_id}")
                if status == 200:
                    self.ledger.ended(entry, body)
                if entry.by != ENGINE:  # whose readings stay in the cache for a moment only
                    status, body = await self._call("POST", GENERATE, entry.question)
                    if status == 200 and not body["degraded"]:
                        self.ledger.ended(entry, body)

        await asyncio.gather(*map(look, entries))

    async def _call(
        self, method: str, path: str, question: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, Any]]:
        """Status and body; 0 where the connection ended without an answer."""
        data = None if question is None else orjson.dumps(question)
        try:
            async with self._session.request(
                method, self._url + path, data=data, headers=headers
            ) as response:
                raw = await response.read()
        except (aiohttp.ClientError, TimeoutError):
            self.ledger.cut_off()
            return 0, {}
        body = orjson.loads(raw)
        if response.status >= 400:
            self.ledger.refused(response.status, str(body.get("code")))
        return response.status, body
