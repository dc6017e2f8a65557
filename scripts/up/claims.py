"""What must be ours alone before anything starts: the ports and the embedded store's folder."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TypeVar

from scripts.up.flower_login import FlowerLogin, flower_login
from scripts.up.listening import listen
from shared.errors import ServiceError, SettingsError
from shared.settings import Settings
from shared.store import embedded
from shared.store.machine import memory_bytes

_PREDECESSOR_S = 2.0  # a killed supervisor's store saves before it lets go
_POLL_S = 0.05

Claimed = TypeVar("Claimed")


@dataclass(frozen=True, slots=True)
class StoreClaim:
    """A store to run, and the descriptor of the lock on its folder."""

    store: embedded.EmbeddedStore
    lock: int


@dataclass(frozen=True, slots=True)
class Claims:
    """The gateway's listening socket, Flower's login, and the store unless one was given."""

    listener: int
    login: FlowerLogin
    store: StoreClaim | None


async def claim(settings: Settings, path: str | None, held: ExitStack) -> Claims:
    """Claims everything until `held` is closed; a server for the store is looked for in `path`.

    Raises:
        SettingsError: a port is taken, or the state directory cannot be made.
        StoreUnavailable: there is no store to run, or another process runs it.
    """
    listener = await _patiently(lambda: listen(settings.host, settings.port, "PALJA_PORT"))
    held.enter_context(listener)
    for_flower = await _patiently(
        lambda: listen(settings.flower_host, settings.flower_port, "PALJA_FLOWER_PORT")
    )
    for_flower.close()  # Flower opens its own
    try:
        settings.state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"PALJA_STATE_DIR: {settings.state_dir} cannot be a directory"
            f" ({error.strerror}); for example PALJA_STATE_DIR=.palja"
        ) from None
    store = None
    if settings.redis_url is None:
        server = embedded.find_server(path)
        lock = await _patiently(lambda: held.enter_context(embedded.lock(settings.state_dir)))
        limit = settings.store_bytes
        max_bytes = memory_bytes() // 2 if limit is None else int(limit)
        prepared = embedded.prepare(settings.state_dir, server, max_bytes=max_bytes)
        store = StoreClaim(prepared, lock)
    login = flower_login(settings)
    return Claims(listener.fileno(), login, store)


async def _patiently(attempt: Callable[[], Claimed]) -> Claimed:
    """What `attempt` returns; one that fails is repeated while a killed predecessor lets go."""
    loop = asyncio.get_running_loop()
    give_up_s = loop.time() + _PREDECESSOR_S
    while True:
        try:
            return attempt()
        except ServiceError:
            if loop.time() > give_up_s:
                raise
        await asyncio.sleep(_POLL_S)
