"""A child that is started again whenever it ends, until it is stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from scripts.up.backoff import Backoff
from scripts.up.child import Child
from scripts.up.life import Life
from scripts.up.lines import Log


class Kept:
    """The place of one child, which `run` keeps filled until `stop`, `kill` or `retire`.

    A process that has told that it stops keeps what it has in hand, and the next one begins beside
    it: so one that was signalled by somebody else leaves no gap either.
    """

    def __init__(self, child: Child, log: Log, backoff: Backoff) -> None:
        self.child = child
        self.endings = 0
        self._log = log
        self._backoff = backoff
        self._life: Life | None = None
        self._successor: Life | None = None
        self._succeeded = asyncio.Event()
        self._leaving: dict[Life, asyncio.Task[None]] = {}
        self._stopping = asyncio.Event()
        self._killed = self._retired = False

    @property
    def is_ready(self) -> bool:
        """Whether a process runs that has told that it takes work, and not that it stops."""
        life = self._life
        if life is None or life.ended.done() or life.stopping.is_set():
            return False
        return life.ready.is_set()

    async def run(self) -> None:
        """Keeps the child running; returns once it has been stopped and has ended."""
        loop = asyncio.get_running_loop()
        try:
            while not (self._stopping.is_set() or self._retired):
                started_s = loop.time()
                how = await self._live()
                if how is None or self._stopping.is_set():
                    continue
                self.endings += 1
                wait_s = self._backoff.wait_s(loop.time() - started_s)
                self._log.line(
                    "palja", f"{self.child.name} {how}; starting it again in {wait_s:.1f} s"
                )
                await self._first(self._stopping, self._succeeded, timeout_s=wait_s)
            if self._leaving:
                await asyncio.wait(set(self._leaving.values()))
        finally:
            for task in self._leaving.values():  # we are being cancelled: nothing outlives us
                task.cancel()

    def stop(self) -> None:
        """Has the child asked to end, and not started again; `run` returns when it has ended."""
        self._stopping.set()

    def kill(self) -> None:
        """Ends the child at once, work in hand or not."""
        self._killed = True
        self._stopping.set()
        for life in (self._life, self._successor, *self._leaving):
            if life is not None:
                life.kill()

    def retire(self) -> None:
        """Has the child end at its leisure, and nobody come after it."""
        self._retired = True
        self._succeeded.set()

    async def replace(self, child: Child, within_s: float) -> str | None:
        """Puts a process of `child` in place of the one that runs; None when it is there.

        The new process must tell that it is ready, in time; then the old one may end at its leisure.
        If it does not, it is killed, the old one stays, and the result says what happened. One
        that gives no notice needs the old one's port or the like: it comes after it.
        """
        if not child.gives_notice:
            self.child = child
            self._succeeded.set()
            if self._life is not None:
                await asyncio.wait({self._life.ended})
            return None
        try:
            life = await Life.begin(child, self._log)
        except OSError as error:
            return f"{child.name} cannot be started: {error.strerror}"
        self._successor = life
        try:
            await self._first(life.ready, self._stopping, timeout_s=within_s, until={life.ended})
            if life.ready.is_set() and not (life.ended.done() or self._stopping.is_set()):
                self.child = child
                self._succeeded.set()
                return None
            problem = "ended" if life.ended.done() else f"was not ready after {within_s:.0f} s"
            return f"the new {child.name} {problem}"
        finally:
            if not self._succeeded.is_set():
                self._successor = None
                life.kill()
                await life.see_off()

    async def _live(self) -> str | None:
        """One life of the child, and how it ended; None when another goes on in its place."""
        try:
            life = self._life = await self._next()
        except OSError as error:
            return f"cannot be started: {error.strerror}"
        try:
            await self._first(self._stopping, self._succeeded, life.stopping, until={life.ended})
            if self._killed:
                life.kill()
            elif self._stopping.is_set():
                await life.stop(life.child.stops)
            elif not life.ended.done() and (self._succeeded.is_set() or life.stopping.is_set()):
                await self._let_go(life)
                return None
        except asyncio.CancelledError:
            life.kill()
            await life.see_off()
            raise
        return await life.see_off()

    async def _next(self) -> Life:
        life, self._successor = self._successor, None
        self._succeeded.clear()
        return life or await Life.begin(self.child, self._log)

    async def _let_go(self, life: Life) -> None:
        """Lets the process end at its leisure, beside its successor if it gives notice."""
        if life.stopping.is_set():
            self._log.line("palja", f"{life.child.name} stops; starting the next beside it")
        task = asyncio.create_task(self._drain(life, is_asked=life.stopping.is_set()))
        self._leaving[life] = task
        task.add_done_callback(lambda _: self._leaving.pop(life))
        if not life.child.gives_notice:
            await asyncio.wait({task})

    async def _drain(self, life: Life, *, is_asked: bool) -> None:
        draining = asyncio.create_task(life.stop(life.child.drains, is_asked=is_asked))
        try:
            await self._first(self._stopping, until={draining})
            draining.cancel()
            if not life.ended.done():
                await life.stop(life.child.stops)
        except asyncio.CancelledError:
            draining.cancel()
            life.kill()
            raise
        finally:
            await life.see_off()

    @staticmethod
    async def _first(
        *events: asyncio.Event,
        timeout_s: float | None = None,
        until: Iterable[asyncio.Task[object]] = (),
    ) -> None:
        """Returns when one of the events is set or one of the tasks has ended."""
        waits = [asyncio.create_task(event.wait()) for event in events]
        try:
            await asyncio.wait(
                {*waits, *until}, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            for task in waits:
                task.cancel()
