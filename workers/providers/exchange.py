"""One call of a provider: asked, answered whole or as a stream, and read by its dialect.

What comes of what the provider sends, beyond `workers.providers.status`:

the answer arrives whole                    a Completion, whatever was asked for: also one JSON body to
                                            who asked for a stream, and one without a length
cut, or a stream without its end marker     ProviderUnavailable, as any connection that breaks
no further byte                             ProviderTimeout (stall)
a body, or an event of a stream, that is    AnswerUnusable with what had come of the text, so that the
not of the dialect                          model is asked to mend it
an error in place of the answer, or in      what its status would have brought
the middle of its stream
a page of HTML, an answer over 4 MB         AnswerUnusable with no content: no model wrote it
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol

from shared.clock import Clock
from shared.contracts.answers import Usage
from shared.errors import AnswerUnusable, ProviderError, ProviderUnavailable
from workers.http_pool import HttpPool, HttpResponse, JsonBody
from workers.providers.answer import Completion, provider_answer
from workers.providers.loose import parsed
from workers.providers.protocol import Call, ProviderAnswer, Written
from workers.providers.sse import Event, EventReader
from workers.providers.status import Complaint, refusal

_BOM = b"\xef\xbb\xbf"
_FIELDS = (b"data", b"event", b"id", b"retry", b":")
_BROKEN = "It did not arrive whole. Write it again, in full and in the form asked for."


class Formless(Exception):
    """A body or an event is not of the dialect's form."""


class Growing(Protocol):
    """An answer that comes as a stream of events."""

    @property
    def text(self) -> str:
        """All that the model has written so far."""
        ...

    @property
    def usage(self) -> Usage:
        """What the call has taken so far, if the provider has said."""
        ...

    @property
    def ended(self) -> bool:
        """Whether the end marker has come: no event after it matters."""
        ...

    @property
    def may_end(self) -> bool:
        """Whether the answer is whole if the stream ends here."""
        ...

    def take(self, event: Event) -> None:
        """Takes the next event; Formless if it is not of the dialect."""
        ...

    def completion(self) -> Completion:
        """The answer, once it is whole."""
        ...


class Dialect(Protocol):
    """How one provider's bodies are read."""

    def whole(self, body: bytes) -> Completion:
        """The answer in a body; Formless if it is not of the dialect."""
        ...

    def growing(self) -> Growing:
        """An answer of which nothing has come yet."""
        ...

    def complaint(self, body: object) -> Complaint | None:
        """What the decoded body of an error says; None: it is no error's body."""
        ...


@dataclass(frozen=True, slots=True)
class Question:
    """A request as the dialect writes it."""

    url: str
    headers: Mapping[str, str]
    body: JsonBody


async def exchange(
    pool: HttpPool, clock: Clock, dialect: Dialect, question: Question, call: Call
) -> ProviderAnswer:
    """The reading in the provider's whole answer; `call.written` is told of it as it grows.

    Raises:
        ProviderError: see above, and `provider_answer`.
    """
    reading = _Reading(clock, dialect)
    try:
        async with pool.posting(
            question.url,
            headers=question.headers,
            body=question.body,
            timeout_s=call.timeout_s,
        ) as response:
            completion = await reading.completion(response, call.written)
    except ProviderError as error:
        # What a stream had said before it failed: it is paid all the same.
        error.usage = error.usage or reading.usage
        raise
    return provider_answer(completion)


class _Reading:
    """One answer of a provider, as its dialect reads it."""

    __slots__ = ("_clock", "_dialect", "_headers", "_stream_of")

    def __init__(self, clock: Clock, dialect: Dialect) -> None:
        self._clock = clock
        self._dialect = dialect
        self._stream_of: Growing | None = None
        self._headers: Mapping[str, str] = {}

    @property
    def usage(self) -> Usage:
        """What the call has taken so far."""
        return Usage() if self._stream_of is None else self._stream_of.usage

    @property
    def _growing(self) -> Growing:
        if self._stream_of is None:
            self._stream_of = self._dialect.growing()
        return self._stream_of

    async def completion(self, response: HttpResponse, written: Written | None) -> Completion:
        """The whole answer; `written`, where a stream was asked for, is told of its growth."""
        self._headers = response.headers
        if response.status != HTTPStatus.OK:
            raise await self._refused(response)
        first = b"" if written is None else await _first(response)
        if written is None or not _may_be_events(first):
            return self._whole(first + await response.read())
        await self._stream(first, response, written)
        return self._growing.completion()

    async def _refused(self, response: HttpResponse) -> ProviderError:
        """The error of a status other than 200."""
        complaint = None
        if response.status >= HTTPStatus.BAD_REQUEST:
            complaint = self._dialect.complaint(parsed(await response.excerpt()))
        return refusal(response.status, self._headers, complaint or Complaint(), self._clock)

    def _whole(self, body: bytes) -> Completion:
        """The answer in a whole body."""
        body = body.removeprefix(_BOM)
        if body.lstrip().startswith(b"<") or "html" in self._headers.get("Content-Type", ""):
            raise AnswerUnusable(code=HTTPStatus.OK)
        try:
            return self._dialect.whole(body)
        except Formless:
            raise self._formless(
                body, AnswerUnusable(code=HTTPStatus.OK, content="", fault=_BROKEN)
            ) from None

    async def _stream(self, piece: bytes, response: HttpResponse, written: Written) -> None:
        """Takes a stream of events, of which the first bytes have come, to its end."""
        events = EventReader()
        while True:
            told = len(self._growing.text)
            self._take(events, piece)
            if len(self._growing.text) > told:
                written(self._growing.text)
            if self._growing.ended:
                await response.leave()
                return
            piece = await response.next()
            if not piece:
                break
        self._last(events, written)
        if not (self._growing.ended or self._growing.may_end):
            raise ProviderUnavailable("connection")

    def _last(self, events: EventReader, written: Written) -> None:
        """Takes an event that the body's end has ended, if it is one; else the stream was cut."""
        event = events.rest()
        if event is not None:
            try:
                self._growing.take(event)
            except Formless:
                raise ProviderUnavailable("connection") from None
            written(self._growing.text)

    def _take(self, events: EventReader, piece: bytes) -> None:
        data = ""
        try:
            for event in events.feed(piece):
                data = event.data
                self._growing.take(event)
                if self._growing.ended:
                    return
        except (Formless, UnicodeDecodeError):
            # Not chained: its text would quote the answer.
            written = self._growing.text
            unusable = AnswerUnusable(code=HTTPStatus.OK, content=written, fault=_BROKEN)
            raise self._formless(data, unusable) from None

    def _formless(self, body: bytes | str, unusable: AnswerUnusable) -> ProviderError:
        """What a body or an event is that is no answer: an error's, or nothing that can be read."""
        complaint = self._dialect.complaint(parsed(body))
        if complaint is None:
            return unusable
        return refusal(complaint.status, self._headers, complaint, self._clock)


async def _first(response: HttpResponse) -> bytes:
    """The body's first bytes that are more than blanks; none if it has no such."""
    began = b""
    while not began.removeprefix(_BOM).strip() and (piece := await response.next()):
        began += piece
    return began


def _may_be_events(began: bytes) -> bool:
    """Whether a body that begins so can be a stream of events: with a field's name, or a comment."""
    text = began.removeprefix(_BOM).lstrip()
    return any(field.startswith(text[: len(field)]) for field in _FIELDS if text)
