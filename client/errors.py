"""What can go wrong for a caller of the gateway: one tree, and nothing foreign in it.

PaljaError
├── BadAddress                an address or a key that cannot be one; nothing was sent
├── Unsendable                a question that is no JSON; nothing was sent
│   └── TooMuch               a batch of too many items or bytes
├── GatewayUnreachable        no answer, however often it was asked for
├── UnexpectedAnswer          what answered is no gateway of ours
├── Problem                   the gateway's own word, by its status
│   ├── InvalidRequest        400, 405, 406, 409, 413, 422
│   ├── Unauthenticated       401
│   ├── Forbidden             403
│   ├── NotFound              404
│   │   └── JobNotFound
│   ├── RateLimited           429
│   └── Unavailable           502, 503, 504
├── JobEnded                  the job failed or was cancelled
└── StillOpen                 the job has not ended in time
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from client.answers import Job


class PaljaError(Exception):
    """The root."""


class BadAddress(PaljaError, ValueError):
    """An address, or a key, that can be none."""


class Unsendable(PaljaError, ValueError):
    """A question that cannot be written as JSON."""


class TooMuch(Unsendable):
    """A batch takes no more than `MAX_BATCH_ITEMS` items and `MAX_BATCH_BYTES` bytes."""


class GatewayUnreachable(PaljaError):
    """The gateway did not answer, or not to the end; `sent`: it may have heard what was asked."""

    def __init__(self, line: str, *, sent: bool = True) -> None:
        super().__init__(line)
        self.sent = sent


class UnexpectedAnswer(PaljaError):
    """The answer has not the form that the gateway's answers have."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field of a request."""

    field: str
    code: str
    message: str


class Problem(PaljaError):
    """A problem (RFC 9457) as the gateway told it.

    Attributes:
        status: of the answer; of a row in a batch, what it would have been.
        code: what programs go by.
        detail: one sentence, in the caller's language.
        errors: a row for each wrong field.
        retry_after_s: when to come back; None: it was not said.
        request_id: names the gateway's log lines of this request; None in a row of a batch.
        raw: the problem as it was sent.

    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        errors: tuple[FieldError, ...] = (),
        retry_after_s: float | None = None,
        request_id: str | None = None,
        raw: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = errors
        self.retry_after_s = retry_after_s
        self.request_id = request_id
        self.raw = {} if raw is None else raw

    def __str__(self) -> str:
        """One line: the sentence, and what is wrong with each field."""
        fields = "; ".join(f"{error.field}: {error.message}" for error in self.errors)
        return f"{self.args[0]} ({fields})" if fields else str(self.args[0])


class InvalidRequest(Problem):
    """The request is wrong, and would be again."""


class Unauthenticated(Problem):
    """The gateway asks for a key, or does not know this one."""


class Forbidden(Problem):
    """The key has not the scope for this call, or the call came from a foreign page."""


class NotFound(Problem):
    """There is no such thing."""


class JobNotFound(NotFound):
    """No job has this id: it never was, has expired or was removed."""


class RateLimited(Problem):
    """The key, or the address, has asked too often."""


class Unavailable(Problem):
    """The queue is full, the store is away, or nobody stands behind a proxy."""


class JobEnded(PaljaError):
    """The job ended without a reading; `job` tells how."""

    def __init__(self, job: Job) -> None:
        became = "was cancelled" if job.status == "cancelled" else f"has {job.status}"
        super().__init__(f"job {job.job_id} {became}" + (f": {job.code}" if job.code else ""))
        self.job = job


class StillOpen(PaljaError):
    """The job has not ended within the time given; `job` is how it stood."""

    def __init__(self, job: Job, timeout_s: float) -> None:
        super().__init__(f"job {job.job_id} is still {job.status} after {timeout_s:g} s")
        self.job = job


_BY_STATUS: Mapping[int, type[Problem]] = {
    400: InvalidRequest,
    401: Unauthenticated,
    403: Forbidden,
    404: NotFound,
    405: InvalidRequest,
    406: InvalidRequest,
    409: InvalidRequest,
    413: InvalidRequest,
    422: InvalidRequest,
    429: RateLimited,
    502: Unavailable,
    503: Unavailable,
    504: Unavailable,
}


def problem_of(
    fields: Mapping[str, Any],
    *,
    retry_after_s: float | None = None,
    request_id: str | None = None,
) -> Problem:
    """The error for a problem's members.

    Raises:
        KeyError, TypeError: these are no problem's.
    """
    status, code = fields["status"], fields["code"]
    if not isinstance(status, int) or not isinstance(code, str):
        raise TypeError("a status and a code were to be expected")
    kind = JobNotFound if code == "job_not_found" else _BY_STATUS.get(status, Problem)
    told = fields.get("retry_after")
    return kind(
        status,
        code,
        fields["detail"],
        errors=tuple(
            FieldError(row["field"], row["code"], row["message"])
            for row in fields.get("errors") or ()
        ),
        retry_after_s=retry_after_s if told is None else float(told),
        request_id=request_id,
        raw=fields,
    )
