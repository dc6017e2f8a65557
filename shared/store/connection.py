"""The connection to the store, and the one seam at which its library's errors become ours."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from shared.errors import StoreUnavailable
from shared.store.patience import TURNS, ImpatientPool


def open_store(
    url: str,
    *,
    timeout_s: float,
    connections: int,
    impatient: bool = False,
    patience_turns: int = TURNS,
) -> Redis:
    """A client of the store at `url` (`redis://`, `rediss://`, `unix://`); it connects when used.

    An answer is waited for `timeout_s`; a broken connection is replaced by the next command and
    never retried behind the caller's back. At most `connections` are open; the next caller waits
    for one. An `impatient` one refuses commands at once while the store is known to be away, and finds
    that out in `patience_turns` turns of the loop.
    """
    kind: Callable[..., BlockingConnectionPool] = BlockingConnectionPool.from_url
    if impatient:
        kind = functools.partial(ImpatientPool.from_url, turns=patience_turns)
    pool = kind(
        url,
        max_connections=connections,
        timeout=timeout_s,
        socket_timeout=timeout_s,
        socket_connect_timeout=timeout_s,
        health_check_interval=0,  # a command finds out by itself
        retry=Retry(NoBackoff(), 0),
        protocol=2,
    )
    return Redis.from_pool(pool)


@contextmanager
def store_errors() -> Iterator[None]:
    """Whatever the store's library raises inside becomes `StoreUnavailable`."""
    try:
        yield
    except (RedisError, OSError) as error:
        raise StoreUnavailable(type(error).__name__) from error
    except RuntimeError as error:
        # uvloop's word for a write to a connection that its peer has closed this very moment.
        if not str(error).endswith("the handler is closed"):
            raise
        raise StoreUnavailable(type(error).__name__) from error
