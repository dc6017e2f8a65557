"""redis-py's blocking pool, with a shorter way to a connection that lies there.

Locks, a time-out, a check of the health and six counters that nobody reads cost as much as half of what
it takes to send a command and to read the answer.
"""

from __future__ import annotations

from typing import Any

from redis.asyncio import BlockingConnectionPool
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ConnectionError as StoreConnectionError


class QuickPool(BlockingConnectionPool):
    """Whoever finds an idle connection that works takes it; all others go redis-py's way.

    That is where connections are made and mended, where callers wait for one in turn, and where they
    are moved when the store says that it is maintained.
    """

    _in_the_queue = 0
    """How many are on redis-py's way; while there are any, what is given back is theirs first."""

    async def get_connection(self, *args: Any, **options: Any) -> Any:
        """A connection that is ready to send; raises what redis-py raises."""
        if self._available_connections and self._is_quiet:
            connection = self.get_available_connection()  # type: ignore[no-untyped-call] # as redis-py left it
            if await _works(connection):  # which does not let go of the loop
                return connection
            self._put_back(connection)
        self._in_the_queue += 1
        try:
            return await super().get_connection(*args, **options)  # type: ignore[no-untyped-call] # likewise
        finally:
            self._in_the_queue -= 1

    async def release(self, connection: AbstractConnection) -> None:
        """Takes a connection back."""
        if self._is_quiet and not connection.should_reconnect():  # type: ignore[no-untyped-call] # likewise
            self._put_back(connection)
        else:
            await super().release(connection)

    @property
    def _is_quiet(self) -> bool:
        return not self._in_the_queue and not self._in_maintenance

    def _put_back(self, connection: AbstractConnection) -> None:
        self._in_use_connections.remove(connection)
        self._available_connections.append(connection)


async def _works(connection: AbstractConnection) -> bool:
    """Whether it is connected, and nothing has come over it that nobody has read."""
    if not connection.is_connected or connection.should_reconnect():  # type: ignore[no-untyped-call] # likewise
        return False
    try:
        return not await connection.can_read()
    except StoreConnectionError:
        return False
