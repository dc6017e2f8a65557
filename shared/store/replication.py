"""What a caller is told only when it is kept: by the store alone, or by one of its replicas as well.

Replicas follow behind the master. What the master of a Sentinel wrote a moment before it died is gone
with it, unless a replica had it: the one that is promoted is the one that is furthest.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

import structlog
from redis.asyncio import Redis
from redis.commands.core import AsyncScript
from redis.exceptions import NoScriptError

from shared.store.address import is_sentinel
from shared.store.patience import patient

REPLICAS = 1
PIECE_MS, PIECES = 50, 4
"""In pieces, for the patience of a connection counts from answer to answer. A server looks at its clock
ten times a second when nothing else wakes it, so that a piece may take 150 ms."""
PIECE_TURNS = 10
REST_S = 1.0
"""So long after a wait in vain nobody waits: each of many would for a replica that is not there."""


class Keeping(Protocol):
    """How a script runs whose answer makes a promise."""

    async def run(self, script: AsyncScript, keys: list[str], arguments: list[Any]) -> Any:
        """The script's answer, once what it wrote is kept; raises what the store's library raises."""


class StoreKeeps:
    """The store has no replica that could take its place."""

    async def run(self, script: AsyncScript, keys: list[str], arguments: list[Any]) -> Any:
        """The script's answer."""
        return await script(keys, arguments)


class ReplicaKeeps:
    """A replica has it, too. Where none can be reached the answer is given all the same, and counted."""

    def __init__(self, redis: Redis, *, missed: Callable[[], None]) -> None:
        self._redis = redis
        self._missed = missed
        self._rests_until_s = 0.0
        self._log = structlog.get_logger("replication")

    async def run(self, script: AsyncScript, keys: list[str], arguments: list[Any]) -> Any:
        """The script's answer, in the round trip in which a replica confirms it."""
        try:
            return await self._run(script, keys, arguments)
        except NoScriptError:  # a replica that was promoted has none of its master's
            await self._redis.script_load(script.script)
            return await self._run(script, keys, arguments)

    async def _run(self, script: AsyncScript, keys: list[str], arguments: list[Any]) -> Any:
        now_s = asyncio.get_running_loop().time()
        pieces = PIECES if now_s >= self._rests_until_s else 0
        async with self._redis.pipeline(transaction=False) as pipeline:
            pipeline.evalsha(script.sha, len(keys), *keys, *arguments)
            for _ in range(pieces):  # once a replica has it, the rest is answered at once
                pipeline.execute_command("WAIT", REPLICAS, PIECE_MS)
            with patient(PIECE_TURNS):
                answer, *confirmed = await pipeline.execute()
        if not confirmed or confirmed[-1] < REPLICAS:
            self._missed()
            if confirmed:
                self._rests_until_s = asyncio.get_running_loop().time() + REST_S
                self._log.warning("no_replica_confirms")
        return answer


def keeping(redis: Redis, url: str, *, missed: Callable[[], None]) -> Keeping:
    """The way of the store at `url`, of which `redis` is a client.

    Args:
        redis: the client that the scripts are registered with.
        url: the store's address.
        missed: called when an answer was given that no replica has confirmed.

    """
    return ReplicaKeeps(redis, missed=missed) if is_sentinel(url) else StoreKeeps()
