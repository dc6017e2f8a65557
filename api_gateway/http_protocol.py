"""uvicorn's HTTP protocol with the patience and the limits that it lacks.

uvicorn waits for ever for a request that never ends, for a first byte and for a client that does not
read, and its parser takes a head of any length. An application sees none of that: it is called when
the head is complete. `uvicorn --http api_gateway.http_protocol:GuardedProtocol` puts this in its place.
"""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from api_gateway.corked import CorkedTransport
from api_gateway.departure import Departure
from api_gateway.ebb import Ebb, trim_soon
from api_gateway.languages import DEFAULT, accepted
from api_gateway.problems import Problem
from shared.contracts.requests import Language


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a connection is waited for, in seconds, and how much of a head is read, in bytes.

    Attributes:
        first_byte_s: from the connection to its first byte.
        head_s: from a request's first byte to the end of its headers.
        stall_s: without a byte within a request.
        request_s: from a request's first byte to the last of its body.
        answer_s: for the client to read an answer.
        linger_s: for the client to stop sending after a refusal.
        target_bytes: the address in the request line.
        head_bytes: all headers together.

    Between two requests it is uvicorn's `--timeout-keep-alive` that counts.
    """

    first_byte_s: float = 25.0
    head_s: float = 10.0
    stall_s: float = 10.0
    request_s: float = 25.0
    answer_s: float = 25.0
    linger_s: float = 2.0
    target_bytes: int = 8 * 1024
    head_bytes: int = 32 * 1024


class HeadRefused(Exception):
    """Stops the parser at a head that is not read; why is noted in the protocol.

    Kept there itself, its traceback would keep all that was received, until a garbage collection.
    """


Refusal = tuple[HTTPStatus, str]
_MALFORMED: Refusal = (HTTPStatus.BAD_REQUEST, "malformed_request")
_LONG_TARGET: Refusal = (HTTPStatus.REQUEST_URI_TOO_LONG, "uri_too_long")
_LARGE_HEAD: Refusal = (HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "headers_too_large")
_LATE: Refusal = (HTTPStatus.REQUEST_TIMEOUT, "request_timeout")


class GuardedProtocol(HttpToolsProtocol):
    """One connection that ends in time, whatever its client does or does not."""

    limits: ClassVar[Limits] = Limits()
    ebb: ClassVar[Ebb] = Ebb(trim_soon)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._refusal = _MALFORMED
        self._refused = False
        self._receiving = True
        self._in_head = True
        self._head: list[tuple[bytes, bytes]] = []
        self._idle_bytes = 0  # received since the last that was body or ended a request
        self._began_s: float | None = None
        self._request_timer: asyncio.TimerHandle | None = None
        self._answer_timer: asyncio.TimerHandle | None = None
        self._departing = False

    # What the client sends.

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Waits for the first byte."""
        super().connection_made(transport)
        self._corked = CorkedTransport(transport, self.loop.call_soon)
        self.ebb.see(len(self.connections))
        self._request_timer = self.loop.call_later(self.limits.first_byte_s, transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        """Leaves no timer behind, which would keep the connection's memory."""
        super().connection_lost(exc)
        self._cancel_timers()
        self.ebb.see(len(self.connections))

    def data_received(self, data: bytes) -> None:
        """Reads on, and waits for the rest if a request is not complete yet."""
        if self._refused:
            return
        self._receiving = True
        self._idle_bytes += len(data)
        if self._request_timer is not None:
            self._request_timer.cancel()
            self._request_timer = None
        super().data_received(data)
        if not self._receiving:
            self._began_s = None
        elif not (self._refused or self.transport.is_closing()):
            # The parser keeps what may be the beginning of a header or a trailer, of any length.
            if self._idle_bytes > self.limits.head_bytes + self.limits.target_bytes:
                self._refuse(*self._too_large())
            else:
                self._await_rest()

    def on_message_begin(self) -> None:
        """The first sign of a request."""
        self._receiving = self._in_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Refuses a head that is too large, or that somebody before us may have read differently.

        The parser itself refuses two lengths, and a length beside chunks.
        """
        self._in_head = False
        self._head = self.headers
        size, hosts, refusal = 0, 0, None
        for name, value in self.headers:
            size += len(name) + len(value) + 4
            if name == b"host":
                hosts += 1
            elif name == b"transfer-encoding" and (
                value.lower() != b"chunked" or self.parser.get_http_version() == "1.0"
            ):
                refusal = _MALFORMED
        if size > self.limits.head_bytes or len(self.url) > self.limits.target_bytes:
            refusal = self._too_large()
        elif hosts > 1:
            refusal = _MALFORMED
        if refusal is not None:
            self._refusal = refusal
            raise HeadRefused
        super().on_headers_complete()
        self.headers = []  # for what comes behind the body (trailers), which nobody reads
        self._corked.expect_head()
        self.cycle.transport = self._corked
        if self._departing:
            self.cycle.keep_alive = False

    def on_body(self, body: bytes) -> None:
        """A piece of the body."""
        self._idle_bytes = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The end of a request."""
        self._receiving = False
        self._idle_bytes = 0
        super().on_message_complete()

    def _too_large(self) -> Refusal:
        long_target = len(self.url or b"") > self.limits.target_bytes
        return _LONG_TARGET if long_target else _LARGE_HEAD

    def _await_rest(self) -> None:
        now_s = self.loop.time()
        if self._began_s is None:
            self._began_s = now_s
        whole_s = self.limits.head_s if self._in_head else self.limits.request_s
        due_s = min(now_s + self.limits.stall_s, self._began_s + whole_s)
        self._request_timer = self.loop.call_at(due_s, self._on_late)

    def _on_late(self) -> None:
        if self.flow.read_paused:  # it was us who did not read, for requests before this one
            self._request_timer = self.loop.call_later(self.limits.stall_s, self._on_late)
        else:
            self._refuse(*_LATE)

    def shutdown(self) -> None:
        """The server stops: the next answer is the last one here, and says so.

        uvicorn closes what waits for a request, which may be on its way, or be written by a client
        that has not heard yet: it would be reset. Here such a connection is left to its client, and
        to the time-outs that it has anyway, which are longer than those of clients.
        """
        self._departing = True
        departure = self.app_state.get(Departure.KEY)
        waits = self.cycle is None or self.cycle.response_complete
        if departure is not None:
            departure.leave()
        if departure is None or departure.hurried or not waits:
            super().shutdown()

    # What it is answered.

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's words for a log
        """What uvicorn answers when its parser gives up, or when we have stopped it."""
        self._refuse(*self._refusal)

    def _refuse(self, status: HTTPStatus, code: str) -> None:
        """Answers with a problem where an answer is due, and closes the connection."""
        self._refused = True
        cycle = self.cycle
        if cycle is not None and not cycle.response_complete and not cycle.more_body:
            # A good request is still being answered, this is about the one behind it.
            cycle.keep_alive = False
            return
        if cycle is None or cycle.response_complete or not cycle.response_started:
            self.transport.write(
                _encoded(status, code, self._language(), self.server_state.default_headers)
            )
        if (
            cycle is not None
        ):  # whoever waits for the rest of the body is told that it will not come
            cycle.disconnected = True
            cycle.message_event.set()
        # What is still on its way is taken and thrown away for a moment: a connection that is closed
        # with something unread is reset, and the client would lose the answer.
        self.flow.resume_reading()
        self.transport.write_eof()
        self._cancel_timers()
        self._request_timer = self.loop.call_later(self.limits.linger_s, self.transport.abort)

    def _language(self) -> Language:
        """What the head asks for; English while it is not read to its end."""
        given = () if self._in_head else self._head
        named = (value.decode("latin-1") for name, value in given if name == b"accept-language")
        return accepted(named) or DEFAULT

    def on_response_complete(self) -> None:
        """The answer is written; a client that does not read it is not waited for as long as it likes."""
        self._corked.flush()  # an answer to HEAD has no body
        super().on_response_complete()
        self._await_reader(again=True)

    def pause_writing(self) -> None:
        """The client does not read as fast as it asks."""
        super().pause_writing()
        self._await_reader()

    def _cancel_timers(self) -> None:
        self._unset_keepalive_if_required()
        for timer in (self._request_timer, self._answer_timer):
            if timer is not None:
                timer.cancel()

    def _await_reader(self, *, again: bool = False) -> None:
        if again and self._answer_timer is not None:
            self._answer_timer.cancel()
            self._answer_timer = None
        if self._answer_timer is None and self.transport.get_write_buffer_size():
            self._answer_timer = self.loop.call_later(self.limits.answer_s, self._on_unread)

    def _on_unread(self) -> None:
        self._answer_timer = None
        if self.transport.get_write_buffer_size():
            self.transport.abort()


def _encoded(
    status: HTTPStatus, code: str, language: Language, default_headers: list[tuple[bytes, bytes]]
) -> bytes:
    answer = Problem(status, code).response(language)
    headers = [
        *default_headers,
        *answer.raw_headers,
        (b"x-request-id", secrets.token_hex(16).encode()),
        (b"connection", b"close"),
    ]
    lines = b"".join(b"%b: %b\r\n" % header for header in headers)
    return STATUS_LINE[status] + lines + b"\r\n" + bytes(answer.body)
