"""Waiting for a job's end, without polling: every waiting caller of a process shares one stream."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.types import Receive

from api_gateway.ends import Ends
from api_gateway.sse import left
from shared.clock import Clock
from shared.contracts.question import Question
from shared.engine import engine_answer
from shared.errors import StoreUnavailable
from shared.jobs.events import JobEvents
from shared.jobs.record import JobRecord, JobStatus, Result
from shared.jobs.store import JobStore

MAX_WAIT_S = 30.0
WORKERS_TURN_S = 3.0
"""So long after its deadline an unclaimed job is left to the workers' reaper."""
STORE_PAUSE_S = 0.3
"""Who waits already asks a store that is away again after this, a little more than it is left alone."""


class Waiting:
    """Reads jobs, at once or at their end."""

    def __init__(
        self, jobs: JobStore, events: JobEvents, *, clock: Clock, deadline_s: float
    ) -> None:
        self._jobs = jobs
        self._events = events
        self._clock = clock
        self._deadline_s = deadline_s
        self._closing = False
        self._waiting: set[_Turn] = set()
        self._ends = Ends(self.read)

    @property
    def callers(self) -> int:
        """How many wait now."""
        return len(self._waiting)

    def close(self) -> None:
        """Sends everybody who waits home with what is known: the process is about to stop."""
        self._closing = True
        for turn in self._waiting:
            turn.give_up()

    async def read(self, job_id: str) -> JobRecord:
        """The job as it stands. One that nobody has claimed for too long is answered on the spot.

        Raises:
            JobNotFound: no job has this id.
            StoreUnavailable: the store is away.
        """
        record = await self._jobs.read(job_id)
        unclaimed = record.status is JobStatus.QUEUED
        if not unclaimed or record.age_s < self._deadline_s + WORKERS_TURN_S:
            return record
        try:
            question = Question.from_bytes(record.question)
        except ValueError:  # another release spelled it; a worker will fail its job
            return record
        answer = engine_answer(question, clock=self._clock)
        result = Result(answer.core(), answer.tail(degraded=True))
        await self._jobs.finish(job_id, record.key, result)
        return await self._jobs.read(job_id)

    async def ended(self, job_id: str) -> JobRecord:
        """The record of a job of whose end somebody has heard; raises like `read`."""
        return await self._ends.read(job_id)

    async def until_finished(
        self, job_id: str, wait_s: float, receive: Receive, *, patience_s: float = 0.0
    ) -> JobRecord:
        """The job at its end, or as it stands after `wait_s` or when the caller has gone.

        A store that is away at first is asked again for `patience_s`.

        Raises:
            JobNotFound: no job has this id.
            StoreUnavailable: the store is away from the first, or when the time is over.
        """
        turn = _Turn()
        # First listen, then read: an end that comes in between is not missed.
        stop = self._events.listen(job_id, turn.on_status, turn.look)
        self._waiting.add(turn)
        try:
            record = await self._first(job_id, min(wait_s, patience_s))
            if record.status.finished or self._closing:
                return record
            with turn.until(wait_s, receive):
                while not (record.status.finished or turn.over):
                    await turn.comes()
                    try:
                        record = await (self.ended if turn.ended else self.read)(job_id)
                    except StoreUnavailable:
                        if turn.over:
                            raise
                        # The job goes on, or will.
                        asyncio.get_running_loop().call_later(STORE_PAUSE_S, turn.look)
            return record
        finally:
            self._waiting.discard(turn)
            stop()

    async def _first(self, job_id: str, patience_s: float) -> JobRecord:
        """The job as it stands, also after a hiccup of the store."""
        for _ in range(int(patience_s / STORE_PAUSE_S)):
            try:
                return await self.read(job_id)
            except StoreUnavailable:
                if self._closing:
                    raise
            await asyncio.sleep(STORE_PAUSE_S)
        return await self.read(job_id)


class _Turn:
    """When one caller is to look at the job again, and whether for the last time."""

    def __init__(self) -> None:
        self.ended = False
        """The job has."""
        self.over = False
        """The caller's patience is, or he has gone, or the process is about to stop."""
        self._come = asyncio.Event()

    def on_status(self, status: JobStatus) -> None:
        if status.finished:
            self.ended = True
            self._come.set()

    def look(self) -> None:
        self._come.set()

    def give_up(self, *_: object) -> None:
        self.over = True
        self._come.set()

    async def comes(self) -> None:
        await self._come.wait()
        self._come.clear()

    @contextmanager
    def until(self, wait_s: float, receive: Receive) -> Iterator[None]:
        """Gives up after `wait_s`, or when `receive` tells that the caller has gone."""
        timer = asyncio.get_running_loop().call_later(wait_s, self.give_up)
        leaving = asyncio.create_task(left(receive))
        leaving.add_done_callback(self.give_up)
        try:
            yield
        finally:
            timer.cancel()
            leaving.cancel()
