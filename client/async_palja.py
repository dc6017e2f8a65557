"""The same client for a program with an event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import aclosing
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx2

from client import calls
from client.answers import Answer, BatchRow, Job, KnownRow
from client.connection import DEFAULT_URL, Connection
from client.errors import PaljaError
from client.events import LARGEST_BYTES, Event, Heard
from client.figures import ClearedCache, Figures, Switch
from client.inspections import Inspection
from client.patience import Tries
from client.questions import Asked
from client.waiting import PAUSE_S, Waiting

T = TypeVar("T")


class AsyncPalja:
    """`Palja`, whose calls are awaited; what it is given and what it raises is the same."""

    def __init__(
        self,
        url: str = DEFAULT_URL,
        *,
        key: str | None = None,
        patience_s: float = 60.0,
        timeout_s: float = 30.0,
        connections: int = 20,
        language: str | None = None,
    ) -> None:
        self._connection = Connection(url, key, timeout_s, connections, language)
        self._patience_s = patience_s
        # Who waits for a connection waits here: the library looks through all who wait, at each turn.
        self._places = asyncio.Semaphore(connections)
        self._http = httpx2.AsyncClient(
            base_url=url,
            headers=self._connection.headers,
            limits=self._connection.limits,
            trust_env=self._connection.trust_env,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Closes all connections."""
        await self._http.aclose()

    async def generate(
        self,
        question: Asked,
        *,
        wait_s: float = 0.0,
        idempotency_key: str | None = None,
        patience_s: float | None = None,
    ) -> Answer | Job:
        """The answer if it is known or comes within `wait_s` (30 at most), else the job to wait for.

        A question that is sent again, because its answer was lost, is asked once: it has an
        `Idempotency-Key`, of its own making unless one is given.
        """
        return await self._make(calls.generate(question, wait_s, idempotency_key), patience_s)

    async def wait(
        self, job_id: str, *, timeout_s: float = 120.0, patience_s: float | None = None
    ) -> Answer:
        """The job's answer, as soon as it is there.

        Raises:
            JobEnded: the job failed or was cancelled.
            StillOpen: it has not ended within `timeout_s`; it goes on.
            JobNotFound: no job has this id.
        """
        return await self._wait(job_id, Waiting(timeout_s), patience_s)

    async def read(
        self, question: Asked, *, timeout_s: float = 120.0, patience_s: float | None = None
    ) -> Answer:
        """The answer, asked for and waited for; raises as `wait` does."""
        waiting = Waiting(timeout_s)
        found = await self.generate(question, wait_s=waiting.held_s, patience_s=patience_s)
        if isinstance(found, Answer):
            return found
        return await self._wait(found.job_id, waiting, patience_s)

    async def job(
        self, job_id: str, *, wait_s: float = 0.0, patience_s: float | None = None
    ) -> Job:
        """The job as it stands, or at its end if that comes within `wait_s` (30 at most)."""
        return await self._make(calls.job(job_id, wait_s), patience_s)

    async def cancel(self, job_id: str, *, patience_s: float | None = None) -> str | None:
        """Takes one submit back and gives the job's status; None: it had ended, its record is gone."""
        return await self._make(calls.cancel(job_id), patience_s)

    async def events(
        self, job_id: str, *, last_event_id: str | None = None, patience_s: float | None = None
    ) -> AsyncGenerator[Event, None]:
        """What happens to the job from now on (or after that event), until its end.

        A stream that is cut goes on where it was. Text that was missed for longer than the gateway
        remembers does not come again; `CompletedEvent` has the whole. Who stops before the end closes
        the stream (`contextlib.aclosing`).
        """
        heard, tries = Heard(last_event_id), self._tries(patience_s)
        while True:
            try:
                async with aclosing(self._stream(job_id, heard)) as stream:
                    async for event in stream:
                        tries.begin_again()
                        yield event
                if not heard.ended:
                    raise heard.cut()
            except PaljaError as error:
                pause_s = tries.pause_s(error)
            else:
                return
            await asyncio.sleep(pause_s)

    async def batch(
        self,
        items: Iterable[Asked],
        *,
        idempotency_key: str | None = None,
        patience_s: float | None = None,
    ) -> tuple[BatchRow, ...]:
        """A row for each of up to 1,000 questions, in order.

        A row that was refused has its problem, and is not asked again.

        Raises:
            TooMuch: more items, or more than 1 MiB; nothing was sent.
        """
        return await self._make(calls.batch(items, idempotency_key), patience_s)

    async def known(
        self, items: Iterable[Asked], *, patience_s: float | None = None
    ) -> tuple[KnownRow, ...]:
        """Which of up to 1,000 questions a cache can answer; none is asked. Raises as `batch` does."""
        return await self._make(calls.known(items), patience_s)

    async def inspect(
        self,
        inspection: Mapping[str, Any],
        *,
        wait_s: float = 0.0,
        patience_s: float | None = None,
    ) -> Inspection:
        """What is false of a chart, or of a text about one; `inspection` is the contract's JSON."""
        return await self._make(calls.inspect(inspection, wait_s), patience_s)

    async def stats(self, *, patience_s: float | None = None) -> Figures:
        """The comprehensive figures over all processes."""
        return await self._make(calls.stats(), patience_s)

    async def toggle(self, *, enabled: bool, patience_s: float | None = None) -> Switch:
        """Optimisation on or off, in every process within a second."""
        return await self._make(calls.toggle(enabled=enabled), patience_s)

    async def clear_cache(self, *, patience_s: float | None = None) -> ClearedCache:
        """Both levels of the cache emptied, in every process within a second."""
        return await self._make(calls.clear_cache(), patience_s)

    async def _wait(self, job_id: str, waiting: Waiting, patience_s: float | None) -> Answer:
        while True:
            job = await self.job(job_id, wait_s=waiting.held_s, patience_s=patience_s)
            answer = waiting.answer(job)
            if answer is not None:
                return answer
            await asyncio.sleep(PAUSE_S)

    def _tries(self, patience_s: float | None) -> Tries:
        return Tries(self._patience_s if patience_s is None else patience_s)

    async def _make(self, call: calls.Call[T], patience_s: float | None) -> T:
        tries = self._tries(patience_s)
        while True:
            try:
                return call.result(await self._answer(call))
            except PaljaError as error:
                pause_s = tries.pause_s(error, once=call.once)
            await asyncio.sleep(pause_s)

    async def _answer(self, call: calls.Call[T]) -> httpx2.Response:
        try:
            async with self._places:
                return await self._http.request(
                    call.method,
                    call.path,
                    content=call.content,
                    headers=call.headers,
                    timeout=self._connection.timeout(call.waits_s),
                )
        except httpx2.RequestError as error:
            raise self._connection.unreachable(error) from error

    async def _stream(self, job_id: str, heard: Heard) -> AsyncGenerator[Event, None]:
        """The events of one connection."""
        try:
            async with (
                self._places,
                self._http.sse(
                    calls.events_path(job_id),
                    headers=heard.headers,
                    timeout=self._connection.silence,
                    max_event_size=LARGEST_BYTES,
                ) as source,
            ):
                if not source.response.is_success:
                    await source.response.aread()
                    raise calls.refusal(source.response)
                async for told in source:
                    event = heard.event(told)
                    if event is not None:
                        yield event
                    if heard.ended:
                        return
        except httpx2.RequestError as error:
            raise self._connection.unreachable(error) from error
