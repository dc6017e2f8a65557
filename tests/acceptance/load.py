"""Callers of every kind, who go on until they are told to stop and forgive nothing.

Each counts what it got; an answer that is not as promised, and a connection that is refused, reset
or ends early, ends the whole load with an error. Where the store has no processor to answer in time,
which is this machine's fault, the gateway does what it promises then; that is counted apart.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from typing import TYPE_CHECKING, Any

import aiohttp

from tests.acceptance.caller import BATCH, GENERATE, JOBS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping
    from types import TracebackType
    from typing import Self

_TIMEOUT_S = 40.0
_PAUSE_S = 0.05
_STORE_AWAY_S = 0.5
_ENDED = b"event: completed"


class Load:
    """Hits, misses, waiters, followers and batches, over kept connections and over new ones.

    with Load(port, questions) as load:
        ...  # do something to the system
    assert load.answered["hit"] > 0
    """

    def __init__(self, port: int, questions: Iterator[dict[str, Any]], *, each: int = 1) -> None:
        self.answered: Counter[str] = Counter()
        self.asked = 0
        """Questions that nobody had asked before and that were queued; each of them is one job."""
        self.jobs: set[str] = set()
        self._url = f"http://127.0.0.1:{port}"
        self._questions = questions
        self._each = each
        self._over = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._main, name="load")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()
        if self._failure is not None and error is None:
            raise self._failure

    @property
    def failed(self) -> bool:
        return self._failure is not None

    def _main(self) -> None:
        try:
            asyncio.run(self._run())
        except BaseException as error:  # noqa: BLE001 - raised in the thread of the test instead
            self._failure = error

    async def _run(self) -> None:
        timeout = aiohttp.ClientTimeout(_TIMEOUT_S)
        async with (
            aiohttp.ClientSession(self._url, timeout=timeout) as kept,
            aiohttp.ClientSession(
                self._url, timeout=timeout, connector=aiohttp.TCPConnector(force_close=True)
            ) as new,
        ):
            known = next(self._questions)
            assert await self._completed(kept, known)
            kinds: list[Callable[[aiohttp.ClientSession, dict[str, Any]], Awaitable[None]]] = [
                self._hit,
                self._wait_in_the_request,
                self._wait_for_the_job,
                self._follow,
                self._batch,
            ]
            async with asyncio.TaskGroup() as group:
                for session in (kept, new):
                    for kind in kinds:
                        for _ in range(self._each):
                            group.create_task(self._again_and_again(kind, session, known))

    async def _again_and_again(
        self,
        kind: Callable[[aiohttp.ClientSession, dict[str, Any]], Awaitable[None]],
        session: aiohttp.ClientSession,
        known: dict[str, Any],
    ) -> None:
        while not self._over.is_set():
            await kind(session, known)
            await asyncio.sleep(_PAUSE_S)

    async def _hit(self, session: aiohttp.ClientSession, known: dict[str, Any]) -> None:
        status, body = await self._post(session, GENERATE, known)
        if not self._is_degraded(body):
            assert (status, body["cache_hit"]) == (200, True), body
            self.answered["hit"] += 1

    async def _wait_in_the_request(
        self, session: aiohttp.ClientSession, _known: dict[str, Any]
    ) -> None:
        if await self._completed(session, next(self._questions)):
            self.answered["waited in the request"] += 1

    async def _completed(self, session: aiohttp.ClientSession, question: dict[str, Any]) -> bool:
        status, body = await self._post(session, GENERATE, question, {"Prefer": "wait=20"})
        if self._is_degraded(body):
            return False
        self._note(body["job_id"])
        if status == 202:  # sent home, and the job goes on
            self.answered["sent home"] += 1
            await self._end(session, body["job_id"])
        else:
            self._check(status, body)
        return True

    async def _wait_for_the_job(
        self, session: aiohttp.ClientSession, _known: dict[str, Any]
    ) -> None:
        if job_id := await self._queued(session):
            await self._end(session, job_id)
            self.answered["waited for the job"] += 1

    async def _follow(self, session: aiohttp.ClientSession, _known: dict[str, Any]) -> None:
        job_id = await self._queued(session)
        last_id: str | None = None
        while job_id is not None:
            headers = {} if last_id is None else {"Last-Event-ID": last_id}
            async with session.get(f"{JOBS}{job_id}/events", headers=headers) as response:
                told = await response.read()  # to a clean end, or this raises
                if await self._is_away(response):
                    continue
                assert response.status == 200, response
            if _ENDED in told:
                break
            self.answered["stream ended early"] += 1
            ids = [line[4:] for line in told.decode().splitlines() if line.startswith("id: ")]
            last_id = ids[-1] if ids else last_id
        self.answered["followed"] += 1

    async def _batch(self, session: aiohttp.ClientSession, known: dict[str, Any]) -> None:
        items = [next(self._questions), known, next(self._questions)]
        status, told = await self._post(session, BATCH, {"items": items})
        assert status == 200, told
        for row in told["items"]:
            assert row["status"] in {"completed", "queued", "running"}, row
            if row["job_id"] is None:
                assert row["result"]["cache_hit"] or self._is_degraded(row["result"]), row
            else:
                self._note(row["job_id"])
                await self._end(session, row["job_id"])
        self.answered["batch"] += 1

    async def _queued(self, session: aiohttp.ClientSession) -> str | None:
        status, body = await self._post(session, GENERATE, next(self._questions))
        if self._is_degraded(body):
            return None
        assert status == 202, body
        job_id: str = body["job_id"]
        self._note(job_id)
        return job_id

    async def _end(self, session: aiohttp.ClientSession, job_id: str) -> None:
        while True:
            async with session.get(f"{JOBS}{job_id}?wait=20") as response:
                body = await response.json()
                if await self._is_away(response):
                    continue
                assert response.status == 200, body
            if body["status"] not in {"queued", "running"}:
                self._check(200, body)
                return
            self.answered["sent home"] += 1

    async def _post(
        self,
        session: aiohttp.ClientSession,
        path: str,
        body: dict[str, Any],
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, dict[str, Any]]:
        async with session.post(path, json=body, headers=headers) as response:
            told: dict[str, Any] = await response.json()
            return response.status, told

    def _note(self, job_id: str) -> None:
        self.asked += 1
        self.jobs.add(job_id)

    def _is_degraded(self, body: dict[str, Any]) -> bool:
        if body.get("degraded") and body["job_id"] is None:
            self.answered["store was slow"] += 1
            return True
        return False

    async def _is_away(self, response: aiohttp.ClientResponse) -> bool:
        if response.status != 503:
            return False
        assert (await response.json(content_type=None))["code"] == "store_unavailable", response
        assert response.headers["Retry-After"]
        self.answered["store was slow"] += 1
        await asyncio.sleep(_STORE_AWAY_S)
        return True

    @staticmethod
    def _check(status: int, body: dict[str, Any]) -> None:
        found = (status, body["status"], body.get("model_used"), body.get("degraded"))
        assert found == (200, "completed", "openai", False), body
