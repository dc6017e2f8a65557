"""The way to one provider that has limits: first a place in this process, then a turn of its quota."""

from __future__ import annotations

from dataclasses import dataclass

from shared.clock import Clock
from shared.contracts.answers import Usage
from shared.metrics.counted import NANO
from shared.quota import Limits
from workers.gate.finishing import Finishing
from workers.gate.link import Link
from workers.gate.protocol import Reason
from workers.gate.quota import Quota, Turn
from workers.gate.slots import Pause, Slots


@dataclass(frozen=True, slots=True)
class Place:
    """A place in this process and a turn (None: nothing is limited over all processes).

    `waited` says that it took a while, in which a circuit may have opened.
    """

    turn: Turn | None
    waited: bool


class Door:
    """Lets callers through one after the other, as the limits allow."""

    def __init__(
        self, provider: str, limits: Limits, link: Link, finishing: Finishing, clock: Clock
    ) -> None:
        self._slots = Slots(limits.concurrency)
        self._quota = Quota(provider, limits, link) if limits.shared else None
        self._pause = Pause()
        self._finishing = finishing
        self._clock = clock
        self._openings = 0

    async def enter(self, patience_s: float) -> Place | Reason:
        """A place, within that patience; who is cancelled, or too late, leaves nothing behind."""
        began_s, openings = self._clock.monotonic_s(), self._openings
        if not await self._slots.take(patience_s):
            return "quota" if openings == self._openings else "breaker"
        try:
            left_s = patience_s - (self._clock.monotonic_s() - began_s)
            found = await self._turn(left_s)
        except BaseException:
            self._slots.free()
            raise
        if not isinstance(found, Place):
            self._slots.free()
            return found
        return Place(found.turn, waited=self._clock.monotonic_s() - began_s > 0.1)

    async def _turn(self, patience_s: float) -> Place | Reason:
        if self._quota is None:
            return Place(None, waited=False)
        turn = await self._finishing.of(self._quota.take(patience_s), undo=self._take_back)
        if turn is None:
            return "quota"
        wait_s = self._quota.wait_s(turn)
        if wait_s == 0:
            return Place(turn, waited=False)
        in_time = False
        try:
            in_time = await self._pause.wait(wait_s)
        finally:
            if not in_time:
                self._finishing.start(self._take_back(turn))
        return Place(turn, waited=True) if in_time else "breaker"

    def give_back(self, place: Place) -> None:
        """No call is made."""
        self._slots.free()
        self._finishing.start(self._take_back(place.turn))

    async def leave(self, place: Place, outcome: str, usage: Usage) -> None:
        """A call has ended and took this much."""
        if place.turn is None or self._quota is None:
            return
        if outcome == "skipped":
            await self._quota.give_back(place.turn)
        else:
            tokens = usage.input_tokens + usage.output_tokens
            await self._quota.settle(place.turn, tokens or None, round(usage.cost_usd * NANO))

    def free(self) -> None:
        """The call's place is free; its turn is settled with `leave`."""
        self._slots.free()

    def circuit_opened(self) -> None:
        """Sends away who waits: the provider is down."""
        self._openings += 1
        self._slots.send_away()
        self._pause.break_off()

    async def look(self) -> None:
        """Tells the store what was taken while it was away; raises `StoreUnavailable`."""
        if self._quota is not None:
            await self._quota.look()

    async def _take_back(self, turn: Turn | None) -> None:
        if turn is not None and self._quota is not None:
            await self._quota.give_back(turn)
