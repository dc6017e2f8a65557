"""What a batch may cost, and how many more jobs that pays for."""

from __future__ import annotations

_ROUNDING = 1e-6
FIRST = 4
"""So many jobs are asked while nobody knows what one costs."""


class Purse:
    """Adds up what readings cost; `most_usd` None: it may cost anything."""

    def __init__(self, most_usd: float | None, spent_usd: float = 0.0) -> None:
        self._most_usd = most_usd
        self._paid = 0
        self._before_usd = spent_usd
        self.spent_usd = spent_usd

    def pay(self, cost_usd: float) -> None:
        """A job has ended; whatever its calls cost."""
        self.spent_usd += cost_usd
        self._paid += 1

    def room(self, open_jobs: int) -> int | None:
        """How many more jobs may be opened beside those that are; None: any number."""
        if self._most_usd is None:
            return None
        left_usd = self._most_usd - self.spent_usd
        if left_usd <= 0:
            return 0
        if not self._paid:
            return max(0, FIRST - open_jobs)
        mean_usd = (self.spent_usd - self._before_usd) / self._paid
        if not mean_usd:
            return None
        return max(0, int(left_usd / mean_usd + _ROUNDING) - open_jobs)
