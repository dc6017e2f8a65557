"""The gateway's spans: one of each request, one of each job that it queues."""

from __future__ import annotations

import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api_gateway.access import NEEDS
from api_gateway.asking import Submits
from api_gateway.pages import PAGES
from shared import queue
from shared.jobs.record import Queued, Submission
from shared.queue import Priority
from shared.spans.protocol import Attributes, Spans
from shared.tracing import from_text, given_trace

_SILENT = re.compile(r"/(?:health/.*|metrics)")
"""What asks all the time, and whom nobody traces."""
_JOB = re.compile(r"(/admin-api/saju/jobs/)[^/]+(/events)?")
_KNOWN = frozenset(path for _, path in NEEDS if "{" not in path) - PAGES.keys()
"""The paths that a span tells as they are: the API's, and what describes it."""
_METHODS = frozenset({"GET", "POST", "DELETE", "OPTIONS", "HEAD", "PUT", "PATCH"})
_TRACING = frozenset({b"traceparent", b"tracestate"})
_FAILED = 500


class ServerSpans:
    """Records each request; what is done inside belongs to its span.

    Outermost: it takes the caller's `traceparent` out of the request and puts its own in, so that
    all behind it, which reads that header, need not know whether anybody records.
    """

    def __init__(self, app: ASGIApp, spans: Spans) -> None:
        self._app = app
        self._spans = spans

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI call."""
        if scope["type"] != "http" or _SILENT.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
            return

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                status = message["status"]
                self._spans.note({"http.response.status_code": status})
                if status >= _FAILED:
                    self._spans.note({"error.type": str(status)}, failed=True)
            await send(message)

        headers = scope["headers"]
        parent = given_trace(
            [value.decode("latin-1") for name, value in headers if name == b"traceparent"],
            [value.decode("latin-1") for name, value in headers if name == b"tracestate"],
        )
        name, attributes = _described(scope)
        with self._spans.span(name, "server", parent, attributes) as trace:
            own = ((key.encode(), value.encode()) for key, value in trace.own_headers().items())
            scope["headers"] = [*(each for each in headers if each[0] not in _TRACING), *own]
            await self._app(scope, receive, send_on)


def _described(scope: Scope) -> tuple[str, Attributes]:
    """A request's name and attributes. Its path is not told: a job's id in it is a permission."""
    method = scope["method"] if scope["method"] in _METHODS else "_OTHER"
    attributes: dict[str, str | int | float | bool] = {
        "http.request.method": method,
        "url.scheme": scope.get("scheme", "http"),
        "network.protocol.version": scope["http_version"],
    }
    path = scope["path"]
    job = _JOB.fullmatch(path)
    route = f"{job[1]}{{job_id}}{job[2] or ''}" if job else path if path in _KNOWN else None
    if route is None:
        return method, attributes
    return f"{method} {route}", {**attributes, "http.route": route}


class SubmitSpans:
    """Records each question that is handed to the queue; the job belongs to that span."""

    def __init__(self, jobs: Submits, spans: Spans, *, system: str) -> None:
        self._jobs = jobs
        self._spans = spans
        self._system = system

    async def submit(
        self,
        job_id: str,
        key: str,
        question: bytes,
        priority: Priority = Priority.NORMAL,
        *,
        alone: bool = False,
        trace: str = "",
        refresh: bool = False,
    ) -> Submission:
        """See `shared.jobs.store.JobStore.submit`."""
        if not trace:  # nobody waits for it
            return await self._jobs.submit(
                job_id, key, question, priority, alone=alone, refresh=refresh
            )
        attributes = {
            "messaging.system": self._system,
            "messaging.operation.type": "send",
            "messaging.operation.name": "submit",
            "messaging.destination.name": queue.QUEUE,
            "palja.priority": priority.name.lower(),
        }
        with self._spans.span(
            f"submit {queue.QUEUE}", "producer", from_text(trace), attributes
        ) as own:
            submission = await self._jobs.submit(
                job_id, key, question, priority, alone=alone, trace=own.to_text(), refresh=refresh
            )
            self._spans.note({"palja.submit": type(submission).__name__})
            if isinstance(submission, Queued):
                self._spans.note(
                    {
                        "messaging.message.id": submission.job_id,
                        "palja.joined": submission.joined,
                    }
                )
        return submission
