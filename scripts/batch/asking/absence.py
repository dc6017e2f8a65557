"""A gateway that is away, or whose workers are: all who ask it wait, as long as there is patience."""

from __future__ import annotations

import asyncio
import random

from scripts.batch.rows.lines import Tell
from scripts.batch.told import Stopped
from shared.clock import Clock

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 10.0
HICCUP_S = 2.0
"""What is back so soon is not worth a sentence."""


class Absence:
    """One absence after the other; `name` is that of the sentences that tell of it."""

    def __init__(self, name: str, clock: Clock, patience_s: float, tell: Tell) -> None:
        self._name = name
        self._clock = clock
        self._patience_s = patience_s
        self._tell = tell
        self._since_s: float | None = None
        self._told = False

    async def outlast(
        self, reason: str = "", *, retry_after_s: float | None = None, most_s: float | None = None
    ) -> None:
        """Waits for a while, the longer the absence the longer, and `LONGEST_PAUSE_S` at most.

        Raises:
            Stopped: it has lasted for longer than there is patience, or than `most_s`.
        """
        now_s = self._clock.monotonic_s()
        if self._since_s is None:
            self._since_s = now_s
        away_s = now_s - self._since_s
        if away_s >= HICCUP_S and not self._told:
            self._told = True
            self._tell(self._name, reason=reason)
        if away_s >= (self._patience_s if most_s is None else min(most_s, self._patience_s)):
            raise Stopped(f"stopped_{self._name}", reason=reason, seconds=round(away_s))
        # By the time alone: sixteen who wait for jobs fail together, and that is one failure.
        longest_s = min(LONGEST_PAUSE_S, max(FIRST_PAUSE_S, away_s / 2))
        drawn_s = longest_s * (1 + random.random()) / 2  # noqa: S311 - a pause is no secret
        await asyncio.sleep(retry_after_s or drawn_s)

    def over(self, asked_s: float | None = None) -> None:
        """It is back, unless it was asked (`asked_s`) before it went."""
        if self._since_s is not None and (asked_s is None or asked_s > self._since_s):
            if self._told:
                away_s = self._clock.monotonic_s() - self._since_s
                self._tell(f"{self._name}_over", seconds=round(away_s))
            self._since_s, self._told = None, False
