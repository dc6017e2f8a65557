"""Errors as callers see them: RFC 9457 problems with a stable `code`, no trace, no foreign text."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

import orjson
import structlog
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from api_gateway.security_headers import with_security
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

_DETAILS = {
    "malformed_json": "The body is no JSON.",
    "malformed_request": "This is no HTTP request that can be read.",
    "body_too_large": "The body is larger than 64 KiB, or than 1 MiB for a batch.",
    "uri_too_long": "The address is longer than 8 KiB.",
    "headers_too_large": "The headers are larger than 32 KiB.",
    "request_timeout": "The rest of the request did not come in time.",
    "invalid_birth_info": "The birth cannot be read; see `errors`, one entry per field.",
    "invalid_request": "The request cannot be read; see `errors`, one entry per field.",
    "job_not_found": "No job has this id: it is unknown, expired or removed.",
    "not_found": "There is nothing at this path.",
    "method_not_allowed": "This path does not take this method; see the Allow header.",
    "not_acceptable": "Answers are application/json.",
    "forbidden": "This request comes from another site, or names a host that is not this one.",
    "unauthenticated": "This call needs a valid API key, as `Authorization: Bearer …`.",
    "idempotency_conflict": "Another request came with this Idempotency-Key.",
    "rate_limited": "Too many requests; see the Retry-After header.",
    "too_many_callbacks": "This job, or this key, has as many callbacks to come as there may be.",
    "queue_full": "Too many questions are waiting; see the Retry-After header.",
    "store_unavailable": "The store is away; see the Retry-After header.",
    "internal_error": "Something went wrong here; it has been logged.",
}
_CODES = {404: "not_found", 405: "method_not_allowed", 406: "not_acceptable"}


def problem(
    status: int,
    code: str,
    errors: tuple[FieldProblem, ...] = (),
    headers: Mapping[str, str] | None = None,
    detail: str | None = None,
) -> Response:
    """The answer that tells one problem; `detail` where the code's own sentence is too wide."""
    fields = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or _DETAILS.get(code, HTTPStatus(status).description),
        "success": False,
        "code": code,
    }
    if errors:
        fields["errors"] = errors
    return Response(orjson.dumps(fields), status, headers, media_type="application/problem+json")


def problem_of(error: ServiceError) -> Response:
    """The problem for one of our own errors; one that is no caller's to see is raised again."""
    match error:
        case InvalidRequest():
            return problem(error.status, error.code, error.problems)
        case JobNotFound():
            return problem(404, "job_not_found")
        case QueueFull():
            return problem(503, "queue_full", headers={"Retry-After": str(error.retry_after_s)})
        case TooManyCallbacks():
            retry = {"Retry-After": str(error.retry_after_s)}
            return problem(429, "too_many_callbacks", headers=retry)
        case StoreUnavailable():
            return problem(503, "store_unavailable", headers={"Retry-After": str(STORE_RETRY_S)})
    raise error


async def on_service_error(_request: Request, error: Exception) -> Response:
    """The problem for one of our own errors."""
    if not isinstance(error, ServiceError):
        raise error
    return problem_of(error)


async def on_http_error(_request: Request, error: Exception) -> Response:
    """The problem for an error of the framework, such as an unknown path."""
    if not isinstance(error, HTTPException):
        raise error
    code = _CODES.get(error.status_code, HTTPStatus(error.status_code).name.lower())
    return problem(error.status_code, code, headers=error.headers)


async def on_crash(request: Request, error: Exception) -> Response:
    """The problem for an error nobody foresaw; the server logs its trace behind our line.

    It is made outside of the middleware, whose headers it must bring itself.
    """
    request_id = request.scope.get(REQUEST_ID, "")
    structlog.get_logger("problems").error(
        "crashed", request_id=request_id, error=type(error).__name__
    )
    answer = problem(500, "internal_error")
    answer.raw_headers = with_security(answer.raw_headers)
    answer.headers["X-Request-ID"] = request_id
    return answer


async def on_disconnect(_request: Request, _error: Exception) -> Response:
    """Nobody is there to read an answer; this keeps the trace of a client's going out of the log."""
    return Response(status_code=HTTPStatus.BAD_REQUEST)


HANDLERS = {
    ClientDisconnect: on_disconnect,
    ServiceError: on_service_error,
    HTTPException: on_http_error,
    Exception: on_crash,
}
