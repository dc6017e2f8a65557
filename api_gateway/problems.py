"""Errors as callers see them: RFC 9457 problems with a stable `code`, no trace, no foreign text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

import orjson
import structlog
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api_gateway.languages import language_of
from api_gateway.messages import messages
from shared.contracts.requests import Language
from shared.errors import (
    FieldProblem,
    InvalidRequest,
    JobNotFound,
    QueueFull,
    ServiceError,
    StoreUnavailable,
    TooManyCallbacks,
)

STORE_RETRY_S = 2
REQUEST_ID = "palja.request_id"
"""Where the scope of a request holds its id."""

_CODES = {404: "not_found", 405: "method_not_allowed", 406: "not_acceptable"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem, told in the language of whoever is told.

    Attributes:
        status: of the answer.
        code: what programs go by.
        errors: what is wrong with single fields.
        headers: of the answer.
        kind: the sentence, where the code's own is too wide.
        facts: the sentence's words.
        own: the language that the request's body names.

    """

    status: int
    code: str
    errors: tuple[FieldProblem, ...] = ()
    headers: Mapping[str, str] | None = None
    kind: str | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    own: Language | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI call: the answer to this request."""
        await self.response_in(scope)(scope, receive, send)

    def response_in(self, scope: Scope) -> Response:
        """The answer in the language of a request."""
        return self.response(language_of(scope, self.own))

    def response(self, language: Language) -> Response:
        """The answer in a language."""
        headers = {"Content-Language": language, "Vary": "Accept-Language", **(self.headers or {})}
        return Response(
            self.body(language), self.status, headers, media_type="application/problem+json"
        )

    def body(self, language: Language) -> bytes:
        """The problem as JSON, which also tells when to come back."""
        said = messages(language)
        after = (self.headers or {}).get("Retry-After")
        facts = dict(self.facts) if after is None else {"retry_after": after, **self.facts}
        fields = {
            "type": "about:blank",
            "title": said.title(self.status),
            "status": self.status,
            "detail": said.problem(self.kind or self.code, facts),
            "success": False,
            "code": self.code,
        }
        if after is not None:
            fields["retry_after"] = int(after)
        if self.errors:
            fields["errors"] = [
                {"field": error.field, "code": error.code, "message": said.field(error)}
                for error in self.errors
            ]
        return orjson.dumps(fields)


def problem_of(error: ServiceError) -> Problem:
    """The problem for one of our own errors; one that is no caller's to see is raised again."""
    own = error.language
    match error:
        case InvalidRequest():
            return Problem(error.status, error.code, error.problems, own=own)
        case JobNotFound():
            return Problem(404, "job_not_found", own=own)
        case QueueFull():
            return Problem(503, "queue_full", headers=_after(error.retry_after_s), own=own)
        case TooManyCallbacks():
            return Problem(429, "too_many_callbacks", headers=_after(error.retry_after_s), own=own)
        case StoreUnavailable():
            return Problem(503, "store_unavailable", headers=_after(STORE_RETRY_S), own=own)
    raise error


def _after(seconds: int) -> dict[str, str]:
    return {"Retry-After": str(seconds)}


async def on_service_error(request: Request, error: Exception) -> Response:
    """The problem for one of our own errors."""
    if not isinstance(error, ServiceError):
        raise error
    return problem_of(error).response_in(request.scope)


async def on_http_error(request: Request, error: Exception) -> Response:
    """The problem for an error of the framework, such as an unknown path."""
    if not isinstance(error, HTTPException):
        raise error
    code = _CODES.get(error.status_code, HTTPStatus(error.status_code).name.lower())
    return Problem(error.status_code, code, headers=error.headers).response_in(request.scope)


async def on_crash(request: Request, error: Exception) -> Response:
    """The problem for an error nobody foresaw; the server logs its trace behind our line."""
    return crashed(request.scope, error).response_in(request.scope)


def crashed(scope: Scope, error: Exception) -> Problem:
    """The same, for whoever has no route around him."""
    structlog.get_logger("problems").error(
        "crashed", request_id=scope.get(REQUEST_ID, ""), error=type(error).__name__
    )
    return Problem(500, "internal_error")


async def on_disconnect(_request: Request, _error: Exception) -> Response:
    """Nobody is there to read an answer; this keeps the trace of a client's going out of the log."""
    return Response(status_code=HTTPStatus.BAD_REQUEST)


HANDLERS = {
    ClientDisconnect: on_disconnect,
    ServiceError: on_service_error,
    HTTPException: on_http_error,
    Exception: on_crash,
}
