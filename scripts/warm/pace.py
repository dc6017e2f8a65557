"""So many questions a second, and no more."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable

from shared.clock import Clock

UNLIMITED = 1000


class Pace:
    """The pace of one run; None: as fast as they are answered."""

    def __init__(
        self,
        per_second: float | None,
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._per_second = None if per_second == math.inf else per_second
        self._clock = clock
        self._sleep = sleep
        self._next_s = clock.monotonic_s()

    @property
    def burst(self) -> int:
        """At most so many at a time: those of one second."""
        return UNLIMITED if self._per_second is None else max(1, int(self._per_second))

    async def wait_for(self, count: int) -> None:
        """Returns when `count` more may be asked."""
        if self._per_second is None:
            return
        now_s = self._clock.monotonic_s()
        self._next_s = max(self._next_s, now_s)
        await self._sleep(self._next_s - now_s)
        self._next_s += count / self._per_second
