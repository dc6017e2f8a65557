"""Following what one process has stored for all of them: the optimisation switch, a cleared cache."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from shared.background import running
from shared.errors import StoreUnavailable
from shared.store.connection import store_errors

T = TypeVar("T")

POLL_S = 0.4
"""How often a process looks; the promise is one second."""


@asynccontextmanager
async def following(
    ask: Callable[[], Awaitable[T]], take: Callable[[T], None], name: str
) -> AsyncIterator[None]:
    """Hands to `take` what the store says, at once and then while the context is open.

    While the store is away nothing is handed over.
    """
    await _look(ask, take)
    async with running(_look_for_ever(ask, take), name):
        yield


async def _look_for_ever(ask: Callable[[], Awaitable[T]], take: Callable[[T], None]) -> None:
    while True:
        await asyncio.sleep(POLL_S)
        await _look(ask, take)


async def _look(ask: Callable[[], Awaitable[T]], take: Callable[[T], None]) -> None:
    try:
        with store_errors():
            found = await ask()
    except StoreUnavailable:
        return
    take(found)
