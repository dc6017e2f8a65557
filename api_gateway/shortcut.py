"""The short way to a reading: what was heard lately, and a cache can answer, meets no router."""

from __future__ import annotations

from typing import Protocol

from starlette.types import ASGIApp, Receive, Scope, Send

from api_gateway.body import MAX_BODY_BYTES, read_again
from api_gateway.head import Head, head_of
from api_gateway.turns import Turns, keep

_START = {"type": "http.response.start", "status": 200}
_JSON = (b"content-type", b"application/json")
PATHS = frozenset({"/admin-api/saju/ai-generate", "/admin-api/saju/ai"})


class Knowing(Protocol):
    """Who may know the answer to a request that was heard before."""

    turns: Turns
    """In which the others are worked on."""

    async def known(self, data: bytes) -> bytes | None:
        """The 200 to the request with this body, or None."""
        ...


class Shortcut:
    """Answers what is known; a question that is not goes on in its turn, all else as it came."""

    def __init__(self, app: ASGIApp, readings: Knowing) -> None:
        self._app = app
        self._readings = readings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI call."""
        if scope["type"] == "http" and _asks(head_of(scope)):
            message = await receive()
            # A body that comes in pieces is long, or slow: nothing is gained with it.
            if message["type"] == "http.request" and not message.get("more_body", False):
                answer = await self._readings.known(message.get("body", b""))
                if answer is not None:
                    length = (b"content-length", b"%d" % len(answer))
                    await send({**_START, "headers": [length, _JSON]})
                    await send({"type": "http.response.body", "body": answer})
                    return
                # One that is too long is refused before it needs a turn, and would hold it for as long as
                # its caller takes to read that.
                if len(message.get("body", b"")) <= MAX_BODY_BYTES:
                    with await self._readings.turns.take() as turn:
                        keep(turn, scope)
                        await self._app(scope, read_again(message, receive), send)
                    return
            receive = read_again(message, receive)
        await self._app(scope, receive, send)


def _asks(head: Head) -> bool:
    """Whether it is a question, and one whose answer need not be kept for a repetition."""
    return head.method == "POST" and head.path in PATHS and not head.has(b"idempotency-key")
