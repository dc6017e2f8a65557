"""The pools of connections to the master that the sentinels name, found anew at each fail-over.

redis-py's own classes do the work: a connection asks the sentinels before it connects, and a master
that refuses to write because it was demoted (READONLY) counts as lost.
"""

from __future__ import annotations

import asyncio
from typing import Any

from redis.asyncio import BlockingConnectionPool, Sentinel
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import (
    SentinelConnectionPool,
    SentinelManagedConnection,
    SentinelManagedSSLConnection,
)
from redis.backoff import NoBackoff

from shared.store.address import SentinelAddress
from shared.store.patience import ImpatientPool

_SENTINEL_S = 0.5
"""A sentinel that is silent for so long is passed over."""


class OneSearch(Sentinel):
    """redis-py's Sentinel; whoever needs the master while it is searched waits for the same search.

    The search outlives those who wait: a sentinel that is silent is passed over once, and not by
    each of many callers whose patience is shorter than that.
    """

    _search: asyncio.Task[tuple[str, int]] | None = None

    async def discover_master(self, service_name: str) -> tuple[str, int]:
        """The master's host and port; redis-py's MasterNotFoundError when no sentinel knows it."""
        if self._search is None or self._search.done():
            self._search = asyncio.create_task(super().discover_master(service_name))
            self._search.add_done_callback(_look_at)
        return await asyncio.shield(self._search)

    async def aclose(self) -> None:
        """Ends a search and closes the connections to the sentinels."""
        if self._search is not None:
            self._search.cancel()
            await asyncio.wait({self._search})
        await super().aclose()


def _look_at(search: asyncio.Task[tuple[str, int]]) -> None:
    if not search.cancelled():
        search.exception()  # perhaps nobody waits any more, and then asyncio would complain


class _OfMaster(SentinelConnectionPool):
    sentinel_manager: OneSearch

    async def aclose(self) -> None:
        """Closes the connections, to the sentinels as well."""
        await super().aclose()
        await self.sentinel_manager.aclose()


class MasterPool(_OfMaster, BlockingConnectionPool):
    """Connections to the master; who finds all of them in use waits."""


class ImpatientMasterPool(ImpatientPool, _OfMaster):
    """The same, soon out of patience with a master that is away.

    One that is silent may be cut off, and another named: no other connection to it is tried then, each
    of which would cost somebody his patience, and the next who looks asks the sentinels.
    """

    _cut_off = False

    def failed(self, *, silent: bool = False) -> None:
        """A connection could not be made, or brought no answer in time."""
        super().failed(silent=silent)
        self._cut_off = self._cut_off or silent

    async def release(self, connection: AbstractConnection) -> None:
        """Takes a connection back."""
        await super().release(connection)
        if self._cut_off:
            self._cut_off = False
            await self.disconnect(inuse_connections=False)


def of_master(address: SentinelAddress) -> dict[str, Any]:
    """What either pool is to be made with, besides its bounds."""
    tls = {} if address.tls is None else {"ssl": True, **address.tls}
    sentinels = OneSearch(  # type: ignore[no-untyped-call] # as redis-py left it
        address.sentinels,
        sentinel_kwargs={
            "username": address.sentinel_username,
            "password": address.sentinel_password,
            "socket_timeout": _SENTINEL_S,
            "socket_connect_timeout": _SENTINEL_S,
            "retry": Retry(NoBackoff(), 0),
            "protocol": 2,
            **tls,
        },
    )
    return {
        "service_name": address.master,
        "sentinel_manager": sentinels,
        "connection_class": (
            SentinelManagedConnection if address.tls is None else SentinelManagedSSLConnection
        ),
        "db": address.database,
        "username": address.username,
        "password": address.password,
        **(address.tls or {}),
    }
