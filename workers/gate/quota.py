"""One provider's quota by the minute and by the day: shared through the store.

While the store is away this process takes its share of the limits: one part of as many as there were
workers. What it took is told when the store is back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shared import redis_keys
from shared.errors import StoreUnavailable
from shared.quota import DAY_S, Limits
from workers.gate.link import Link
from workers.gate.window import FIRST_ESTIMATE, Window


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn that was taken, and what it was charged; must be settled, or given back."""

    second: int = 0
    """of the store's clock, since 1970; 0: nothing is limited by the minute"""
    tokens: int = 0


@dataclass(slots=True)
class _Day:
    """The cost of one day in nano-dollars: what the store said last, and what it has yet to hear."""

    number: int = 0
    known: int = 0
    untold: int = 0


class Quota:
    """Takes turns within a provider's limits; nothing here raises for the store."""

    def __init__(self, provider: str, limits: Limits, link: Link) -> None:
        self._keys = [redis_keys.QUOTA + provider]
        self._limits = limits
        self._link = link
        self._own = Window()
        self._untold = Window()
        self._day = _Day()

    async def take(self, patience_s: float) -> Turn | None:
        """The next turn, which is now or lies ahead; None: there is none within that patience."""
        limits = self._limits
        try:
            _, spent, verdict, second, tokens = await self._run(
                "take",
                limits.requests_per_minute or 0,
                limits.tokens_per_minute or 0,
                limits.daily_cost_nusd or 0,
                patience_s,
                FIRST_ESTIMATE,
            )
        except StoreUnavailable:
            return self._take_here(patience_s)
        self._know(spent)
        if verdict != b"turn":
            return None
        turn = Turn(second, tokens)
        if turn.second:
            self._own.forget(self._link.now())
            self._own.add(turn.second, 1, turn.tokens)
        return turn

    def wait_s(self, turn: Turn) -> float:
        """How long the turn lies ahead, in seconds."""
        return max(0.0, turn.second - self._link.now())

    async def settle(self, turn: Turn, tokens: int | None, cost_nusd: int) -> None:
        """Counts what the call took; None: nobody knows, what it was charged stays."""
        if tokens is not None and turn.second:
            self._own.settle(self._link.now(), turn.second, turn.tokens, tokens)
        cost = 0 if self._limits.daily_cost_nusd is None else cost_nusd
        if not turn.second and not cost:
            return
        try:
            _, spent = await self._run(
                "settle", turn.second, turn.tokens, "" if tokens is None else tokens, cost
            )
        except StoreUnavailable:
            self._today().untold += cost
        else:
            self._know(spent)

    async def give_back(self, turn: Turn) -> None:
        """Takes the turn back: no call is made."""
        if not turn.second:
            return
        self._own.add(turn.second, -1, -turn.tokens)
        if self._untold.requests[turn.second]:
            self._untold.add(turn.second, -1, -turn.tokens)  # the store never heard of it
            return
        try:
            await self._run("back", turn.second, turn.tokens)
        except StoreUnavailable:
            return  # it counts in the store until its minute is over

    async def look(self) -> None:
        """Tells the store what was taken while it was away.

        Raises:
            StoreUnavailable: it is away still.
        """
        day, untold = self._today(), self._untold
        if not (day.untold or untold.requests):
            return
        cost, self._untold, day.untold = day.untold, Window(), 0
        rows = [
            number
            for at, requests in untold.requests.items()
            for number in (at, requests, untold.tokens[at])
        ]
        try:
            _, spent = await self._link.look("quota", self._keys, ["add", cost, *rows])
        except StoreUnavailable:
            day.untold += cost
            for at, requests in untold.requests.items():
                self._untold.add(at, requests, untold.tokens[at])
            raise
        self._know(spent)

    def _take_here(self, patience_s: float) -> Turn | None:
        limits, workers, day = self._limits, self._link.workers, self._today()
        cap = limits.daily_cost_nusd
        if cap is not None and day.untold * workers >= cap - day.known:
            return None
        if not limits.rates:
            return Turn()
        taken = self._own.turn(
            self._link.now(),
            _share(limits.requests_per_minute, workers),
            _share(limits.tokens_per_minute, workers),
            patience_s,
        )
        if taken is None:
            return None
        turn = Turn(*taken)
        self._untold.add(turn.second, 1, turn.tokens)
        return turn

    def _know(self, spent: bytes) -> None:
        self._today().known = int(spent)

    def _today(self) -> _Day:
        number = int(self._link.now()) // DAY_S
        if number != self._day.number:
            self._day = _Day(number)
        return self._day

    async def _run(self, *arguments: Any) -> Any:
        return await self._link.run("quota", self._keys, list(arguments))


def _share(limit: int | None, workers: int) -> int | None:
    return None if limit is None else max(1, limit // workers)
