"""What an HTTP status other than 200 means, with what each dialect reads in the body beside it.

exhausted (said in the body), 402     ProviderExhausted: it looks like a rate limit and does not pass
denied (said in the body), 401, 403   ProviderDenied
withheld (said in the body)           AnswerWithheld
429                                   ProviderOverloaded, with the hint when to come back
408, 409, every 5xx                   ProviderUnavailable, with it too (529 is Anthropic's word for
                                      overloaded)
everything else, a redirect too       ProviderRefused: nothing is ever sent to a redirect's target
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from enum import Enum
from http import HTTPStatus
from math import isfinite

from shared.clock import Clock
from shared.errors import (
    AnswerWithheld,
    ProviderDenied,
    ProviderError,
    ProviderExhausted,
    ProviderOverloaded,
    ProviderRefused,
    ProviderUnavailable,
)


class Meaning(Enum):
    """What an error's body says that its status does not."""

    EXHAUSTED = "exhausted"
    DENIED = "denied"
    WITHHELD = "withheld"


_MEANINGS: dict[int, Meaning] = {
    HTTPStatus.PAYMENT_REQUIRED: Meaning.EXHAUSTED,
    HTTPStatus.UNAUTHORIZED: Meaning.DENIED,
    HTTPStatus.FORBIDDEN: Meaning.DENIED,
}
_PASSING = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT}
_LAST = 599


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a dialect reads in the body of an error.

    `status` is the HTTP status that it stands for where it came with a 200, in a stream that had
    begun; `retry_after_s` its hint when to come back.
    """

    meaning: Meaning | None = None
    status: int = HTTPStatus.INTERNAL_SERVER_ERROR
    retry_after_s: float | None = None


def error_status(said: object) -> int:
    """The HTTP status that an error names in its body; 500 if it names none."""
    named = isinstance(said, int) and HTTPStatus.BAD_REQUEST <= said <= _LAST
    return said if named and isinstance(said, int) else HTTPStatus.INTERNAL_SERVER_ERROR


def refusal(
    status: int, headers: Mapping[str, str], complaint: Complaint, clock: Clock
) -> ProviderError:
    """The error that an answer with this status, other than 200, is; a body is read from 400 on."""
    meaning = complaint.meaning or _MEANINGS.get(status)
    if meaning is Meaning.EXHAUSTED:
        return ProviderExhausted(code=status)
    if meaning is Meaning.DENIED:
        return ProviderDenied(code=status)
    if meaning is Meaning.WITHHELD:
        return AnswerWithheld(code=status)
    hint_s = retry_after_s(headers, clock)
    hint_s = complaint.retry_after_s if hint_s is None else hint_s
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return ProviderOverloaded(code=status, retry_after_s=hint_s)
    if status in _PASSING or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return ProviderUnavailable("server_error", code=status, retry_after_s=hint_s)
    return ProviderRefused(code=status)


def retry_after_s(headers: Mapping[str, str], clock: Clock) -> float | None:
    """Seconds until the provider wants to be asked again, by its headers; None: they do not say.

    `retry-after-ms` is OpenAI's, finer one; `Retry-After` holds seconds or an HTTP date (RFC 9110).
    """
    millis = seconds(headers.get("retry-after-ms", ""))
    if millis is not None:
        return millis / 1000
    text = headers.get("Retry-After", "")
    hint_s = seconds(text)
    if hint_s is not None:
        return hint_s
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - clock.now()).total_seconds())


def seconds(text: str) -> float | None:
    """A number of seconds, if it is one that can be waited for."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) and number >= 0 else None
