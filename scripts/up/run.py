"""`palja up`: the store, the workers, the gateway and Flower under one supervisor."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from typing import TextIO

from scripts.up import children
from scripts.up.banner import banner
from scripts.up.checked import load_checked_settings
from scripts.up.claims import Claims, StoreClaim, claim
from scripts.up.descriptors import raise_limit
from scripts.up.lines import Log
from scripts.up.parent import watch_parent
from scripts.up.presence import Presence
from scripts.up.probes import store_answers, until
from scripts.up.restarts import Restarts
from scripts.up.stopping import Stopping
from scripts.up.supervisor import Supervisor
from scripts.up.system import NotRestarted, System
from shared.errors import StoreUnavailable
from shared.settings import Settings

_STORE_TRIES = 3
_PATIENCE_S = 15.0


def up(
    settings: Settings, inherited: Mapping[str, str], stream: TextIO, *, with_parent: bool
) -> int:
    """Runs everything until it is asked to stop, and returns the exit status.

    `with_parent` has an interrupt of our parent count as ours.

    Raises:
        SettingsError: a port is taken.
        StoreUnavailable: there is no store to run, or another process runs it.
    """
    _watch_children_without_threads()
    return asyncio.run(_up(settings, inherited, stream, with_parent=with_parent))


async def _up(
    settings: Settings, inherited: Mapping[str, str], stream: TextIO, *, with_parent: bool
) -> int:
    stopping = Stopping()
    log = Log(
        stream,
        width=children.name_width(settings),
        colour=stream.isatty() and "NO_COLOR" not in inherited,
        when_unread=stopping.ask,
    )
    if line := raise_limit():
        log.line("palja", line)
    with ExitStack() as held:
        claims = await claim(settings, inherited.get("PATH"), held)
        presence = held.enter_context(Presence.shown(settings.state_dir, settings.port))
        async with asyncio.TaskGroup() as group:
            supervisor = Supervisor(group, log)
            stopping.listen(lambda text: log.line("palja", text), supervisor.kill)
            start = _Start(settings, inherited, claims, supervisor, log)
            restarts = Restarts(presence, start.restart, log)
            background = [
                group.create_task(start.run(stopping)),
                group.create_task(restarts.run()),
            ]
            if with_parent:
                background.append(group.create_task(watch_parent(stopping.ask)))
            await stopping.asked()
            for task in background:
                task.cancel()
            held.close()  # who comes from now on is refused at once
            await supervisor.stop()
    stopping.finished()
    log.line("palja", "stopped")
    return stopping.status


class _Start:
    """The way from nothing to a system that answers."""

    def __init__(
        self,
        settings: Settings,
        inherited: Mapping[str, str],
        claims: Claims,
        supervisor: Supervisor,
        log: Log,
    ) -> None:
        self._settings = settings
        self._inherited = inherited
        self._claims = claims
        self._supervisor = supervisor
        self._log = log
        self._system: System | None = None

    async def run(self, stopping: Stopping) -> None:
        """Starts each part as soon as it can be, and says when all of it answers."""
        started_s = asyncio.get_running_loop().time()
        try:
            redis_url = await self._store_url()
        except StoreUnavailable as error:
            self._log.line("palja", str(error))
            stopping.ask(1)
            return
        system = System(
            self._settings,
            self._inherited,
            redis_url,
            self._claims.listener,
            self._claims.login,
            self._supervisor,
            self._log,
        )
        system.start()
        await self._ready_or_late(system)
        # Flower last: on a small machine its start would take the others' time.
        system.start_flower()
        self._system = system
        await until(system.ready)
        took_s = asyncio.get_running_loop().time() - started_s
        self._log.plain(banner(self._settings, self._claims.login, took_s))

    async def restart(self) -> str:
        """Replaces what runs, see `System.restart`; raises like it."""
        if self._system is None:
            raise NotRestarted("not restarted: it is still starting")
        return await self._system.restart(load_checked_settings)

    async def _store_url(self) -> str:
        """The given store's URL, or that of ours once it answers."""
        if self._claims.store is not None:
            return await self._own_store(self._claims.store)
        if self._settings.redis_url is None:
            raise StoreUnavailable("no store was given and none was claimed")
        return self._settings.redis_url

    async def _own_store(self, claimed: StoreClaim) -> str:
        kept = self._supervisor.keep(
            children.store(claimed.store, self._inherited, claimed.lock), others_need_it=True
        )

        async def answers_or_fails() -> bool:
            if kept.endings >= _STORE_TRIES:
                raise StoreUnavailable("the store does not start; its own lines above say why")
            return await store_answers(claimed.store.url)

        await until(answers_or_fails)
        self._supervisor.keep(children.store_sync(claimed.store, self._inherited))
        return claimed.store.url

    async def _ready_or_late(self, system: System) -> None:
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await until(system.ready)
        except TimeoutError:
            self._log.line(
                "palja",
                f"not ready after {_PATIENCE_S:.0f} s; waiting for store, queue, worker and every gateway",
            )


def _watch_children_without_threads() -> None:
    """Python 3.11 waits for each child in a thread by default; newer ones use a pidfd themselves.

    Without threads a fork cannot copy a lock that another thread holds.
    """
    if sys.version_info < (3, 12) and sys.platform == "linux":
        try:
            os.close(os.pidfd_open(os.getpid()))
        except OSError:  # an old or restricted kernel
            return
        asyncio.set_child_watcher(asyncio.PidfdChildWatcher())
