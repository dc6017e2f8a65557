"""The gate before each provider: one object for a worker process.

enter ─▶ circuit closed, or our probe? ─▶ a place in this process ─▶ a turn of the quota ─▶ the call
 └──────────── no: closed, at once ──────────┴─ not in time ─┴──────────┘
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from types import MappingProxyType

from redis.asyncio import Redis

from shared.background import running
from shared.clock import Clock
from shared.contracts.answers import Usage
from shared.errors import StoreUnavailable
from shared.quota import Limits
from workers.consequences import Strike
from workers.gate.breaker import Breaker
from workers.gate.door import Door, Place
from workers.gate.finishing import Finishing
from workers.gate.link import Link
from workers.gate.protocol import Closed, Pass
from workers.gate.steps import Admitted, Cooling

LOOK_S = 0.4
"""So often the circuits of other processes are looked at; the promise is one second."""
PROBE_MARGIN_S = 5.0
"""A probe may take a whole call and this, then its worker is taken for dead."""
PATIENCE_TURNS = 4
"""A store that is silent for four turns of the loop, 80 ms, is away; see `shared.store.patience`."""
_LAST_WORDS_S = 1.0


class SharedGate:
    """Keeps callers from providers that are down, and within their limits.

    `redis` should be impatient, with `PATIENCE_TURNS`; `call_s` is what a provider's call may take;
    a provider without `limits` has none. `accounts` tells each provider's key apart from others, so
    that a new one is tried at once where the old one was refused.
    """

    def __init__(
        self,
        redis: Redis,
        *,
        limits: Mapping[str, Limits],
        cooldown_s: float,
        call_s: float,
        clock: Clock,
        accounts: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._finishing = Finishing()
        link = Link(redis, clock)
        cooling = Cooling(cooldown_s, call_s + PROBE_MARGIN_S)
        self._breaker = Breaker(link, cooling, accounts, opened=self._opened)
        self._doors = {
            provider: Door(provider, limit, link, self._finishing, clock)
            for provider, limit in limits.items()
            if limit.any
        }

    @asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        """Follows what other processes find while the context is open; tells the last of our own."""
        await self._look()
        async with running(self._follow(), "gate"):
            try:
                yield
            finally:
                await self._finishing.drain(_LAST_WORDS_S)

    async def enter(self, provider: str, *, patience_s: float) -> Pass | Closed:
        """Whether this provider may be asked now; waits for its turn under a quota so long."""
        with ExitStack() as undo:
            admitted = await self._admitted(provider)
            if admitted is None:
                return Closed(provider, "breaker")
            undo.callback(self._no_probe, provider, admitted)
            door = self._doors.get(provider)
            place = None
            if door is not None:
                # Who waits with a probe in his hand keeps everybody else from finding out.
                place = await door.enter(0.0 if admitted.probe else patience_s)
                if not isinstance(place, Place):
                    return Closed(provider, place)
                undo.callback(door.give_back, place)
                if place.waited and admitted.probe is None:
                    admitted = await self._admitted(provider)
                    if admitted is None:
                        return Closed(provider, "breaker")
            undo.pop_all()
            return Pass(provider, admitted.probe, place)

    async def leave(self, entered: Pass, strike: Strike, outcome: str, usage: Usage) -> None:
        """Tells how the call ended and what it took; done also when the caller is cancelled."""
        door = self._doors.get(entered.provider)
        if door is not None:
            door.free()  # before anything is awaited
        await asyncio.shield(self._finishing.start(self._leave(entered, strike, outcome, usage)))

    def stops_retries(self, provider: str) -> bool:
        """Whether the provider's circuit is open or half open."""
        return self._breaker.is_open(provider)

    async def _leave(self, entered: Pass, strike: Strike, outcome: str, usage: Usage) -> None:
        await self._breaker.leave(entered.provider, strike, outcome, entered.probe)
        if isinstance(entered.place, Place):
            await self._doors[entered.provider].leave(entered.place, outcome, usage)

    async def _admitted(self, provider: str) -> Admitted | None:
        async def give_back(admitted: Admitted | None) -> None:
            if admitted is not None:
                self._no_probe(provider, admitted)

        return await self._finishing.of(self._breaker.enter(provider), undo=give_back)

    def _no_probe(self, provider: str, admitted: Admitted) -> None:
        """Gives a probe back that nobody makes."""
        if admitted.probe is not None:
            work = self._breaker.leave(provider, Strike.NOTHING, "skipped", admitted.probe)
            self._finishing.start(work)

    def _opened(self, provider: str) -> None:
        door = self._doors.get(provider)
        if door is not None:
            door.circuit_opened()

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            await self._look()

    async def _look(self) -> None:
        try:
            for door in self._doors.values():
                await door.look()
            await self._breaker.look()
        except StoreUnavailable:
            return
