"""The connection to the store, and the one seam at which its library's errors become ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError

from shared.errors import StoreFault, StoreUnavailable
from shared.store.address import SentinelAddress, is_sentinel
from shared.store.packing import packed
from shared.store.patience import TURNS, ImpatientPool
from shared.store.pool import QuickPool
from shared.store.sentinel import ImpatientMasterPool, MasterPool, of_master

_PLAIN: dict[str, Any] = {
    "health_check_interval": 0,  # a command finds out by itself
    "retry": Retry(NoBackoff(), 0),
    "protocol": 2,
}


def open_store(url: str, *, timeout_s: float, connections: int) -> Redis:
    """A client of the store at `url` (see `shared.store.address`); it connects when used.

    An answer is waited for `timeout_s`; a broken connection is replaced by the next command and
    never retried behind the caller's back. At most `connections` are open; the next caller waits
    `timeout_s` for one.
    """
    bounds: dict[str, Any] = {
        "max_connections": connections,
        "timeout": timeout_s,
        "socket_timeout": timeout_s,
        "socket_connect_timeout": timeout_s,
    }
    if is_sentinel(url):
        of_sentinel = of_master(SentinelAddress.of(url))
        return Redis.from_pool(packed(MasterPool(**of_sentinel, **bounds, **_PLAIN)))  # type: ignore[no-untyped-call] # as redis-py left it
    return Redis.from_pool(packed(QuickPool.from_url(url, **bounds, **_PLAIN)))


def open_impatient_store(url: str, *, connections: int, turns: int = TURNS) -> Redis:
    """The same, but it refuses commands at once while the store is known to be away.

    It finds that out in `turns` turns of the loop (`shared.store.patience`). Who waits for one of its
    connections is kept as long as the store answers.
    """
    bounds: dict[str, Any] = {"max_connections": connections, "turns": turns}
    if is_sentinel(url):
        of_sentinel = of_master(SentinelAddress.of(url))
        return Redis.from_pool(packed(ImpatientMasterPool(**of_sentinel, **bounds, **_PLAIN)))
    return Redis.from_pool(packed(ImpatientPool.from_url(url, **bounds, **_PLAIN)))


_GONE_AT_THE_WRITE = (
    "the handler is closed",
    "'NoneType' object has no attribute '_add_writer'",
)
"""How uvloop, and asyncio from Python 3.12 on, call a write to a connection that its peer has closed
this very moment."""


_REFUSALS = ("BUSY", "MISCONF", "NOREPLICAS", "UNKILLABLE")
"""Of what redis-py has no class of its own for, the store's word that it does not serve now."""


def _is_fault(error: Exception) -> bool:
    """Whether the store serves, and what it was told to do cannot be done with what it holds."""
    text = str(error)
    return (
        type(error) is ResponseError  # its subclasses are refusals
        and (text.startswith("WRONGTYPE") or "user_script" in text)
        and not text.startswith(_REFUSALS)
    )


@contextmanager
def store_errors() -> Iterator[None]:
    """Whatever the store's library raises inside becomes `StoreUnavailable`; a fault of ours `StoreFault`."""
    try:
        yield
    except (RedisError, OSError) as error:
        if _is_fault(error):
            raise StoreFault(str(error)) from error
        raise StoreUnavailable(type(error).__name__) from error
    except (RuntimeError, AttributeError) as error:
        if not str(error).endswith(_GONE_AT_THE_WRITE):
            raise
        raise StoreUnavailable(type(error).__name__) from error
