"""What an HTTP status other than 200 means, the same for every dialect."""

from __future__ import annotations

from http import HTTPStatus

from shared.errors import (
    ProviderDenied,
    ProviderOverloaded,
    ProviderRefused,
    ProviderUnavailable,
)
from workers.http_pool import HttpAnswer


def raise_for_status(answer: HttpAnswer) -> None:
    """Nothing for a 200.

    Raises:
        ProviderOverloaded: 429.
        ProviderUnavailable: 408 and every 5xx (529 is Anthropic's word for overloaded).
        ProviderDenied: 401, 403.
        ProviderRefused: everything else, a redirect too: nothing is sent to its target.
    """
    status = answer.status
    if status == HTTPStatus.OK:
        return
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise ProviderOverloaded(code=status, retry_after_s=_retry_after_s(answer))
    if status == HTTPStatus.REQUEST_TIMEOUT or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise ProviderUnavailable("server_error", code=status)
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        raise ProviderDenied(code=status)
    raise ProviderRefused(code=status)


def _retry_after_s(answer: HttpAnswer) -> float | None:
    """The seconds of `Retry-After`; its date form needs a clock and is read as no hint."""
    text = answer.headers.get("Retry-After", "").strip()
    try:
        seconds = float(text)
    except ValueError:
        return None
    return seconds if 0 <= seconds < float("inf") else None
