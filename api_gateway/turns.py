"""A flood of questions is worked on in turns; who waits for his is little more than the bytes that came."""

from __future__ import annotations

from asyncio import Semaphore
from typing import Self

from starlette.types import Scope

from shared.clock import Clock

AT_ONCE = 16
"""Questions that are read, looked up and queued at a time: each takes 45 KB for it with the layers that it
passes, of which a flood of 400 would leave half in pieces. To wait costs 0.3 ms for each before them."""
_TURN = "palja.turn"


class Turn:
    """A place among those that are worked on, held until it is given back or the block is left."""

    __slots__ = ("_places", "since_s")

    def __init__(self, places: Semaphore, since_s: float) -> None:
        self._places: Semaphore | None = places
        self.since_s = since_s
        """When it was asked for."""

    def give_back(self) -> None:
        """Lets the next one in; a second time it does nothing."""
        places, self._places = self._places, None
        if places is not None:
            places.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.give_back()


class Turns:
    """So many questions at a time, first come, first served."""

    def __init__(self, clock: Clock, at_once: int = AT_ONCE) -> None:
        self._clock = clock
        self._places = Semaphore(at_once)

    async def take(self) -> Turn:
        """A turn, once there is one."""
        since_s = self._clock.monotonic_s()
        await self._places.acquire()
        return Turn(self._places, since_s)

    async def of(self, scope: Scope) -> Turn:
        """The turn that the request got on its way here, or one of its own."""
        turn: Turn | None = scope.pop(_TURN, None)
        return await self.take() if turn is None else turn


def keep(turn: Turn, scope: Scope) -> None:
    """Has `Turns.of` find the turn of this request."""
    scope[_TURN] = turn
