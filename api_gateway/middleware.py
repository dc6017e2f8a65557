"""What every request passes: its id, and the door that keeps other sites out."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api_gateway.problems import REQUEST_ID, Problem

_SANE_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")
_LOOPBACK = re.compile(r"localhost|127(?:\.\d{1,3}){3}|\[::1\]")
_TEXT_PATHS = {"/metrics": ("*/*", "text/*", "text/plain", "application/openmetrics-text")}
"""What is no JSON, and what its callers may accept."""
_PAGES = "/docs"
_JSON_RANGES = ("*/*", "application/*", "application/json", "application/problem+json")
_EVENT_RANGES = (*_JSON_RANGES, "text/*", "text/event-stream")


class RequestId:
    """Gives every answer an `X-Request-ID`, the caller's own when it is sane, and logs under it."""

    def __init__(self, app: ASGIApp, new_id: Callable[[], str]) -> None:
        self._app = app
        self._new_id = new_id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI call."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _SANE_ID.fullmatch(given) else self._new_id()
        scope[REQUEST_ID] = request_id  # for the answer to a crash, which passes outside of this

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            await self._app(scope, receive, send_with_id)


class SameSite:
    """Refuses what a browser sends from another site than ours or one of the `origins`.

    While the gateway is open it listens on loopback alone, so a page anywhere could reach it by
    its visitor's browser, or, with a name of its own that resolves to 127.0.0.1, even read the
    answers. Hence `only_loopback`: then also `Host` must be loopback.
    """

    def __init__(
        self, app: ASGIApp, *, only_loopback: bool = True, origins: Collection[str] = ()
    ) -> None:
        self._app = app
        self._only_loopback = only_loopback
        self._origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI call."""
        if scope["type"] == "http" and not self._lets_in(Headers(scope=scope)):
            await Problem(403, "forbidden")(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _lets_in(self, headers: Headers) -> bool:
        host = headers.get("host", "").lower()
        if self._only_loopback and not _is_loopback(host):
            return False
        origin = headers.get("origin")
        if origin in self._origins:
            return True
        if headers.get("sec-fetch-site") == "cross-site":
            return False
        try:
            return origin is None or urlsplit(origin).netloc.lower() == host
        except ValueError:  # no address at all
            return False


class AcceptsJson:
    """Refuses a caller who takes nothing of what a path has: JSON, or a job's event stream."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI call."""
        if scope["type"] == "http" and not scope["path"].startswith(_PAGES):
            given = Headers(scope=scope).getlist("accept") or ["*/*"]
            ranges = ",".join(given).lower().split(",")
            path = scope["path"]
            taken = _EVENT_RANGES if path.endswith("/events") else _JSON_RANGES
            taken = _TEXT_PATHS.get(path, taken)
            if not any(one.split(";")[0].strip() in taken for one in ranges):
                await Problem(406, "not_acceptable")(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _is_loopback(host: str) -> bool:
    name = host.rpartition(":")[0] if re.search(r":\d+$", host) else host
    return _LOOPBACK.fullmatch(name) is not None
