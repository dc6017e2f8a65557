"""Which trace a request belongs to: the one that its caller says, or a new one."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from api_gateway.head import head_of
from api_gateway.problems import REQUEST_ID
from shared.tracing import NewId, trace_of, traced


class Tracing:
    """Takes over the trace of a request's `traceparent`; a wrong one is no error and begins a new.

    What is logged inside tells the trace, the request's id and the name of the caller's key.
    """

    def __init__(self, app: ASGIApp, new_id: NewId) -> None:
        self._app = app
        self._new_id = new_id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI call."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        head = head_of(scope)
        told = {} if head.caller_name is None else {"key": head.caller_name}
        trace = trace_of(head.every(b"traceparent"), head.every(b"tracestate"), self._new_id)
        with traced(trace, request_id=scope[REQUEST_ID], **told):
            await self._app(scope, receive, send)
