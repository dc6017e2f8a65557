"""What the chain knows of the gate before each provider."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from shared.contracts.answers import Usage
from workers.consequences import Strike

Reason = Literal["breaker", "quota"]


@dataclass(frozen=True, slots=True)
class Pass:
    """The provider may be asked once; must be given back with `leave`, whatever happened.

    `probe` is set for the one call that finds out whether an open circuit may close; `place` is the
    gate's own, of what the call took under a quota.
    """

    provider: str
    probe: str | None = None
    place: object = None


@dataclass(frozen=True, slots=True)
class Closed:
    """The provider may not be asked now; the attempt is `skipped`."""

    provider: str
    reason: Reason


class Gate(Protocol):
    """Before every provider call: one instance for a worker process."""

    async def enter(self, provider: str, *, patience_s: float) -> Pass | Closed:
        """Whether this provider may be asked now; waits for its turn under a quota so long.

        Never raises: with the store away it decides by what this process knows.
        """
        ...

    async def leave(self, entered: Pass, strike: Strike, outcome: str, usage: Usage) -> None:
        """Tells how the call ended (`outcome` as in `attempts`) and what it took. Never raises."""
        ...

    def stops_retries(self, provider: str) -> bool:
        """Whether the provider's circuit has opened meanwhile, so that a retry is of no use."""
        ...
