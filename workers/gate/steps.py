"""What happens to a circuit, as pure steps; `breaker.lua` takes the same ones in the store.

They decide while the store is away; a test holds the two equal over random histories.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from shared.circuit import Circuit
from workers.consequences import Strike

FAILURES = 5
"""So many failures in a row open a circuit,"""
RECENT = 20
RECENT_FAILURES = 10
"""and so many of its last twenty calls."""
SHUT_S = 300.0
"""So long nobody asks whom only the operator can mend (key, money), or for the cool-down if longer."""


@dataclass(frozen=True, slots=True)
class Cooling:
    """How long a circuit stays open, and how long a probe may take before it is given up.

    `account` stands for the key that this process would use.
    """

    cooldown_s: float
    probe_s: float
    account: str = ""

    @property
    def shut_s(self) -> float:
        """The cool-down of what the operator has to mend."""
        return max(SHUT_S, self.cooldown_s)


@dataclass(frozen=True, slots=True)
class Admitted:
    """The call may be made; `probe` is its token when it is the one that finds out."""

    probe: str | None = None


def waits(circuit: Circuit, now: float, cooling: Cooling) -> bool:
    """Whether an open circuit's time is not over; for an account that it has not refused, it is."""
    other = circuit.shut and cooling.account not in circuit.accounts
    return now < circuit.until and not other


def entered(
    circuit: Circuit, now: float, token: str, cooling: Cooling
) -> tuple[Circuit, Admitted | None]:
    """The circuit after somebody has asked to call, and whether he may."""
    if not circuit.open:
        return circuit, Admitted()
    probing = circuit.probe is not None and now < circuit.probe_until
    if probing or waits(circuit, now, cooling):
        return circuit, None
    probed = replace(circuit, probe=token, probe_until=now + cooling.probe_s)
    return probed, Admitted(token)


def left(
    circuit: Circuit,
    now: float,
    strike: Strike,
    outcome: str,
    probe: str | None,
    cooling: Cooling,
) -> Circuit:
    """The circuit after a call; a call that was under way when it opened changes little."""
    probing = probe is not None and probe == circuit.probe
    failed = strike in {Strike.FAILURE, Strike.SHUT}
    if probing:
        circuit = replace(circuit, probe=None, probe_until=0.0)
    if failed and (probing or not circuit.open):
        circuit = replace(circuit, streak=circuit.streak + 1)
    if not circuit.open:
        return _counted(circuit, now, strike, outcome, cooling)
    if probing and strike is Strike.GOOD:
        return Circuit(since=now)
    if probing and failed:
        return _opened(circuit, now, strike, outcome, cooling)
    if strike is Strike.SHUT and cooling.account not in circuit.accounts:
        return _opened(circuit, now, strike, outcome, cooling)
    return circuit


def _counted(
    circuit: Circuit, now: float, strike: Strike, outcome: str, cooling: Cooling
) -> Circuit:
    """A closed circuit after a call that passed it."""
    if strike is Strike.NOTHING:
        return circuit
    good = strike is Strike.GOOD
    recent = (circuit.recent + ("0" if good else "1"))[-RECENT:]
    circuit = replace(circuit, recent=recent, streak=0 if good else circuit.streak)
    full = circuit.streak >= FAILURES or circuit.recent_failures >= RECENT_FAILURES
    if strike is Strike.SHUT or (strike is Strike.FAILURE and full):
        return _opened(circuit, now, strike, outcome, cooling)
    return circuit


def _opened(
    circuit: Circuit, now: float, strike: Strike, outcome: str, cooling: Cooling
) -> Circuit:
    shut = strike is Strike.SHUT
    new = shut and cooling.account not in circuit.accounts
    return replace(
        circuit,
        open=True,
        shut=shut,
        accounts=(*circuit.accounts, cooling.account) if new else circuit.accounts,
        reason=outcome,
        since=circuit.since if circuit.open else now,
        until=now + (cooling.shut_s if shut else cooling.cooldown_s),
    )
