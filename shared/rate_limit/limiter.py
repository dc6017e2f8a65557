"""Who may call now: tokens from the shared buckets, leased in small blocks.

A request takes a token from the block that this process holds; only an empty one costs a round trip
to the store, one in `count / BLOCKS` requests. So over time nobody is let in more often than the
bucket allows, however many processes there are; a token is used within a period of its lease.
What a block still holds is missing to the other processes: with n of them a caller whom all of them
serve may be refused up to (n - 1) / BLOCKS of the count too early.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from shared.clock import Clock
from shared.errors import StoreUnavailable
from shared.rate_limit.buckets import OwnBuckets, Taken
from shared.rate_limit.rate import Rate

BLOCKS = 20
"""Blocks in a full bucket; one of fewer tokens than that is taken from token by token."""
AWAY_S = 2.0
"""So long after a failure the store is not asked again."""
MAX_CALLERS = 10_000
"""More blocks are not held; the one used longest ago goes, with what is left in it."""


class Buckets(Protocol):
    """What a limiter needs of the shared buckets."""

    async def take(self, who: str, wanted: int) -> Taken:
        """Up to `wanted` tokens of the bucket of `who`."""
        ...


@dataclass(slots=True)
class _Block:
    """Tokens leased for one caller."""

    tokens: int = 0
    leased_s: float = 0.0
    refused_until_s: float = 0.0
    leasing: asyncio.Lock = field(default_factory=asyncio.Lock)


class Limiter:
    """Counts the requests of every caller."""

    def __init__(self, rate: Rate, buckets: Buckets, own: OwnBuckets, clock: Clock) -> None:
        self._buckets = buckets
        self._own = own
        self._clock = clock
        self._block_size = max(1, rate.count // BLOCKS)
        self._life_s = rate.period_s
        self._away_until_s = 0.0
        self._blocks: dict[str, _Block] = {}
        self._log = structlog.get_logger("rate_limit")

    def lets_pass(self, who: str) -> bool:
        """Whether `who` may call now without anybody being asked; then it is counted."""
        block = self._block(who)
        if not block.tokens or self._clock.monotonic_s() >= block.leased_s + self._life_s:
            return False
        block.tokens -= 1
        return True

    async def wait_s(self, who: str) -> float:
        """0 when `who` may call now (and it is counted), else the seconds until he may."""
        if self.lets_pass(who):
            return 0.0
        block = self._block(who)
        now_s = self._clock.monotonic_s()
        if now_s < block.refused_until_s:
            return block.refused_until_s - now_s
        async with block.leasing:
            if self.lets_pass(who):  # with what another request has leased meanwhile
                return 0.0
            taken = await self._take(who)
            now_s = self._clock.monotonic_s()
            block.tokens, block.leased_s = max(0, taken.tokens - 1), now_s
            block.refused_until_s = now_s + taken.wait_s
            return taken.wait_s

    def _block(self, who: str) -> _Block:
        block = self._blocks.pop(who, None)
        if block is None:
            block = _Block()
        self._blocks[who] = block  # the youngest now
        if len(self._blocks) > MAX_CALLERS:
            oldest = next(iter(self._blocks))
            del self._blocks[oldest]
            self._own.forget(oldest)
        return block

    async def _take(self, who: str) -> Taken:
        if self._clock.monotonic_s() >= self._away_until_s:
            try:
                return await self._buckets.take(who, self._block_size)
            except StoreUnavailable as error:
                self._log.warning("limited_without_store", error=str(error))
                self._away_until_s = self._clock.monotonic_s() + AWAY_S
        return self._own.take(who, 1)
