"""A gate that tests open and close by hand."""

from __future__ import annotations

from dataclasses import dataclass, field

from shared.contracts.answers import Usage
from workers.consequences import Strike
from workers.gate.protocol import Closed, Pass


@dataclass
class FakeGate:
    """Open for all providers but those in `closed`; what it was told is in `left`."""

    closed: set[str] = field(default_factory=set)
    left: list[tuple[str, Strike, str, Usage]] = field(default_factory=list)

    async def enter(self, provider: str, *, patience_s: float) -> Pass | Closed:
        assert patience_s >= 0
        return Closed(provider, "breaker") if provider in self.closed else Pass(provider)

    async def leave(self, entered: Pass, strike: Strike, outcome: str, usage: Usage) -> None:
        self.left.append((entered.provider, strike, outcome, usage))

    def stops_retries(self, provider: str) -> bool:
        return provider in self.closed
