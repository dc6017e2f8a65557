"""What every request gets: an id, and an answer with that id and with headers that are careful."""

from __future__ import annotations

import re
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api_gateway.head import head_of
from api_gateway.problems import REQUEST_ID, crashed
from api_gateway.security_headers import with_security

_REFUSED = 400
_SANE_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")


class Entrance:
    """Gives every answer an `X-Request-ID`, the caller's own when it is sane.

    `refused` is told each status of 400 or more.
    """

    def __init__(
        self,
        app: ASGIApp,
        new_id: Callable[[], str],
        refused: Callable[[int], None] = lambda _status: None,
    ) -> None:
        self._app = app
        self._new_id = new_id
        self._refused = refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI call."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = head_of(scope).one(b"x-request-id")
        request_id = given if _SANE_ID.fullmatch(given) else self._new_id()
        scope[REQUEST_ID] = request_id  # for the log
        started = False

        async def send_on(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                if message["status"] >= _REFUSED:
                    self._refused(message["status"])
                headers = with_security(message.get("headers", ()))
                headers.append((b"x-request-id", request_id.encode()))
                message["headers"] = headers
            await send(message)

        try:
            await self._app(scope, receive, send_on)
        except Exception as error:  # of a door; what a route crashes with, Starlette has answered
            if not started:
                await crashed(scope, error)(scope, receive, send_on)
            raise
