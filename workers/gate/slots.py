"""Calls at once in this process, first come, first served; and waits that can be broken off."""

from __future__ import annotations

import asyncio
from collections import deque


class Slots:
    """So many places; None: as many as one likes."""

    def __init__(self, number: int | None) -> None:
        self._free = number
        self._waiting: deque[asyncio.Future[bool]] = deque()

    async def take(self, patience_s: float) -> bool:
        """Whether a place was got in time; it must be freed. False also when all are sent away."""
        if self._free is None:
            return True
        if self._free > 0:
            self._free -= 1
            return True
        turn: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            async with asyncio.timeout(patience_s):
                return await turn
        except TimeoutError:
            return self._lost(turn)
        except asyncio.CancelledError:
            if self._lost(turn):
                self.free()
            raise

    def free(self) -> None:
        """Gives a place back: to the one who has waited longest, if any."""
        if self._free is None:
            return
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(True)
                return
        self._free += 1

    def send_away(self) -> None:
        """Nobody who waits gets a place."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(False)

    def _lost(self, turn: asyncio.Future[bool]) -> bool:
        """Whether the place had been given in the very moment in which its waiter gave up."""
        if turn in self._waiting:
            self._waiting.remove(turn)
        return turn.done() and not turn.cancelled() and turn.result()


class Pause:
    """Waits that anybody can break off."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    async def wait(self, seconds: float) -> bool:
        """Whether the whole time has passed."""
        broken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(broken)
        try:
            await asyncio.wait({broken}, timeout=seconds)
            return not broken.done()
        finally:
            self._waiting.discard(broken)

    def break_off(self) -> None:
        """Ends all waits."""
        for broken in self._waiting:
            if not broken.done():
                broken.set_result(None)
