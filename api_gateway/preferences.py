"""How long a caller is willing to wait, from `Prefer: wait=…` (RFC 7240) or `?wait=…`."""

from __future__ import annotations

import re
from http import HTTPStatus

from starlette.requests import Request

from api_gateway.waiting import MAX_WAIT_S
from shared.errors import FieldProblem, InvalidRequest

_WAIT = re.compile(r"""(?:^|,)\s*wait\s*=\s*"?(\d{1,9})"?\s*(?:;[^,]*)?(?:,|$)""", re.IGNORECASE)
_SECONDS = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")  # as JSON writes a number


def preferred_wait_s(request: Request) -> float:
    """The seconds of `Prefer: wait`, 30 at most; 0 without one. A malformed one is ignored."""
    for header in request.headers.getlist("prefer"):
        if found := _WAIT.search(header):
            return min(float(found[1]), MAX_WAIT_S)
    return 0.0


def queried_wait_s(request: Request) -> float:
    """The seconds of `?wait=`, 30 at most; 0 without one.

    Raises:
        InvalidRequest: it is no number of seconds.
    """
    text = request.query_params.get("wait", "0")
    if not _SECONDS.fullmatch(text):
        problem = FieldProblem("wait", "wrong_type", "wait_no_number", example=20)
        raise InvalidRequest("invalid_request", HTTPStatus.UNPROCESSABLE_ENTITY, (problem,))
    return min(float(text), MAX_WAIT_S)
