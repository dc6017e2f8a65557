"""What a caller is told only when it is kept: by the store alone, or by its replicas as well.

Replicas follow behind the master. What the master of a Sentinel wrote a moment before it died, or was
replaced, is gone with it, unless the replica had it that takes its place.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

import structlog
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as StoreConnectionError
from redis.exceptions import NoScriptError

from shared.store.address import is_sentinel
from shared.store.exchange import answers
from shared.store.patience import patient
from shared.store.script import Script

if TYPE_CHECKING:
    from shared.store.sentinel import OfMaster

T = TypeVar("T")

PIECE_MS, PIECES = 50, 4
"""In pieces, for the patience of a connection counts from answer to answer. A server looks at its clock
ten times a second when nothing else wakes it, so that a piece may take 150 ms."""
PIECE_TURNS = 10
REST_S = 1.0
"""So long after a wait in vain nobody waits for more replicas than answered: each of many would."""


class Keeping(Protocol):
    """How a script runs whose answer makes a promise."""

    async def run(self, script: Script, keys: list[str], arguments: list[Any]) -> Any:
        """The script's answer, once what it wrote is kept; raises what the store's library raises."""

    async def look(self, read: Callable[[], Awaitable[T]], found: Callable[[T], object]) -> T:
        """What `read` brings; where that is not `found`, once it is sure that the store has it not."""


class StoreKeeps:
    """The store has no replica that could take its place."""

    async def run(self, script: Script, keys: list[str], arguments: list[Any]) -> Any:
        """The script's answer."""
        return await script(keys, arguments)

    async def look(self, read: Callable[[], Awaitable[T]], found: Callable[[T], object]) -> T:  # noqa: ARG002 - it is sure
        """What `read` brings."""
        return await read()


class ReplicaKeeps:
    """Its replicas have it, too: all that the sentinels may promote.

    Where one cannot be reached the sentinels are asked whether this is the master still, and who may
    take its place. A master that is replaced lives on and takes writes for ten seconds and longer, until
    it is told to follow, while its replicas leave it one by one; one that was just promoted has none
    yet, and those that are to follow it have not what it writes. In either case nothing is accepted.
    Where no other lives the answer is given, and counted.
    """

    def __init__(self, redis: Redis, *, missed: Callable[[], None]) -> None:
        self._redis = redis
        self._pool = cast("OfMaster", redis.connection_pool)
        self._missed = missed
        self._reached, self._rests_until_s = 0, 0.0
        self._log = structlog.get_logger("replication")

    async def run(self, script: Script, keys: list[str], arguments: list[Any]) -> Any:
        """The script's answer, in the round trip in which a replica confirms it."""
        try:
            return await self._run(script, keys, arguments)
        except NoScriptError:  # a replica that was promoted has none of its master's
            await self._redis.script_load(script.text)
            return await self._run(script, keys, arguments)

    async def look(self, read: Callable[[], Awaitable[T]], found: Callable[[T], object]) -> T:
        """What `read` brings; not finding it counts at the master alone.

        A killed master that is back knows nothing of what its successor has accepted, and answers for ten
        seconds before it is told whom to follow. Whoever has a connection to it would be told that
        his job does not exist.
        """
        master = await self._pool.master()
        brought = await read()
        if not found(brought) and not await self._pool.remains(master):
            raise StoreConnectionError("another is master: it may know what this one does not")
        return brought

    async def _run(self, script: Script, keys: list[str], arguments: list[Any]) -> Any:
        master = await self._pool.master()  # before: others may learn of another meanwhile
        now_s = asyncio.get_running_loop().time()
        needed = self._pool.needed
        wanted = min(needed, self._reached) if now_s < self._rests_until_s else needed
        # Once they have it, the rest of the pieces is answered at once.
        pieces = [("WAIT", wanted, PIECE_MS)] * (PIECES if wanted else 0)
        call = ("EVALSHA", script.sha, len(keys), *keys, *arguments)
        with patient(PIECE_TURNS):
            answer, *confirmed = await answers(self._redis, call, *pieces)
        reached = confirmed[-1] if confirmed else 0
        if reached < self._pool.replicas and not await self._pool.remains(master):
            raise StoreConnectionError("another is master: what this one has written is lost")
        if reached < wanted:
            self._reached = reached
            self._rests_until_s = asyncio.get_running_loop().time() + REST_S
            self._log.warning("replicas_missing", reached=reached, wanted=wanted)
        if reached < self._pool.needed:
            raise StoreConnectionError("one that may become the master does not have it")
        if not reached:
            self._missed()
        return answer


def keeping(redis: Redis, url: str, *, missed: Callable[[], None]) -> Keeping:
    """The way of the store at `url`, of which `redis` is a client.

    Args:
        redis: the client that the scripts are registered with.
        url: the store's address.
        missed: called when an answer was given that no replica has confirmed.

    """
    return ReplicaKeeps(redis, missed=missed) if is_sentinel(url) else StoreKeeps()
