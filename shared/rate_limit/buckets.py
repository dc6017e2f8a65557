"""The buckets that requests take their tokens from: shared in the store, or this process's own."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

from redis.asyncio import Redis

from shared import redis_keys
from shared.clock import Clock
from shared.rate_limit.rate import Rate
from shared.store.connection import store_errors
from shared.store.script import Script


@dataclass(frozen=True, slots=True)
class Taken:
    """Tokens that were taken; without any, the seconds until there is one."""

    tokens: int
    wait_s: float


class SharedBuckets:
    """Buckets in the store, one for all processes; one atomic script takes from them."""

    def __init__(self, redis: Redis, rate: Rate) -> None:
        self._rate = rate
        script = resources.files("shared.rate_limit") / "lua" / "take.lua"
        self._take = Script(redis, script.read_text("utf-8"))

    async def take(self, who: str, wanted: int) -> Taken:
        """Up to `wanted` tokens of the bucket of `who`.

        Raises:
            StoreUnavailable: the store is away.
        """
        with store_errors():
            tokens, wait_us = await self._take(
                [redis_keys.RATE + who], [self._rate.interval_us, self._rate.count, wanted]
            )
        return Taken(int(tokens), int(wait_us) / 1e6)


class OwnBuckets:
    """The same buckets in this process's memory, for when the store is away."""

    def __init__(self, rate: Rate, clock: Clock) -> None:
        self._rate = rate
        self._clock = clock
        self._full_at_us: dict[str, int] = {}

    def take(self, who: str, wanted: int) -> Taken:
        """Up to `wanted` tokens of the bucket of `who`."""
        interval, size = self._rate.interval_us, self._rate.count
        now = int(self._clock.monotonic_s() * 1e6)
        full_at = max(self._full_at_us.get(who, now), now)
        left = (now + size * interval - full_at) // interval
        if left < 1:
            return Taken(0, (full_at + interval - size * interval - now) / 1e6)
        taken = min(left, wanted)
        self._full_at_us[who] = full_at + taken * interval
        return Taken(taken, 0.0)

    def forget(self, who: str) -> None:
        """Drops the bucket of `who`; the next one is full."""
        self._full_at_us.pop(who, None)
