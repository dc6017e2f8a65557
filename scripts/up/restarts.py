"""Restarts that somebody asks for by a signal, one at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from scripts.up.lines import Log
from scripts.up.presence import RESTART_SIGNAL, Presence
from scripts.up.system import NotRestarted


class Restarts:
    """Does what `RESTART_SIGNAL` asks for, and says how it went: in the log, and to who asked."""

    def __init__(self, presence: Presence, restart: Callable[[], Awaitable[str]], log: Log) -> None:
        self._presence = presence
        self._restart = restart
        self._log = log
        self._asked = asyncio.Event()
        # From the first moment on: unhandled, the signal would end us.
        asyncio.get_running_loop().add_signal_handler(RESTART_SIGNAL, self._asked.set)

    async def run(self) -> None:
        """Restarts whenever it is asked for; asked for meanwhile, once more afterwards."""
        while True:
            await self._asked.wait()
            self._asked.clear()
            self._log.line("palja", "restarting, one process after the other")
            try:
                outcome, succeeded = await self._restart(), True
            except NotRestarted as error:
                outcome, succeeded = str(error), False
            self._log.line("palja", outcome)
            self._presence.tell(outcome, succeeded=succeeded)
