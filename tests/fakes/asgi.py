"""An ASGI application and its caller, without a server."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
import structlog
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api_gateway.head import head_of


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Headers
    body: bytes

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)

    @property
    def problem(self) -> tuple[int, str]:
        """Status and code of a problem."""
        assert self.headers["content-type"] == "application/problem+json"
        assert self.json["status"] == self.status
        return self.status, self.json["code"]


class Application:
    """Answers every request like `answer`, and remembers them with what was bound to the log."""

    def __init__(self, answer: Callable[[Request], Awaitable[Response]] | None = None) -> None:
        self._answer = answer
        self.bodies: list[bytes] = []
        self.bound: dict[str, Any] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.bound = structlog.contextvars.get_contextvars()
        request = Request(scope, receive)
        self.bodies.append(await request.body())
        response = Response(b"{}") if self._answer is None else await self._answer(request)
        await response(scope, receive, send)

    @property
    def calls(self) -> int:
        return len(self.bodies)


async def call(
    app: ASGIApp,
    method: str = "GET",
    path: str = "/",
    headers: Mapping[str, str] | list[tuple[str, str]] = {},  # noqa: B006 - only read
    body: bytes = b"",
    caller: str | None = None,
    client: tuple[str, int] | None = None,
) -> Answer:
    """The whole answer of `app` to one request; `caller` is the hash of its key."""
    pairs = headers if isinstance(headers, list) else list(headers.items())
    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in pairs]
    incoming: list[Message] = [{"type": "http.request", "body": body}]
    sent: list[Message] = []

    async def receive() -> Message:
        return incoming.pop() if incoming else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    asked = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": raw}
    scope = {**asked, "http_version": "1.1", "client": client}
    head_of(scope).caller = caller
    await app(scope, receive, send)
    content = b"".join(message.get("body", b"") for message in sent[1:])
    return Answer(sent[0]["status"], Headers(raw=sent[0]["headers"]), content)
