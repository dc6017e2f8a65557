"""Level 2: readings shared by all processes. They are written by the script that finishes a job."""

from __future__ import annotations

import asyncio
from itertools import chain
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from shared import redis_keys
from shared.cache.entry import CachedReading, unpack
from shared.errors import StoreUnavailable
from shared.store.connection import store_errors
from shared.store.exchange import exchange

_Waiters = dict[str, list[asyncio.Future[CachedReading | None]]]
_ENDED_BETWEEN = -2
"""The second command's word for an entry that the first one still found."""


class RedisCache:
    """Reads readings out of the store.

    All that is asked for in one turn of the event loop is read in one round trip, and each reading
    once: one command of redis-py costs more than all else that a hit takes.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._waiters: _Waiters = {}
        self._readings = set[asyncio.Task[None]]()

    async def read(self, key: str) -> CachedReading | None:
        """The reading under `key`, fresh or stale; None also for what is no reading of ours.

        Raises:
            StoreUnavailable: the store did not answer, or refused.
        """
        loop = asyncio.get_running_loop()
        if not self._waiters:
            reading = loop.create_task(self._read_all())
            self._readings.add(reading)
            reading.add_done_callback(self._readings.discard)
        # Each has a future of his own: who goes away leaves the reading to the others.
        found: asyncio.Future[CachedReading | None] = loop.create_future()
        self._waiters.setdefault(key, []).append(found)
        return await found

    async def _read_all(self) -> None:
        """Gives everybody who has asked by now what the store has."""
        asked, self._waiters = self._waiters, {}
        try:
            answers = await self._answers(list(asked))
        except StoreUnavailable as error:
            answers = dict.fromkeys(asked, error)
        except BaseException:  # the process ends
            for waiter in chain.from_iterable(asked.values()):
                waiter.cancel()
            raise
        for key, waiters in asked.items():
            for waiter in waiters:
                if not waiter.done():
                    _tell(waiter, answers[key])

    async def _answers(self, keys: list[str]) -> dict[str, CachedReading | StoreUnavailable | None]:
        commands = [
            (command, redis_keys.CACHE + key) for key in keys for command in ("GET", "PTTL")
        ]
        with store_errors():
            answers = await exchange(self._redis, commands)
        return {
            key: _reading(entry, remaining_ms)
            for key, entry, remaining_ms in zip(keys, answers[::2], answers[1::2], strict=True)
        }


def _tell(
    waiter: asyncio.Future[CachedReading | None], found: CachedReading | StoreUnavailable | None
) -> None:
    if isinstance(found, StoreUnavailable):
        waiter.set_exception(StoreUnavailable(str(found)))  # one for each: they gather traces
    else:
        waiter.set_result(found)


def _reading(entry: Any, remaining_ms: Any) -> CachedReading | StoreUnavailable | None:
    if isinstance(entry, ResponseError) and str(entry).startswith("WRONGTYPE"):
        return None
    for answer in (entry, remaining_ms):
        if isinstance(answer, RedisError):
            return StoreUnavailable(type(answer).__name__)
    if entry is None or remaining_ms == _ENDED_BETWEEN:
        return None
    return unpack(entry, remaining_ms)
