"""The requests and tokens of a minute, second by second; `quota.lua` takes the same steps.

It decides while the store is away. Meanwhile it remembers what this process has taken, so that nobody
starts from nothing when the store goes.
"""

from __future__ import annotations

import math
from collections import Counter

from shared.quota import WINDOW_S

FIRST_ESTIMATE = 5000
"""Tokens that a call is charged before any has told what it took; then it is their mean."""
_LONGEST_S = 60 * WINDOW_S


class Window:
    """Takes turns; `now` is in seconds of any clock, the same one at every call."""

    def __init__(self) -> None:
        self.requests: Counter[int] = Counter()
        self.tokens: Counter[int] = Counter()
        self.mean: int | None = None

    @property
    def estimate(self) -> int:
        """The tokens that a call is charged before it is made."""
        return FIRST_ESTIMATE if self.mean is None else self.mean

    def turn(
        self, now: float, requests: int | None, tokens: int | None, patience_s: float
    ) -> tuple[int, int] | None:
        """The second of the turn and the tokens charged; None: not within that patience."""
        second = int(now)
        self.forget(now)
        turn = max([second, *(at for at, amount in self.requests.items() if amount > 0)])
        charged = self.estimate if tokens is None else min(self.estimate, tokens)
        asked = 1 + sum(self.requests[at] for at in range(turn - WINDOW_S, turn + 1))
        taken = charged + sum(self.tokens[at] for at in range(turn - WINDOW_S, turn + 1))
        while (requests is not None and asked > requests) or (
            tokens is not None and taken > tokens
        ):
            asked -= self.requests[turn - WINDOW_S]
            taken -= self.tokens[turn - WINDOW_S]
            turn += 1
            if turn - second > _LONGEST_S:
                break
        if turn > second and turn - now > patience_s:
            return None
        self.add(turn, 1, charged)
        return turn, charged

    def add(self, second: int, requests: int, tokens: int) -> None:
        """Counts what was taken in a second; less than nothing is given back."""
        self.requests[second] = max(0, self.requests[second] + requests)
        self.tokens[second] = max(0, self.tokens[second] + tokens)

    def settle(self, now: float, second: int, charged: int, took: int) -> None:
        """Counts what a call took in place of what it was charged."""
        if took > charged:
            self.add(int(now), 0, took - charged)
        elif second >= int(now) - WINDOW_S:
            self.add(second, 0, took - charged)
        self.mean = took if self.mean is None else math.ceil(0.9 * self.mean + 0.1 * took)

    def forget(self, now: float) -> None:
        """Drops what is older than the window."""
        for counts in (self.requests, self.tokens):
            for at in [at for at in counts if at < int(now) - WINDOW_S]:
                del counts[at]
