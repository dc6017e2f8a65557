"""Which trace a request belongs to: the one that its caller says, or a new one."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.tracing import NewId, trace_of, traced


class Tracing:
    """Takes over the trace of a request's `traceparent`; a wrong one is no error and begins a new."""

    def __init__(self, app: ASGIApp, new_id: NewId) -> None:
        self._app = app
        self._new_id = new_id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI call."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        parents, states = headers.getlist("traceparent"), headers.getlist("tracestate")
        with traced(trace_of(parents, states, self._new_id)):
            await self._app(scope, receive, send)
