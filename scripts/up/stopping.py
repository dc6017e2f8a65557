"""When `palja up` ends, and with which status."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable

_SAME_PRESS_S = 0.5
KILLED_STATUS = 130  # a shell's status for a command that Ctrl-C ended


class Stopping:
    """Set once, by a signal or by a failure.

    A stop that was asked for and went well is a success, status 0: `make` has nothing to report.
    """

    def __init__(self) -> None:
        self.status = 0
        self._asked = asyncio.Event()
        self._asked_at_s = 0.0

    def ask(self, status: int = 0) -> None:
        """Asks for an end with `status`; the first to ask decides it."""
        if not self._asked.is_set():
            self.status = status
            self._asked_at_s = asyncio.get_running_loop().time()
            self._asked.set()

    async def asked(self) -> None:
        """Returns once somebody has asked."""
        await self._asked.wait()

    def listen(self, say: Callable[[str], None], kill: Callable[[], None]) -> None:
        """Makes SIGINT, SIGTERM and SIGHUP ask, and a second Ctrl-C `kill`."""

        def interrupt() -> None:
            since_s = asyncio.get_running_loop().time() - self._asked_at_s
            if not self._asked.is_set():
                say("stopping; Ctrl-C again kills at once")
                self.ask()
            elif since_s > _SAME_PRESS_S:  # else a parent passed the same one on
                say("killing")
                self.status = KILLED_STATUS
                kill()

        def terminate() -> None:
            # make passes a SIGTERM on that its group got already: a second one means nothing.
            if not self._asked.is_set():
                say("stopping")
                self.ask()

        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGINT, interrupt)
        loop.add_signal_handler(signal.SIGTERM, terminate)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup
            loop.add_signal_handler(signal.SIGHUP, terminate)

    def finished(self) -> None:
        """Everything has ended: an impatient Ctrl-C must not change the status any more."""
        signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM, signal.SIGHUP))
