"""What the gate adds to every call of the OpenAPI document: keys, limits, idempotency."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from api_gateway.access import HEALTH_PATHS, need_of
from api_gateway.idempotency import BODY_BYTES

SECURITY_SCHEMES = {
    "apiKey": {
        "type": "http",
        "scheme": "bearer",
        "description": "A key made by `palja keys add`, with the scope that a call names: `read`, "
        "`submit` or `admin`, none of which implies another. A gateway without a file of keys is "
        "open and asks for none.",
    }
}
EVERYWHERE = (400, 403, 406, 408, 414, 431)
"""What any request may be answered that is no HTTP, from elsewhere, too slow or too long."""
# Without an example: tried on two calls it would be a conflict.
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "a request that is sent again with the same key and the same body gets the "
    "first one's 2xx again for a day, with `Idempotency-Replayed: true`",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
}
_TRACE = [
    {
        "name": "traceparent",
        "in": "header",
        "description": "the trace that the question belongs to (W3C Trace Context): logs name it, and "
        "the provider is called under it. A job keeps the trace of who asked first, a batch is one. "
        "A wrong one is no error: a new trace begins",
        "schema": {"type": "string"},
        "example": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    },
    {
        "name": "tracestate",
        "in": "header",
        "description": "sent on beside it, up to 512 characters; never to be personal data",
        "schema": {"type": "string"},
        "example": "rojo=00f067aa0ba902b7",
    },
]
_ACCEPT_LANGUAGE = {
    "name": "Accept-Language",
    "in": "header",
    "description": "of problems: `ko` or `en`, with qualities; absent or `*`: the body's `language`, "
    "and without that English",
    "schema": {"type": "string"},
    "example": "ko-KR,ko;q=0.9,en;q=0.8",
}
_HEADERS = {
    HTTPStatus.UNAUTHORIZED: {"WWW-Authenticate": {"schema": {"type": "string"}}},
    HTTPStatus.TOO_MANY_REQUESTS: {"Retry-After": {"schema": {"type": "integer"}}},
}


def gated(
    paths: Mapping[str, Mapping[str, Any]], problems: Callable[..., dict[str, Any]]
) -> dict[str, Any]:
    """The paths, each of their operations with what the gate asks and answers.

    `problems` makes the responses of the statuses that it is given.
    """
    return {
        path: {
            method: _operation(path, method, dict(operation), problems)
            for method, operation in operations.items()
        }
        for path, operations in paths.items()
    }


def _operation(
    path: str, method: str, operation: dict[str, Any], problems: Callable[..., dict[str, Any]]
) -> dict[str, Any]:
    statuses: list[int] = [*EVERYWHERE]
    need = need_of(method.upper(), path)
    if need == "nothing":
        operation["security"] = []
    else:
        operation["security"] = [{"apiKey": [need]}, {}]
        statuses.append(HTTPStatus.UNAUTHORIZED)
    if path not in HEALTH_PATHS:
        statuses.append(HTTPStatus.TOO_MANY_REQUESTS)
    if method == "post" and path in BODY_BYTES:
        operation["parameters"] = [
            *operation.get("parameters", ()),
            _IDEMPOTENCY_KEY,
            *_TRACE,
        ]
        statuses.append(HTTPStatus.CONFLICT)
    added = problems(*map(int, statuses))
    for status, headers in _HEADERS.items():
        if status in statuses:
            added[str(int(status))]["headers"] |= headers
    answers = {**added, **operation["responses"]}
    if any("application/problem+json" in answer.get("content", {}) for answer in answers.values()):
        operation["parameters"] = [*operation.get("parameters", ()), _ACCEPT_LANGUAGE]
    operation["responses"] = dict(sorted(answers.items()))
    return operation
