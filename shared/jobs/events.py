"""What happens to jobs, as one stream: a process reads it once for all that wait in it."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal

import structlog
from redis.asyncio import Redis

from shared import redis_keys
from shared.background import running
from shared.contracts.answers import Attempt
from shared.encoding import json_bytes
from shared.errors import StoreUnavailable
from shared.jobs.record import JobStatus
from shared.jobs.store import EVENT_STREAM_LENGTH
from shared.store.connection import store_errors
from shared.store.exchange import answers, pairs

BLOCK_S = 1.0
"""One read waits so long for news; the store's time-out must be longer."""
AWAY_S = 0.2
"""Pause before the next try while the store is away."""
TELL_S = 0.25
"""So long a job may be held up for its news; what the store has not taken by then is lost."""
PAGE = 500
"""Past events that are read at once."""

EventName = Literal["status", "attempt", "text"]
_NAMES: tuple[tuple[bytes, EventName], ...] = (
    (b"status", "status"),
    (b"attempt", "attempt"),
    (b"text", "text"),
)


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A piece of a reading that is being written; not checked, the whole may be unusable yet.

    `attempt` is the place of the call among the job's attempts, from 0; `offset` is where in that
    call's text the piece stands, in characters. A new call's text replaces the one before.
    """

    attempt: int
    offset: int
    text: str


@dataclass(frozen=True, slots=True)
class JobEvent:
    """What happened to a job; `data` is the status, an `Attempt` or a `TextPiece` as JSON."""

    id: str
    name: EventName
    data: bytes

    def after(self, event_id: str) -> bool:
        """Whether it happened after the event of that id."""
        return _place(self.id) > _place(event_id)


Listener = Callable[[JobEvent], None]
Missed = Callable[[], None]
"""Told that something may have been missed, and that the record is to be read again."""


class JobEvents:
    """Tells listeners of a job's changes, and the stream of a job's news.

    Whoever waits must listen first and read the record after: an event that comes in between is
    then seen twice and never missed. When events may have been missed, because the store was away or
    the stream is only now begun to be read, every listener is told so by `missed`, and reads its record
    again.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._listeners: defaultdict[str, set[tuple[Listener, Missed]]] = defaultdict(set)
        self._missed: set[Missed] = set()
        """Of those that follow no job."""
        self._last: bytes | None = None
        self._log = structlog.get_logger("events")

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[None]:
        """Reads the stream while the context is open."""
        async with running(self._read(), "job events"):
            yield

    @property
    def position(self) -> str | None:
        """The id of the last event that listeners were told; None before there is any."""
        return None if self._last is None else self._last.decode()

    def listen(
        self, job_id: str, changed: Callable[[JobStatus], None], missed: Missed
    ) -> Callable[[], None]:
        """Calls `changed` with each new status of the job; returns the function that ends it."""

        def told(event: JobEvent) -> None:
            if event.name == "status":
                changed(JobStatus(event.data.decode()))

        return self.follow(job_id, told, missed)

    def follow(self, job_id: str, told: Listener, missed: Missed) -> Callable[[], None]:
        """Calls `told` with each event of the job; returns the function that ends it."""
        follower = told, missed
        self._listeners[job_id].add(follower)

        def stop() -> None:
            followers = self._listeners[job_id]
            followers.discard(follower)
            if not followers:
                del self._listeners[job_id]

        return stop

    @property
    def followed(self) -> list[str]:
        """The ids of the jobs that somebody listens for."""
        return list(self._listeners)

    def look_again(self, job_id: str) -> None:
        """Something has become of the job that the stream does not tell: calls `missed`."""
        for missed in {missed for _, missed in self._listeners.get(job_id, ())}:
            missed()

    def when_missed(self, missed: Missed) -> Callable[[], None]:
        """Calls `missed` whenever the store was away; returns the function that ends it."""
        self._missed.add(missed)
        return lambda: self._missed.discard(missed)

    async def since(self, job_id: str, event_id: str) -> list[JobEvent]:
        """What the stream still holds of the job after the event of that id, in order.

        Raises:
            StoreUnavailable: the store is away.
        """
        found: list[JobEvent] = []
        while True:
            with store_errors():
                page: Any = await self._redis.xrange(
                    redis_keys.EVENTS, f"({event_id}", "+", count=PAGE
                )
            for one, fields in page:
                event = _event(one, fields)
                if event is not None and fields[b"job"].decode() == job_id:
                    found.append(event)
            if len(page) < PAGE:
                return found
            event_id = page[-1][0].decode()

    async def tell_attempt(self, job_id: str, attempt: Attempt) -> None:
        """Tells of one provider call, when it has ended."""
        await self._tell(job_id, "attempt", json_bytes(attempt))

    async def tell_text(self, job_id: str, piece: TextPiece) -> None:
        """Tells a piece of a reading that is being written and has not been checked."""
        await self._tell(job_id, "text", json_bytes(piece))

    async def _tell(self, job_id: str, name: EventName, data: bytes) -> None:
        # News is a courtesy: no job fails, or is late, because of it.
        try:
            async with asyncio.timeout(TELL_S):
                with store_errors():
                    await self._redis.xadd(
                        redis_keys.EVENTS,
                        {"job": job_id, name: data},
                        maxlen=EVENT_STREAM_LENGTH,
                        approximate=True,
                    )
        except (StoreUnavailable, TimeoutError) as error:
            self._log.info("news_lost", job_id=job_id, news=name, error=type(error).__name__)

    async def _read(self) -> None:
        away = False
        while True:
            try:
                if self._last is None:
                    self._last = await self._newest()
                    self._tell_missed()  # who has read a record by now, before its end was the newest
                events = await self._next(self._last)
            except StoreUnavailable as error:
                if not away:
                    self._log.warning("events_away", error=str(error))
                away = True
                await asyncio.sleep(AWAY_S)
                continue
            if away:
                away = False
                self._log.info("events_back")
                self._tell_missed()
            for event_id, fields in events:
                self._last = event_id
                event = _event(event_id, fields)
                if event is None:
                    continue
                for told, _ in list(self._listeners.get(fields[b"job"].decode(), ())):
                    told(event)

    def _tell_missed(self) -> None:
        following = chain.from_iterable(self._listeners.values())
        for missed in self._missed | {missed for _, missed in following}:
            missed()

    async def _newest(self) -> bytes:
        """The id of the last event so far: from here on nothing is missed, even between reads."""
        with store_errors():
            newest: Any = await self._redis.xrevrange(redis_keys.EVENTS, count=1)
        return newest[0][0] if newest else b"0-0"

    async def _next(self, last: bytes) -> list[tuple[bytes, dict[bytes, bytes]]]:
        with store_errors():
            waits = ("BLOCK", round(BLOCK_S * 1000), "STREAMS", redis_keys.EVENTS, last)
            [streams] = await answers(self._redis, ("XREAD", "COUNT", 1000, *waits))
        return [(event_id, pairs(row)) for event_id, row in streams[0][1]] if streams else []


def _event(event_id: bytes, fields: dict[bytes, bytes]) -> JobEvent | None:
    """The event of a stream's entry; None for one of a kind that another release knows."""
    for key, name in _NAMES:
        if key in fields:
            return JobEvent(event_id.decode(), name, fields[key])
    return None


def _place(event_id: str) -> tuple[int, ...]:
    return tuple(int(part) for part in event_id.split("-"))
