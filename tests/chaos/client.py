"""A good client: it asks again when it was cut off or turned away, and follows each job to its end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import aiohttp
import orjson

from tests.acceptance.caller import GENERATE, JOBS

if TYPE_CHECKING:
    from tests.chaos.ledger import Entry, Ledger

ENGINE = "saju_engine"
WAIT_S = 20
_AGAIN_S = 0.2
_READERS = 32


class Client:
    """Tells the ledger of all that it is told."""

    def __init__(self, session: aiohttp.ClientSession, url: str, ledger: Ledger) -> None:
        self.ledger = ledger
        self.session = session
        self.url = url

    async def ask(self, entry: Entry, *, waits: bool) -> None:
        """Returns when its answer is there; `waits` has the POST held for it."""
        prefer = {"Prefer": f"wait={WAIT_S}"} if waits else {}
        while True:
            status, body = await self.call("POST", GENERATE, entry.question, prefer)
            if status in {200, 202}:
                break
            await asyncio.sleep(_AGAIN_S)
        if body["job_id"] is not None:
            self.ledger.accepted(entry, body["job_id"])
        if status == 200:
            self.ledger.ended(entry, body)
        else:
            await self.follow(entry, body["job_id"])

    async def follow(self, entry: Entry, job_id: str) -> None:
        """Waits at the job's address until it has ended, or is said to be unknown."""
        while True:
            status, body = await self.call("GET", f"{JOBS}{job_id}?wait={WAIT_S}")
            if status == 404:
                self.ledger.gone(entry)
                return
            if status != 200:
                await asyncio.sleep(_AGAIN_S)
            elif body["status"] not in {"queued", "running"}:
                self.ledger.ended(entry, body)
                return

    async def look_again(self, entries: list[Entry]) -> None:
        """Reads each job once more, and asks each question once more."""
        some = asyncio.Semaphore(_READERS)

        async def look(entry: Entry) -> None:
            async with some:
                status, body = await self.call("GET", f"{JOBS}{entry.job_id}")
                if status == 200:
                    self.ledger.ended(entry, body)
                if entry.by != ENGINE:  # whose readings stay in the cache for a moment only
                    status, body = await self.call("POST", GENERATE, entry.question)
                    if status == 200 and not body["degraded"]:
                        self.ledger.ended(entry, body)

        await asyncio.gather(*map(look, entries))

    async def call(
        self, method: str, path: str, question: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, Any]]:
        """Status and body; 0 where the connection ended without an answer."""
        data = None if question is None else orjson.dumps(question)
        try:
            async with self.session.request(
                method, self.url + path, data=data, headers=headers
            ) as response:
                raw = await response.read()
        except (aiohttp.ClientError, TimeoutError):
            self.ledger.cut_off()
            return 0, {}
        body = orjson.loads(raw or b"{}")
        if response.status >= 400:
            self.ledger.refused(response.status, str(body.get("code")))
        return response.status, body
