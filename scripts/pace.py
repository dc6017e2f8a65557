"""How many questions a second, if somebody has said so."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable

from shared.clock import Clock


class Pace:
    """A bucket of one second's questions; `per_s` None: as fast as it goes."""

    def __init__(
        self,
        per_s: float | None,
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._per_s = None if per_s == math.inf else per_s
        self._clock = clock
        self._sleep = sleep
        self._next_s = 0.0

    @property
    def at_once(self) -> int | None:
        """How many a call should ask at most."""
        return None if self._per_s is None else max(1, int(self._per_s))

    async def keep(self, questions: int) -> None:
        """Waits until so many may be asked."""
        if self._per_s is None:
            return
        now_s = self._clock.monotonic_s()
        begin_s = max(self._next_s, now_s)
        self._next_s = begin_s + questions / self._per_s
        await self._sleep(begin_s - now_s)
