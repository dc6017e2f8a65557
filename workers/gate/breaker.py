"""The circuits of all providers: shared through the store, with a copy here.

An open circuit is known from the copy and costs nothing; everything else asks the store, so that no
other process's opening is missed. The copy follows every answer of the store, and a look every
`LOOK_S`. While the store is away the copy decides; what happened then is told when it is back.
"""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import structlog

from shared import redis_keys
from shared.circuit import Circuit, circuits
from shared.errors import StoreUnavailable
from shared.jobs.store import WORKER_SILENCE_S
from workers.consequences import Strike
from workers.gate.link import Link
from workers.gate.steps import RECENT, Admitted, Cooling, entered, left, waits

_OUT_OF_TURN_S = 1.0
"""Answers may overtake each other by less than this; an older one tells of another clock."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A call's end that the store has yet to hear of."""

    strike: Strike
    outcome: str
    probe: str | None


class Breaker:
    """Who may be called; nothing here raises for the store.

    `opened` is called with the provider when its circuit is seen to have opened.
    """

    def __init__(
        self,
        link: Link,
        cooling: Cooling,
        accounts: Mapping[str, str],
        *,
        opened: Callable[[str], None],
    ) -> None:
        self._link = link
        self._usual = cooling
        self._own = {
            provider: replace(cooling, account=account) for provider, account in accounts.items()
        }
        self._opened = opened
        self._copy: dict[str, Circuit] = {}
        self._read_at: dict[str, float] = {}
        self._untold: dict[str, deque[_Told]] = {}
        self._log = structlog.get_logger("gate")

    def is_open(self, provider: str) -> bool:
        """Whether the circuit is open or half open, by what is known here."""
        return self._of(provider).open

    async def enter(self, provider: str) -> Admitted | None:
        """Whether the provider may be called; None: not now."""
        known, cooling = self._of(provider), self._cooling(provider)
        if known.open and waits(known, self._link.now(), cooling):
            return None
        token = secrets.token_hex(8)
        try:
            moment, verdict, circuit = await self._run(
                "enter", provider, token, cooling.probe_s, cooling.account
            )
        except StoreUnavailable:
            if known.open and not self._link.surely_away:
                return None  # a probe of our own is worth waiting for a second look
            circuit_now, admitted = entered(self._of(provider), self._link.now(), token, cooling)
            self._set(provider, circuit_now)
            return admitted
        self._take(provider, _seconds(moment), Circuit.from_json(circuit))
        if verdict == b"closed":
            return None
        return Admitted(token if verdict == b"probe" else None)

    async def leave(self, provider: str, strike: Strike, outcome: str, probe: str | None) -> None:
        """Notes how a call ended, and gives its probe back."""
        if strike is Strike.NOTHING and probe is None:
            return
        told = _Told(strike, outcome, probe)
        try:
            await self._tell(provider, told, self._link.run)
        except StoreUnavailable:
            self._leave_here(provider, told)

    async def look(self) -> None:
        """Reads all circuits; after an absence the store first hears of what happened here.

        Raises:
            StoreUnavailable: it is away still.
        """
        while not self._link.there and self._untold:
            await self._catch_up(next(iter(self._untold)))
        moment, rows, workers = await self._link.look(
            "breaker", [redis_keys.BREAKERS, redis_keys.WORKERS], ["look", WORKER_SILENCE_S]
        )
        self._link.workers = max(1, workers)
        if self._untold:
            return  # a call ended in between; the next look tells of it
        self._link.back()
        found = circuits(dict(zip(rows[::2], rows[1::2], strict=True)))
        for provider in {*found, *self._copy}:
            self._take(provider, _seconds(moment), found.get(provider, Circuit()))

    async def _catch_up(self, provider: str) -> None:
        untold = self._untold[provider]
        while untold:
            told = untold.popleft()  # first, for meanwhile others are appended
            # An open circuit is told as such: its failures once more would open it for longer.
            if told.probe is None and self.is_open(provider):
                continue
            try:
                await self._tell(provider, told, self._link.look)
            except StoreUnavailable:
                untold.appendleft(told)
                raise
        if self.is_open(provider):
            await self._link.look(
                "breaker",
                [redis_keys.BREAKERS],
                ["join", provider, self._of(provider).to_json()],
            )
        if not untold:
            del self._untold[provider]

    async def _tell(self, provider: str, told: _Told, run: Callable[..., Any]) -> None:
        cooling = self._cooling(provider)
        moment, circuit = await run(
            "breaker",
            [redis_keys.BREAKERS],
            [
                "leave",
                provider,
                told.strike.value,
                told.outcome,
                told.probe or "",
                cooling.cooldown_s,
                cooling.shut_s,
                cooling.account,
            ],
        )
        if self._link.there:
            self._take(provider, _seconds(moment), Circuit.from_json(circuit))

    def _leave_here(self, provider: str, told: _Told) -> None:
        before, cooling = self._of(provider), self._cooling(provider)
        after = left(before, self._link.now(), told.strike, told.outcome, told.probe, cooling)
        untold = self._untold.setdefault(provider, deque(maxlen=RECENT))
        if before.open and not after.open:
            untold.clear()  # nothing from before counts any more
        untold.append(told)
        self._set(provider, after)

    async def _run(self, step: str, provider: str, *arguments: Any) -> Any:
        return await self._link.run("breaker", [redis_keys.BREAKERS], [step, provider, *arguments])

    def _cooling(self, provider: str) -> Cooling:
        return self._own.get(provider, self._usual)

    def _of(self, provider: str) -> Circuit:
        return self._copy.get(provider, _CLOSED)

    def _take(self, provider: str, moment: float, circuit: Circuit) -> None:
        read_at = self._read_at.get(provider, moment)
        if read_at - _OUT_OF_TURN_S < moment < read_at:
            return
        self._read_at[provider] = moment
        self._set(provider, circuit)

    def _set(self, provider: str, circuit: Circuit) -> None:
        before = self._of(provider)
        self._copy[provider] = circuit
        if circuit.open and not before.open:
            self._log.warning(
                "circuit_opened",
                provider=provider,
                reason=circuit.reason,
                for_s=round(circuit.until - self._link.now(), 1),
            )
            self._opened(provider)
        elif before.open and not circuit.open:
            self._log.info("circuit_closed", provider=provider)


_CLOSED = Circuit()


def _seconds(moment: bytes) -> float:
    return int(moment) / 1e6
