"""The errors of the service, and nothing foreign: each library's are mapped at one seam.

ServiceError
├── SettingsError             start-up stops with its one line
├── InvalidRequest            the caller's; 400, 413 or 422; never retried
├── JobNotFound               404
│   └── JobDamaged            its record is there, and is none of ours any more
├── QueueFull                 503 with Retry-After
├── TooManyCallbacks          429 with Retry-After
├── StoreUnavailable          the store or the queue is away; a cache read turns it into a miss
│   ├── QueueUnavailable      the queue alone, which a broker elsewhere holds
│   └── StoreFault            it answers, but a step of ours fails in it; trying again is of no use
└── ProviderError             from one provider; what follows each is said in `workers.consequences`
    ├── ProviderTimeout       no connection, no answer or no further byte in time
    ├── ProviderUnavailable   connection broken, 408, 409, 5xx
    ├── ProviderOverloaded    429; carries retry_after_s
    ├── ProviderExhausted     no money or no quota left, in whatever status it is wrapped
    ├── ProviderDenied        401, 403: our key is wrong
    ├── ProviderRefused       400, 404 and the rest: our request is wrong; redirects
    ├── AnswerWithheld        the provider's filter, or the model itself, will not write it
    ├── AnswerTruncated       it ran into the token cap
    └── AnswerUnusable        empty, unparsable, not of the schema, or against the chart
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from shared.contracts.answers import Usage
    from shared.contracts.requests import Language


class ServiceError(Exception):
    """The root: whatever goes wrong inside the service by its own account.

    `language` is the caller's, where the request's body was read and names one.
    """

    language: Language | None = None


class SettingsError(ServiceError):
    """A setting has a wrong value; the text is one line that names it."""


@contextmanager
def speaking(language: Language | None) -> Iterator[None]:
    """Whatever of these goes wrong inside is told in this language, if nothing else decides."""
    try:
        yield
    except ServiceError as error:
        error.language = error.language or language
        raise


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one field, for a sentence in whatever language it will be told.

    `kind` names the sentence, `facts` are its words, and `example` is a legal value, None where the
    sentence holds one itself.
    """

    field: str
    code: str
    kind: str
    facts: Mapping[str, object] = dataclasses.field(default_factory=dict)
    example: object = None


class InvalidRequest(ServiceError):
    """The caller's request is wrong; every problem is listed, with its field."""

    def __init__(
        self,
        code: str,
        status: int,
        problems: tuple[FieldProblem, ...] = (),
        language: Language | None = None,
    ) -> None:
        super().__init__(code)
        self.language = language
        self.code = code
        self.status = status
        self.problems = problems


class JobNotFound(ServiceError):
    """No job has this id: it is unknown, expired or removed."""


class JobDamaged(JobNotFound):
    """What the store holds under the job's id cannot be read; for a caller there is no such job."""


class QueueFull(ServiceError):
    """The backlog limit is reached; `retry_after_s` says when to come back."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"retry after {retry_after_s} s")
        self.retry_after_s = retry_after_s


class TooManyCallbacks(ServiceError):
    """A job, or a caller, has as many callbacks to come as there may be."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"retry after {retry_after_s} s")
        self.retry_after_s = retry_after_s


class StoreUnavailable(ServiceError):
    """The store did not answer, or answered that it cannot serve."""


class StoreFault(StoreUnavailable):
    """A script or command of ours fails on what the store holds: that, or the script, is wrong.

    Callers are served as they are without the store; it does not pass by waiting.
    """


class QueueUnavailable(StoreUnavailable):
    """The broker that holds the queue did not confirm that it has a message."""


class ProviderError(ServiceError):
    """A provider's call brought no reading; `outcome` is the word for it in `attempts`.

    `code` is the HTTP status, None where there was no answer or where its body was read as a whole.
    `usage` is what the call took by the provider's word, if it said.
    """

    def __init__(
        self, outcome: str, *, code: int | None = None, usage: Usage | None = None
    ) -> None:
        super().__init__(outcome if code is None else f"{outcome} ({code})")
        self.outcome = outcome
        self.code = code
        self.usage = usage


class ProviderTimeout(ProviderError):
    """The provider was given its time; `phase` says what did not come in it.

    `connect`: the connection; `answer`: the whole answer, or its first byte; `stall`: the next byte
    of an answer that had begun.
    """

    def __init__(self, phase: Literal["connect", "answer", "stall"] = "answer") -> None:
        super().__init__("timeout")
        self.phase = phase


class ProviderUnavailable(ProviderError):
    """The connection failed, or the provider says that it is down; `retry_after_s`: for how long."""

    def __init__(
        self,
        outcome: str,
        *,
        code: int | None = None,
        usage: Usage | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(outcome, code=code, usage=usage)
        self.retry_after_s = retry_after_s


class ProviderOverloaded(ProviderError):
    """The provider asks for patience; `retry_after_s` is its own hint, if it gave one."""

    def __init__(self, *, code: int, retry_after_s: float | None) -> None:
        super().__init__("rate_limited", code=code)
        self.retry_after_s = retry_after_s


class ProviderExhausted(ProviderError):
    """The account has no money or no quota left; it looks like a rate limit and does not pass."""

    def __init__(self, *, code: int) -> None:
        super().__init__("quota", code=code)


class ProviderDenied(ProviderError):
    """The provider does not know our key, or does not let it do this."""

    def __init__(self, *, code: int) -> None:
        super().__init__("refused", code=code)


class ProviderRefused(ProviderError):
    """The provider will not take our request, or answers with something that is no answer."""

    def __init__(self, *, code: int) -> None:
        super().__init__("refused", code=code)


class AnswerWithheld(ProviderError):
    """A filter, or the model itself, refuses to write this."""

    def __init__(self, *, code: int | None = None, usage: Usage | None = None) -> None:
        super().__init__("content_filter", code=code, usage=usage)


class AnswerTruncated(ProviderError):
    """The answer ran into the cap of its tokens."""

    def __init__(self, *, code: int | None = None, usage: Usage | None = None) -> None:
        super().__init__("truncated", code=code, usage=usage)


class AnswerUnusable(ProviderError):
    """The provider answered, but not with a whole reading in the form asked for.

    `content` is what the model wrote, to be shown to it with `fault`, which says in English what is
    wrong with it; neither is ever logged or shown to a caller. None: no model wrote it (a proxy's
    page, an answer over the limit), and nothing can be mended by asking again.
    """

    def __init__(
        self,
        outcome: Literal["unusable", "contradicts_chart"] = "unusable",
        *,
        code: int | None = None,
        usage: Usage | None = None,
        content: str | None = None,
        fault: str = "",
    ) -> None:
        super().__init__(outcome, code=code, usage=usage)
        self.content = content
        self.fault = fault
