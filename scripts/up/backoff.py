"""How long to wait before a child that ended is started again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Backoff:
    """Waits that double from `first_s` to `longest_s` until a child has lived for `healthy_s`."""

    first_s: float = 0.2
    longest_s: float = 5.0
    healthy_s: float = 30.0
    _next_s: float = 0.0

    def wait_s(self, lived_s: float) -> float:
        """Seconds to wait after a child that lived for `lived_s`."""
        if lived_s >= self.healthy_s or not self._next_s:
            self._next_s = self.first_s
        wait_s = self._next_s
        self._next_s = min(self._next_s * 2, self.longest_s)
        return wait_s
