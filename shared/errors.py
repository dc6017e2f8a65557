"""The errors of the service, and nothing foreign: each library's are mapped at one seam.

ServiceError
├── SettingsError             start-up stops with its one line
├── InvalidRequest            the caller's; 400, 413 or 422; never retried
├── JobNotFound               404
├── QueueFull                 503 with Retry-After
├── StoreUnavailable          the store or the queue is away; a cache read turns it into a miss
└── ProviderError             from one provider; carries its outcome and status code
    ├── ProviderTimeout       no answer in time            -> next provider at once
    ├── ProviderUnavailable   connection, 408, 5xx         -> retried, then the next provider
    ├── ProviderOverloaded    429; carries retry_after_s   -> retried, then the next provider
    ├── ProviderRefused       our key or request is wrong  -> next provider
    └── AnswerUnusable        empty, unparsable, cut       -> next provider
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal


class ServiceError(Exception):
    """The root: whatever goes wrong inside the service by its own account.

    `language` is the caller's, where the request's body was read and names one.
    """

    language: Literal["ko", "en"] | None = None


class SettingsError(ServiceError):
    """A setting has a wrong value; the text is one line that names it."""


@contextmanager
def speaking(language: Literal["ko", "en"] | None) -> Iterator[None]:
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
        language: Literal["ko", "en"] | None = None,
    ) -> None:
        super().__init__(code)
        self.language = language
        self.code = code
        self.status = status
        self.problems = problems


class JobNotFound(ServiceError):
    """No job has this id: it is unknown, expired or removed."""


class QueueFull(ServiceError):
    """The backlog limit is reached; `retry_after_s` says when to come back."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"retry after {retry_after_s} s")
        self.retry_after_s = retry_after_s


class StoreUnavailable(ServiceError):
    """The store did not answer, or answered that it cannot serve."""


class ProviderError(ServiceError):
    """A provider's call brought no reading; `outcome` is the word for it in `attempts`."""

    def __init__(self, outcome: str, *, code: int | None = None) -> None:
        super().__init__(outcome if code is None else f"{outcome} ({code})")
        self.outcome = outcome
        self.code = code


class ProviderTimeout(ProviderError):
    """The provider was given its time and did not answer."""

    def __init__(self) -> None:
        super().__init__("timeout")


class ProviderUnavailable(ProviderError):
    """The connection failed, or the provider says that it is down."""


class ProviderOverloaded(ProviderError):
    """The provider asks for patience; `retry_after_s` is its own hint, if it gave one."""

    def __init__(self, *, code: int, retry_after_s: float | None) -> None:
        super().__init__("rate_limited", code=code)
        self.retry_after_s = retry_after_s


class ProviderRefused(ProviderError):
    """The provider will not take our key or our request, today or ever."""


class AnswerUnusable(ProviderError):
    """The provider answered, but not with a whole reading in the form asked for."""
