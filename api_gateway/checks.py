"""The doors in front of the routes: a request passes one after the other, or is told why not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from starlette.types import ASGIApp, Receive, Scope, Send

from api_gateway.head import Head, head_of
from api_gateway.limiting import RateLimit
from api_gateway.problems import Problem


class Check(Protocol):
    """One door."""

    def refusal(self, head: Head) -> Problem | None:
        """Why this request may not pass; None: it may."""
        ...


class Checks:
    """Lets a request in that every check lets in, and then the limit; the first refusal is its answer.

    They stand in one list, not around each other: as middleware each would cost a request more than
    what it looks at.
    """

    def __init__(
        self, app: ASGIApp, checks: Sequence[Check], limit: RateLimit | None = None
    ) -> None:
        self._app = app
        self._checks = checks
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI call."""
        if scope["type"] == "http":
            head = head_of(scope)
            problem = self._refusal(head)
            if problem is None and self._limit is not None:
                problem = await self._limit.refusal(head)
            if problem is not None:
                await problem(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _refusal(self, head: Head) -> Problem | None:
        for check in self._checks:
            problem = check.refusal(head)
            if problem is not None:
                return problem
        return None
