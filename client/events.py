"""What happens to a job, event by event, over as many connections as it takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import httpx2
import orjson

from client.answers import FINISHED, Answer, Attempt, Job, JobStatus
from client.errors import GatewayUnreachable, UnexpectedAnswer, Unsendable

_ID = re.compile(r"[!-~]{1,100}")
LARGEST_BYTES = 16 * 1024 * 1024
"""Of one event: the last one has the whole answer."""


@dataclass(frozen=True, slots=True)
class StatusEvent:
    """The job has another status; `job` is there when it has ended without a reading."""

    id: str
    status: JobStatus
    job: Job | None


@dataclass(frozen=True, slots=True)
class AttemptEvent:
    """A provider's call has ended."""

    id: str
    attempt: Attempt


@dataclass(frozen=True, slots=True)
class TextEvent:
    """A piece of a reading that is being written and that nobody has checked.

    Attributes:
        attempt: the place of the writing call among the job's attempts, from 0; a later one's text
            replaces what an earlier one had shown.
        offset: where in that call's text the piece stands, in characters.

    """

    id: str
    attempt: int
    offset: int
    text: str


@dataclass(frozen=True, slots=True)
class CompletedEvent:
    """The whole answer, which takes the place of all that was shown before. It is the last event."""

    id: str
    answer: Answer


Event = StatusEvent | AttemptEvent | TextEvent | CompletedEvent


class Heard:
    """What was heard of one job so far; after a cut the gateway is told where to go on."""

    def __init__(self, last_event_id: str | None) -> None:
        if last_event_id is not None and not _ID.fullmatch(last_event_id):
            raise Unsendable(f"{last_event_id!r:.80} is no event's id; for example 1700000000000-0")
        self.ended = False
        """The last event has come."""
        self._last_id = last_event_id
        self._status: str | None = None

    @property
    def headers(self) -> Mapping[str, str]:
        """Of the request that goes on."""
        return {} if not self._last_id else {"Last-Event-ID": self._last_id}

    def event(self, told: httpx2.ServerSentEvent) -> Event | None:
        """The event, or None for one that is not new, or of a kind that is not known here.

        Raises:
            UnexpectedAnswer: its data is not of its kind's form.
        """
        self._last_id = told.id or self._last_id
        try:
            return self._event(told, orjson.loads(told.data))
        except (KeyError, TypeError, ValueError) as error:
            raise UnexpectedAnswer(f"an event {told.event!r} has an unknown form") from error

    def _event(self, told: httpx2.ServerSentEvent, data: Mapping[str, Any]) -> Event | None:
        match told.event:
            case "status":
                return self._new_status(told.id, data)
            case "attempt":
                return AttemptEvent(told.id, Attempt.of(data))
            case "text":
                return TextEvent(told.id, data["attempt"], data["offset"], data["text"])
            case "completed":
                self.ended = True
                return CompletedEvent(told.id, Answer.of(data))
        return None

    def _new_status(self, event_id: str, data: Mapping[str, Any]) -> StatusEvent | None:
        status = cast("JobStatus", data["status"])
        before, self._status = self._status, status
        self.ended = status in FINISHED
        if status == before:  # each connection begins with it
            return None
        return StatusEvent(event_id, status, Job.of(data) if self.ended else None)

    def cut(self) -> GatewayUnreachable:
        """The error of a stream that has ended before the job: the gateway behind it stops."""
        return GatewayUnreachable("the stream of events ended before the job did")
