"""One event loop in a thread of its own, alive as long as what its lifespan opened."""

from __future__ import annotations

import asyncio
import logging
import threading
from concurrent.futures import Future
from contextlib import nullcontext, suppress
from typing import TYPE_CHECKING

try:
    from uvloop import new_event_loop
except ImportError:  # no wheel for this interpreter; the loop is slower, nothing else
    from asyncio import new_event_loop  # type: ignore[assignment]  # the base class's constructor

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

logger = logging.getLogger(__name__)


class LoopThread:
    """A thread that enters `lifespan`, runs its loop until it is stopped, and leaves it again."""

    def __init__(self, lifespan: Callable[[], AbstractAsyncContextManager[None]] | None) -> None:
        self._lifespan = lifespan or nullcontext
        self._loop: asyncio.AbstractEventLoop | None = None
        self._opened: Future[None] = Future()
        # A daemon: a lifespan that never closes must not keep the process.
        self._thread = threading.Thread(target=self._main, name="asyncio-pool", daemon=True)

    @property
    def alive(self) -> bool:
        """Whether the loop is there to run something."""
        return self._loop is not None and self._thread.is_alive()

    def start(self) -> None:
        """Return when the lifespan is entered; raises what entering it raised."""
        self._thread.start()
        try:
            self._opened.result()
        except BaseException:
            self._thread.join()
            raise

    def call(self, function: Callable[..., object], *args: object) -> None:
        """Run a function in the loop, soon; nothing happens once the loop is gone."""
        loop = self._loop
        if loop is not None:
            with suppress(RuntimeError):  # closed a moment ago
                loop.call_soon_threadsafe(function, *args)

    def stop(self, timeout_s: float) -> None:
        """Leave the lifespan and end the thread, waiting `timeout_s` at most. May be repeated."""
        self.call(self._leave)
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
            if self._thread.is_alive():
                logger.error("the worker's lifespan did not close within %s s", timeout_s)

    def _leave(self) -> None:
        self._left.set()

    def _main(self) -> None:
        try:
            with asyncio.Runner(loop_factory=new_event_loop) as runner:
                runner.run(self._live())
        except BaseException as error:  # a thread's root: `start` raises it instead
            if self._opened.done():
                logger.exception("the worker's lifespan failed while it closed")
            else:
                self._opened.set_exception(error)

    async def _live(self) -> None:
        self._left = asyncio.Event()
        async with self._lifespan():
            self._loop = asyncio.get_running_loop()
            self._opened.set_result(None)
            try:
                await self._left.wait()
            finally:
                self._loop = None
