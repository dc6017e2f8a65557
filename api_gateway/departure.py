"""How the process is told to stop, and who hears of it."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


class Departure:
    """Whether the process is about to stop, and how much time it has.

    SIGTERM: requests that come over connections that are there are still answered, each the last one
    of its connection. SIGINT: only what has been taken in is. A second signal of either kind: nothing
    is waited for.
    """

    KEY = "departure"
    """Under this name the lifespan hands it to the protocol, which is made by the server."""

    def __init__(self) -> None:
        self.hurried = False
        self._is_asked = self._is_leaving = False
        self._release: tuple[Callable[[], None], ...] = ()

    @contextmanager
    def heard(self, notify: Callable[[], None], *release: Callable[[], None]) -> Iterator[None]:
        """Calls `notify` at the first signal, and `release` once every connection knows of it.

        The server waits for open requests before it ends the lifespan, so whoever waits for a job
        must be sent home before that.
        """
        self._release = release
        loop = asyncio.get_running_loop()
        servers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

        def on_signal(number: int, frame: FrameType | None) -> None:
            # The server forces its end at a second SIGINT alone.
            number = signal.SIGINT if self._is_asked else number
            self.hurried = self.hurried or number == signal.SIGINT
            if not self._is_asked:
                self._is_asked = True
                loop.call_soon_threadsafe(notify)
            server = servers[signal.Signals(number)]
            if callable(server):
                server(number, frame)

        for number in servers:
            signal.signal(number, on_signal)
        try:
            yield
        finally:
            for number, server in servers.items():
                signal.signal(number, server)

    def leave(self) -> None:
        """A connection has been told; the server tells them all in one go, so the others are, too."""
        if not self._is_leaving:
            self._is_leaving = True
            for release in self._release:
                asyncio.get_running_loop().call_soon(release)
