"""A provider's circuit as the store holds it: whether it may be asked, and why not.

closed ── five failures in a row, or ten of the last twenty, or one that needs the operator ──▶ open
open ── its time is over ──▶ half open: one probe at a time ── good ──▶ closed, bad ──▶ open

Workers change it (`workers.gate`), gateways tell of it. Times are seconds since 1970 on the store's
clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

import orjson

CircuitState = Literal["closed", "open", "half_open"]


@dataclass(frozen=True, slots=True)
class Circuit:
    """One provider's circuit; without arguments, one of which nothing was ever heard."""

    open: bool = False
    shut: bool = False
    """It was opened by what only the operator can mend: the key, or money."""
    accounts: tuple[str, ...] = ()
    """The accounts that were refused since it opened; another one may be tried at once."""
    reason: str | None = None
    """The outcome of the failure that opened it, as in `attempts`."""
    since: float | None = None
    """When it opened; of a closed one, when it closed again."""
    until: float = 0.0
    """When an open one may be probed."""
    streak: int = 0
    """Failures in a row."""
    recent: str = ""
    """The last calls, twenty at most, the youngest last; 1 is a failure."""
    probe: str | None = None
    """The token of the call that finds out whether it may close."""
    probe_until: float = 0.0
    """When the probe is given up, because its worker must be dead."""

    def state(self, now: float) -> CircuitState:
        """The state at that moment."""
        if not self.open:
            return "closed"
        return "open" if now < self.until else "half_open"

    @property
    def recent_failures(self) -> int:
        """How many of the last calls failed."""
        return self.recent.count("1")

    def to_json(self) -> bytes:
        """As the store holds it."""
        return orjson.dumps({name: value for name, value in asdict(self).items() if value})

    @classmethod
    def from_json(cls, data: bytes | None) -> Circuit:
        """The circuit in `data`; a closed one of nothing, and of what another release wrote."""
        if not data:
            return cls()
        try:
            fields: dict[str, Any] = orjson.loads(data)
            return cls(accounts=tuple(fields.pop("accounts", ())), **fields)
        except (orjson.JSONDecodeError, TypeError, AttributeError):  # of another release
            return cls()


def circuits(found: Mapping[bytes, bytes]) -> dict[str, Circuit]:
    """The circuits of a hash by provider."""
    return {name.decode(): Circuit.from_json(data) for name, data in found.items()}
