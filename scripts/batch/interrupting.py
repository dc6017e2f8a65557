"""The first Ctrl-C or SIGTERM stops a batch as it should; a second one ends the process at once."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


async def heeding_signals(run: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Runs it with an event that is set when it is to stop."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def heed() -> None:
        stop.set()
        for number in _SIGNALS:
            loop.remove_signal_handler(number)

    for number in _SIGNALS:
        loop.add_signal_handler(number, heed)
    await run(stop)
