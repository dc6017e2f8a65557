"""A steady load, from a thread and a loop of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeAlias

import aiohttp

from tests.chaos.asking import questions
from tests.chaos.client import Client
from tests.fakes.loop_thread import LoopThread

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.chaos.ledger import Entry, Ledger

Visit: TypeAlias = Callable[[Client, "Iterator[dict[str, Any]]"], Coroutine[Any, Any, None]]
"""What one caller does; he takes as many new questions as he needs."""
_CALL_S = 40.0


def waits(entry: Entry) -> bool:
    """Whether it is posted with `Prefer: wait`; who does not is told a job, and waits there."""
    return entry.number % 2 == 0


async def ask_something_new(client: Client, new: Iterator[dict[str, Any]]) -> None:
    entry = client.ledger.asked(next(new))
    await client.ask(entry, waits=waits(entry))


class Load(LoopThread):
    """`per_s` visits begin each second, at even distances; one that is late is made up for."""

    def __init__(
        self,
        port: int,
        ledger: Ledger,
        per_s: float,
        visit: Visit = ask_something_new,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__("load")
        self.ledger = ledger
        self._headers = headers
        self.per_s = per_s
        self._url = f"http://127.0.0.1:{port}"
        self._visit = visit
        self._client: Client
        self._asking: asyncio.Event

    def pause(self) -> None:
        """Begins no more visits; what is open is followed further."""
        self._loop.call_soon_threadsafe(self._asking.clear)

    def look_again(self, entries: list[Entry]) -> None:
        """Reads each job once more, and asks each question once more; the ledger is told."""
        looking = self._client.look_again(entries)
        asyncio.run_coroutine_threadsafe(looking, self._loop).result()

    async def _serve(self, started: Callable[[], None], stopping: asyncio.Event) -> None:
        self._asking = asyncio.Event()
        self._asking.set()
        timeout, connector = aiohttp.ClientTimeout(_CALL_S), aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(
            connector=connector, timeout=timeout, headers=self._headers
        ) as session:
            self._client = Client(session, self._url, self.ledger)
            started()
            pacing = asyncio.create_task(self._pace())
            await stopping.wait()
            pacing.cancel()
            with suppress(asyncio.CancelledError):
                await pacing

    async def _pace(self) -> None:
        new = questions()
        next_s = self._loop.time()
        async with asyncio.TaskGroup() as group:
            while True:
                if not self._asking.is_set():
                    await self._asking.wait()
                    next_s = self._loop.time()
                group.create_task(self._visit(self._client, new))
                next_s += 1 / self.per_s
                await asyncio.sleep(max(0.0, next_s - self._loop.time()))
