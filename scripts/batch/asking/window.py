"""How many jobs may be open at once: as many as end in the time that one may wait.

A job that nobody has begun within PALJA_JOB_DEADLINE is answered by the local engine, so a batch that
queues all it has gets few readings of a model. By Little's law (L = λW) a queue in which each waits for
W seconds is as long as what ends in W seconds; so that is asked, and the rest is kept back here.
"""

from __future__ import annotations

from collections import deque

from shared.clock import Clock

LEAST = 4
MOST = 1000
_ENDS = 100
_OFTEN = 4


class Window:
    """Counts the jobs that are open; `wait_s` is for how long each may be."""

    def __init__(self, clock: Clock, wait_s: float, most: int = MOST) -> None:
        self._clock = clock
        self._wait_s = wait_s
        self._most = self._ceiling = most
        self._ends: deque[float] = deque(maxlen=_ENDS)
        self._began_s = 0.0
        self.open = 0

    @property
    def limit(self) -> int:
        """How many may be open now."""
        since_s = self._ends[0] if len(self._ends) == _ENDS else self._began_s
        took_s = max(self._clock.monotonic_s() - since_s, 0.001)
        return min(self._ceiling, max(LEAST, int(len(self._ends) / took_s * self._wait_s)))

    @property
    def room(self) -> int:
        """How many more are worth a call: none until a quarter of the limit is free."""
        limit = self.limit
        free = limit - self.open
        return free if free >= max(1, limit // _OFTEN) else 0

    def opened(self, jobs: int) -> None:
        """So many more are open."""
        if jobs and not self.open:  # what was measured before an idle time says nothing of it
            self._ends.clear()
            self._began_s = self._clock.monotonic_s()
        self.open += jobs

    def refused(self) -> None:
        """The queue took no more than are open; each that ends makes room for one more than itself."""
        self._ceiling = max(1, self.open)

    def ended(self) -> None:
        """One has ended."""
        self.open -= 1
        self._ceiling = min(self._most, self._ceiling + 1)
        self._ends.append(self._clock.monotonic_s())
