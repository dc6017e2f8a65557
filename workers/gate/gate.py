"""The gate before each provider: one object for a worker process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis

from shared.background import running
from shared.clock import Clock
from shared.contracts.answers import Usage
from shared.errors import StoreUnavailable
from workers.consequences import Strike
from workers.gate.breaker import Breaker
from workers.gate.finishing import Finishing
from workers.gate.link import Link
from workers.gate.protocol import Closed, Pass
from workers.gate.steps import Admitted, Cooling

LOOK_S = 0.4
"""So often the circuits of other processes are looked at; the promise is one second."""
PROBE_MARGIN_S = 5.0
"""A probe may take a whole call and this, then its worker is taken for dead."""
PATIENCE_TURNS = 2
"""A store that is silent for two turns of the loop, 40 ms, is away; see `shared.store.patience`."""
_LAST_WORDS_S = 1.0


class SharedGate:
    """Keeps callers from providers that are down.

    `redis` should be impatient, with `PATIENCE_TURNS`; `call_s` is what a provider's call may take.
    """

    def __init__(self, redis: Redis, *, cooldown_s: float, call_s: float, clock: Clock) -> None:
        self._finishing = Finishing()
        self._breaker = Breaker(
            Link(redis),
            Cooling(cooldown_s, call_s + PROBE_MARGIN_S),
            clock,
            opened=lambda provider: None,
        )

    @asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        """Follows what other processes find while the context is open; tells the last of our own."""
        await self._look()
        async with running(self._follow(), "gate"):
            yield
            await self._finishing.drain(_LAST_WORDS_S)

    async def enter(self, provider: str, *, patience_s: float) -> Pass | Closed:
        """Whether this provider may be asked now; waits for its turn under a quota so long."""

        async def give_back(admitted: Admitted | None) -> None:
            if admitted is not None:
                await self._breaker.leave(provider, Strike.NOTHING, "cancelled", admitted.probe)

        admitted = await self._finishing.of(self._breaker.enter(provider), undo=give_back)
        if admitted is None:
            return Closed(provider, "breaker")
        return Pass(provider, admitted.probe)

    async def leave(self, entered: Pass, strike: Strike, outcome: str, usage: Usage) -> None:
        """Tells how the call ended and what it took; done also when the caller is cancelled."""
        work = self._breaker.leave(entered.provider, strike, outcome, entered.probe)
        await asyncio.shield(self._finishing.start(work))

    def stops_retries(self, provider: str) -> bool:
        """Whether the provider's circuit is open or half open."""
        return self._breaker.is_open(provider)

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            await self._look()

    async def _look(self) -> None:
        try:
            await self._breaker.look()
        except StoreUnavailable:
            return
