"""A connection pool that loses its patience with a store that is away, so that callers need none.

A command that finds the store away takes as long as its patience. Whoever comes in the next moment is
refused at once; then one command is let through to see, and while it is under way the others are
still refused. So a dead store costs one caller that time each `away_s`, whatever the load.

Patience is counted in turns of the event loop, not on the clock: a process that is busy for a while
gets to its answers late, and must not take that for the store's silence. So nothing else is bounded
either, least of all the wait for one of the pool's connections: whoever has one gives it back in time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import TracebackType
from typing import Any, Self

from redis.asyncio.connection import AbstractConnection, Connection
from redis.exceptions import ConnectionError as StoreConnectionError
from redis.exceptions import ResponseError
from redis.exceptions import TimeoutError as StoreTimeoutError

from shared.store.pool import QuickPool

TURNS, TURN_S = 4, 0.02
SENDING_TURNS = 50
"""A large command takes a while to be sent."""
AWAY_S = 0.25
_FAILURES = (StoreConnectionError, StoreTimeoutError, OSError)
_longer: ContextVar[int] = ContextVar("longer", default=0)


@contextmanager
def patient(turns: int) -> Iterator[None]:
    """Inside, each answer is waited for so many turns, if that is more than the pool would."""
    before = _longer.set(turns)
    try:
        yield
    finally:
        _longer.reset(before)


class ImpatientPool(QuickPool):
    """Refuses connections for `away_s` after one of its connections has failed.

    An answer is waited for `turns` turns of `TURN_S`; no other time-out of redis-py's may be given.
    """

    def __init__(self, *, away_s: float = AWAY_S, turns: int = TURNS, **options: Any) -> None:
        plain = options.pop("connection_class", Connection)
        unbounded: dict[str, Any] = {
            "timeout": None,
            "socket_timeout": None,
            "socket_connect_timeout": None,
        }
        connection_class = _reporting(plain, self, turns)
        super().__init__(**options, **unbounded, connection_class=connection_class)
        self._away_s = away_s
        self._away = False
        self._try_at_s = 0.0

    async def get_connection(self, *args: Any, **options: Any) -> Any:
        """A connection, or redis-py's ConnectionError at once while the store is away."""
        looks = self._away
        if self.refuses:
            raise StoreConnectionError("the store is away")
        if looks:  # this caller, and those behind it do not wait
            self._try_at_s = asyncio.get_running_loop().time() + self._away_s
        connection = await super().get_connection(*args, **options)
        if self._away and not looks:  # it went away while we waited for our turn
            await self.release(connection)
            raise StoreConnectionError("the store is away")
        return connection

    @property
    def refuses(self) -> bool:
        """Whether who comes now is refused."""
        return self._away and asyncio.get_running_loop().time() < self._try_at_s

    async def release(self, connection: AbstractConnection) -> None:
        """Takes a connection back; one that broke is given out after all that stand.

        So a store that takes no more clients is used over the connections that there are.
        """
        await super().release(connection)
        idle = self._available_connections
        if not connection.is_connected and connection in idle:
            idle.remove(connection)
            idle.insert(0, connection)

    def failed(self, *, silent: bool = False) -> None:  # noqa: ARG002 - for pools that find another server
        """A connection could not be made, or brought no answer; `silent` there was none in time."""
        self._away = True
        self._try_at_s = asyncio.get_running_loop().time() + self._away_s

    def answered(self) -> None:
        """The store is there."""
        self._away = False


def _reporting(  # noqa: C901 - the branches are those of three methods
    plain: type[AbstractConnection], pool: ImpatientPool, turns: int
) -> type[AbstractConnection]:
    """The connection class that is impatient and tells its pool how it fared."""

    class Reporting(plain):  # type: ignore[valid-type,misc] # a socket's, a TLS one's or a TCP one's
        _patience: _Patience | None = None

        async def connect(self, *args: Any, **options: Any) -> None:
            if self.is_connected:  # as before nearly every command
                return
            try:
                # Several exchanges: in a busy loop each takes turns of its own.
                async with _Patience(turns) as self._patience:
                    await super().connect(*args, **options)
            except _FAILURES:
                pool.failed()
                raise
            finally:
                self._patience = None

        async def connect_to(self, address: tuple[str, int]) -> None:
            if self._patience is not None:  # the sentinels have named the master
                self._patience.renew()
            await super().connect_to(address)

        async def send_packed_command(self, *args: Any, **options: Any) -> None:
            try:
                async with _Patience(SENDING_TURNS):
                    await super().send_packed_command(*args, **options)
            except _FAILURES:
                await self.disconnect(nowait=True)
                pool.failed()
                raise

        async def read_response(self, *args: Any, **options: Any) -> Any:
            try:
                async with _Patience(max(turns, _longer.get())):
                    answer = await super().read_response(*args, **options)
            except _FAILURES as error:
                await self.disconnect(nowait=True)
                pool.failed(silent=isinstance(error, StoreTimeoutError))
                raise
            except ResponseError:  # a refusal, for want of memory or of a disk, is an answer too
                pool.answered()
                raise
            pool.answered()
            if self._patience is not None:
                self._patience.renew()
            return answer

    return Reporting


class _Patience:
    """Raises redis-py's TimeoutError when so many turns of the loop have passed inside.

    It is entered for every answer, so it is a class: a generator would take twice as long.
    """

    __slots__ = ("_left", "_limit", "_loop", "_timer", "_turns")

    def __init__(self, turns: int) -> None:
        self._turns = self._left = turns
        self._loop = asyncio.get_running_loop()
        self._limit = asyncio.timeout(None)

    async def __aenter__(self) -> Self:
        self._timer = self._loop.call_later(TURN_S, self._turn)
        await self._limit.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        try:
            await self._limit.__aexit__(kind, error, trace)
        except TimeoutError as late:
            raise StoreTimeoutError("the store is silent") from late

    def renew(self) -> None:
        """Begins the count anew."""
        self._left = self._turns

    def _turn(self) -> None:
        self._left -= 1
        if self._left:
            self._timer = self._loop.call_later(TURN_S, self._turn)
        else:
            self._limit.reschedule(self._loop.time())
