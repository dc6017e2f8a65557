"""What happens to a job, told to a caller while it happens: every caller shares one stream."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator

from api_gateway import sse
from api_gateway.charts import Charts
from api_gateway.languages import DEFAULT
from api_gateway.problems import Problem
from api_gateway.replies import job_reply
from api_gateway.waiting import STORE_PAUSE_S, Waiting
from shared.contracts.answers import body, members
from shared.contracts.requests import Language
from shared.errors import JobNotFound, StoreUnavailable
from shared.jobs.events import JobEvent, JobEvents
from shared.jobs.record import JobRecord, JobStatus

KEEP_ALIVE_S = 15.0
KEEP_ALIVE = sse.comment("keep-alive")
MAX_UNREAD = 1000
"""Events kept for a caller who reads slowly; pieces of text beyond that are left out."""


class Following:
    """Streams jobs' events, each until the job's end."""

    def __init__(
        self,
        waiting: Waiting,
        events: JobEvents,
        charts: Charts,
        *,
        keep_alive_s: float = KEEP_ALIVE_S,
    ) -> None:
        self._waiting = waiting
        self._events = events
        self._charts = charts
        self._keep_alive_s = keep_alive_s
        self._closing = False
        self._inboxes: set[_Inbox] = set()

    @property
    def callers(self) -> int:
        """How many follow a job now."""
        return len(self._inboxes)

    def close(self) -> None:
        """Ends every stream where it is: the process is about to stop."""
        self._closing = True
        for inbox in self._inboxes:
            inbox.wake()

    async def follow(
        self, job_id: str, last_id: str | None, language: Language = DEFAULT
    ) -> AsyncGenerator[bytes, None]:
        """The job's events from now on, its status first; after `last_id` what was missed of the rest.

        Statuses come from the record, so none is missed and an old one is never told again. The
        last event is `completed` with the whole answer, or the `status` of another end; or a
        `problem` in that language, where the job is gone without one.
        """
        inbox = _Inbox()
        # First listen, then read: what comes in between is not missed.
        stop = self._events.follow(job_id, inbox.put, inbox.look_again)
        self._inboxes.add(inbox)
        try:
            if last_id is not None:
                for event in await self._missed(job_id, last_id):
                    inbox.seen = event.id
                    yield _news(event)
            while not (inbox.ended or self._closing):
                for piece in await self._unread(job_id, inbox):
                    yield piece
                if not (inbox.ended or await inbox.filled(self._keep_alive_s)):
                    yield KEEP_ALIVE
                    inbox.look = True  # reading answers a job that nobody claims
        except JobNotFound:  # its record was removed, has expired or was lost with all others
            yield sse.event("problem", Problem(404, "job_not_found").body(language))
        finally:
            self._inboxes.discard(inbox)
            stop()

    async def _unread(self, job_id: str, inbox: _Inbox) -> list[bytes]:
        """What has come since the last time, then the record's word where it is to be asked."""
        pieces = []
        for event in inbox.take():
            if event.name != "status":
                pieces.append(_news(event))
            elif (status := JobStatus(event.data.decode())).finished:
                inbox.look = inbox.heard_end = True
            elif inbox.is_new(status):
                pieces.append(_status(job_id, status, event.id))
        if inbox.look:
            inbox.look = False
            position = self._events.position
            record = await self._read(job_id, inbox)
            if record is not None and record.status.finished:
                inbox.ended = True
                pieces.append(self._end(record, position))
            elif record is not None and inbox.is_new(record.status):
                pieces.append(_status(job_id, record.status, position))
        return pieces

    async def _missed(self, job_id: str, last_id: str) -> list[JobEvent]:
        try:
            events = await self._events.since(job_id, last_id)
        except StoreUnavailable:
            return []
        return [event for event in events if event.name != "status"]

    async def _read(self, job_id: str, inbox: _Inbox) -> JobRecord | None:
        try:
            return await (self._waiting.ended if inbox.heard_end else self._waiting.read)(job_id)
        except StoreUnavailable:
            asyncio.get_running_loop().call_later(STORE_PAUSE_S, inbox.look_again)
            return None

    def _end(self, record: JobRecord, position: str | None) -> bytes:
        name = "completed" if record.status is JobStatus.COMPLETED else "status"
        return sse.event(name, bytes(job_reply(record, self._charts).body), position)


class _Inbox:
    """What is to be told to one caller, and whether the record is to be read again."""

    def __init__(self) -> None:
        self.look = True
        self.heard_end = False
        """The stream has told that the job has ended."""
        self.ended = False
        self.seen: str | None = None
        """The last event that was told again; the stream may bring it too."""
        self._told: JobStatus | None = None
        self._events: deque[JobEvent] = deque()
        self._filled = asyncio.Event()

    def put(self, event: JobEvent) -> None:
        if event.name != "text" or len(self._events) < MAX_UNREAD:
            self._events.append(event)
            self._filled.set()

    def look_again(self) -> None:
        self.look = True
        self._filled.set()

    def wake(self) -> None:
        self._filled.set()

    def take(self) -> list[JobEvent]:
        events = [event for event in self._events if self.seen is None or event.after(self.seen)]
        self._events.clear()
        return events

    def is_new(self, status: JobStatus) -> bool:
        """Whether this is another status than the one told last; from now on it is that one."""
        before, self._told = self._told, status
        return status is not before

    async def filled(self, within_s: float) -> bool:
        """Whether something came in time."""
        try:
            async with asyncio.timeout(within_s):
                await self._filled.wait()
        except TimeoutError:
            return False
        self._filled.clear()
        return True


def _status(job_id: str, status: JobStatus, event_id: str | None) -> bytes:
    return sse.event("status", body(members({"status": status, "job_id": job_id})), event_id)


def _news(event: JobEvent) -> bytes:
    data = event.data
    if event.name == "text":
        data = body(data[1:-1], members({"checked": False}))
    return sse.event(event.name, data, event.id)
