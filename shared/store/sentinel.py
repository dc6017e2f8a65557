"""The pools of connections to the master that the sentinels name, found anew at each fail-over.

redis-py's own classes do the work: a connection asks the sentinels before it connects, and a master
that refuses to write because it was demoted (READONLY) counts as lost. Which sentinel to believe
is said here.
"""

from __future__ import annotations

import asyncio
from typing import Any, cast

from redis.asyncio import Redis, Sentinel
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import (
    MasterNotFoundError,
    SentinelConnectionPool,
    SentinelManagedConnection,
    SentinelManagedSSLConnection,
)
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as StoreConnectionError
from redis.exceptions import TimeoutError as StoreTimeoutError
from redis.utils import str_if_bytes

from shared.store.address import SentinelAddress
from shared.store.patience import ImpatientPool
from shared.store.pool import QuickPool

_SENTINEL_S = 0.5
"""A sentinel that is silent for so long is passed over."""
_OTHERS_S = 0.1
"""So long the others are waited for when one has answered."""
_DOWN = {"s_down", "o_down"}
_SILENT_MS = 6000
"""A sentinel promotes none that has left five of its pings unanswered, one a second; and one to be sure."""


class OneSearch(Sentinel):
    """redis-py's Sentinel; whoever needs the master while it is searched waits for the same search.

    The search outlives those who wait: a sentinel that is silent is passed over once, and not by
    each of many callers whose patience is shorter than that. It asks all sentinels and believes the
    one that knows of the last fail-over. The others hear of it up to two seconds later, and until then
    they name the old master; when that is back it takes writes, which are lost once it is told to follow.
    """

    changes = False
    """Whether, when they were last asked, a sentinel was making another the master."""
    replicas = needed = 1
    """How many the master should have, and how many must have what is promised, by what they last said."""
    _search: asyncio.Task[tuple[str, int]] | None = None

    async def discover_master(self, service_name: str) -> tuple[str, int]:
        """The master's host and port; redis-py's MasterNotFoundError when no sentinel knows it."""
        if self._search is None or self._search.done():
            self._search = asyncio.create_task(self._newest_master(service_name))
            self._search.add_done_callback(_look_at)
        return await asyncio.shield(self._search)

    async def _newest_master(self, name: str) -> tuple[str, int]:
        states = await self._states(name)
        self.changes = any("failover_in_progress" in state["flags"] for state in states)
        last = max((state["config-epoch"] for state in states), default=None)
        newest = [state for state in states if state["config-epoch"] == last]
        for state in newest:
            # Who makes another the master tells its state of the old one until all is done.
            if state["address"] != (state["ip"], state["port"]) or self.check_master_state(
                state, name
            ):
                self.replicas = state["num-slaves"]
                self.needed = max(_needed(each["replicas"]) for each in newest)
                return cast("tuple[str, int]", state["address"])
        raise MasterNotFoundError(f"no sentinel knows a living {name!r}")

    async def _states(self, name: str) -> list[dict[str, Any]]:
        """The master as each sentinel sees it that answers in time."""
        asked = [asyncio.create_task(_state(sentinel, name)) for sentinel in self.sentinels]
        silent, states = set(asked), list[dict[str, Any]]()
        try:
            while silent:
                told, silent = await asyncio.wait(
                    silent,
                    timeout=_OTHERS_S if states else None,
                    return_when=asyncio.FIRST_COMPLETED,
                )
                if not told:
                    break
                states += [state for task in told if (state := task.result()) is not None]
        finally:
            for task in asked:
                task.cancel()
            await asyncio.gather(*asked, return_exceptions=True)
        return states

    async def aclose(self) -> None:
        """Ends a search and closes the connections to the sentinels."""
        if self._search is not None:
            self._search.cancel()
            await asyncio.wait({self._search})
        await super().aclose()


async def _state(sentinel: Redis, name: str) -> dict[str, Any] | None:
    try:
        masters: Any = await sentinel.sentinel_masters()
        if name not in masters:
            return None
        replicas = await sentinel.sentinel_slaves(name)
        address: Any = await sentinel.sentinel_get_master_addr_by_name(name)
        if address is None:  # it was told a moment ago to watch it no more
            return None
        host, port = address
        return {**masters[name], "replicas": replicas, "address": (str_if_bytes(host), port)}
    except (StoreConnectionError, StoreTimeoutError):
        return None


def _needed(replicas: list[dict[str, Any]]) -> int:
    """How many must have it, that whichever is promoted has it.

    Sentinels promote no replica that is down or silent, and of the others the one that has read most.
    So all that follow must have it. Where none follows, one that lives is enough to accept nothing: it
    would be promoted without. One that is told whom to follow is disconnected for a moment, and lives.
    """
    living = [
        (flags, each["role-reported"], each["master-link-status"])
        for each in replicas
        if _DOWN.isdisjoint(flags := each["flags"].split(","))
        and each["last-ok-ping-reply"] <= _SILENT_MS
    ]
    following = [
        flags
        for flags, role, link in living
        if (role, link) == ("slave", "ok") and "disconnected" not in flags
    ]
    return max(len(following), min(1, len(living)))


def _look_at(search: asyncio.Task[tuple[str, int]]) -> None:
    if not search.cancelled():
        search.exception()  # perhaps nobody waits any more, and then asyncio would complain


class OfMaster(SentinelConnectionPool):
    """What both pools have in common."""

    sentinel_manager: OneSearch
    master_address: tuple[str, int] | None

    async def get_connection(self, *args: Any, **options: Any) -> Any:
        """A connection to the master; one that was in use when another became it is made anew."""
        connection = await super().get_connection(*args, **options)  # type: ignore[no-untyped-call] # as redis-py left it
        if (connection.host, connection.port) != self.master_address:
            try:
                await connection.disconnect()
                await connection.connect()
            except BaseException:
                await self.release(connection)
                raise
        return connection

    async def master(self) -> tuple[str, int]:
        """The host and port that we are connected to, or are going to be."""
        if self.master_address is None:
            await self.get_master_address()  # type: ignore[no-untyped-call] # likewise
        assert self.master_address is not None  # noqa: S101 - it was found, or an error raised
        return self.master_address

    @property
    def replicas(self) -> int:
        """How many the master should have."""
        return self.sentinel_manager.replicas

    @property
    def needed(self) -> int:
        """How many of them must have what is promised."""
        return self.sentinel_manager.needed

    async def remains(self, master: tuple[str, int]) -> bool:
        """Whether this server is still the master, and is to remain it.

        Raises redis-py's MasterNotFoundError when no sentinel knows a master. What is not used now is
        connected to the new one from here on.
        """
        address = await self.get_master_address()  # type: ignore[no-untyped-call] # likewise
        return bool(address == master and not self.sentinel_manager.changes)

    async def aclose(self) -> None:
        """Closes the connections, to the sentinels as well."""
        await super().aclose()
        await self.sentinel_manager.aclose()


class MasterPool(OfMaster, QuickPool):
    """Connections to the master; who finds all of them in use waits."""


class ImpatientMasterPool(ImpatientPool, MasterPool):
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
