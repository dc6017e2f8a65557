"""What follows each failure of a provider, in one table.

error                 asked again here        next provider   breaker
--------------------  ----------------------  --------------  ----------------------------------
ProviderTimeout       only if it is the last  yes, at once    a failure
ProviderUnavailable   after a wait            yes             a failure
ProviderOverloaded    after its hint or wait  yes             a failure
ProviderExhausted     never                   yes             shut for long, then one probe
ProviderDenied        never                   yes             shut for long, then one probe
ProviderRefused       never                   yes             nothing: it is our request's fault;
                                                              but a 404 is a failure: no such model
AnswerWithheld        never                   yes             nothing: another text may pass
AnswerTruncated       once, with a larger cap yes             nothing
AnswerUnusable        once, told what is      yes             a failure; nothing where the prose
                      wrong (if a model                       alone is wrong
                      wrote it)
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus

from shared.errors import (
    AnswerTruncated,
    AnswerUnusable,
    AnswerWithheld,
    ProviderDenied,
    ProviderError,
    ProviderExhausted,
    ProviderOverloaded,
    ProviderRefused,
    ProviderTimeout,
    ProviderUnavailable,
)


class Again(Enum):
    """Whether and how the same provider is asked again for the same job."""

    NEVER = "never"
    AFTER_WAIT = "after_wait"
    IF_LAST = "if_last"
    """A time-out has cost its whole time; where nobody else is left it is worth another."""
    REPAIR = "repair"
    """Once in a job, with a longer request that says what was wrong."""
    MORE_ROOM = "more_room"
    """Once in a job, with a larger cap."""


class Strike(Enum):
    """What a call tells of the provider's health."""

    GOOD = "good"
    NOTHING = "nothing"
    FAILURE = "failure"
    SHUT = "shut"
    """No use asking for minutes: the operator has to do something."""


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows a failure."""

    again: Again
    strike: Strike


_TABLE: dict[type[ProviderError], Consequence] = {
    ProviderTimeout: Consequence(Again.IF_LAST, Strike.FAILURE),
    ProviderUnavailable: Consequence(Again.AFTER_WAIT, Strike.FAILURE),
    ProviderOverloaded: Consequence(Again.AFTER_WAIT, Strike.FAILURE),
    ProviderExhausted: Consequence(Again.NEVER, Strike.SHUT),
    ProviderDenied: Consequence(Again.NEVER, Strike.SHUT),
    ProviderRefused: Consequence(Again.NEVER, Strike.NOTHING),
    AnswerWithheld: Consequence(Again.NEVER, Strike.NOTHING),
    AnswerTruncated: Consequence(Again.MORE_ROOM, Strike.NOTHING),
    AnswerUnusable: Consequence(Again.REPAIR, Strike.FAILURE),
}


def consequence(error: ProviderError) -> Consequence:
    """What follows this error."""
    follows = _TABLE[type(error)]
    if isinstance(error, ProviderRefused) and error.code == HTTPStatus.NOT_FOUND:
        return Consequence(follows.again, Strike.FAILURE)
    if isinstance(error, AnswerUnusable):
        if error.outcome == "contradicts_chart":
            return Consequence(Again.REPAIR, Strike.NOTHING)
        if error.content is None:
            return Consequence(Again.NEVER, Strike.FAILURE)
    return follows
