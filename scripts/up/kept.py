"""A child that is started again whenever it ends, until it is stopped."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import Process

from scripts.up.backoff import Backoff
from scripts.up.child import Child, ending, kill, start, stop
from scripts.up.lines import LineSplitter, Log

_CHUNK_BYTES = 64 * 1024
_LAST_WORDS_S = 1.0  # a grandchild may hold the pipe open after the child has ended


class Kept:
    """One child, kept running by `run` until `stop` or `kill`."""

    def __init__(self, child: Child, log: Log, backoff: Backoff) -> None:
        self.child = child
        self.endings = 0
        self._log = log
        self._backoff = backoff
        self._process: Process | None = None
        self._stopping = asyncio.Event()
        self._killed = False

    async def run(self) -> None:
        """Keeps the child running; returns once it has been stopped and has ended."""
        loop = asyncio.get_running_loop()
        while not self._stopping.is_set():
            started_s = loop.time()
            how = await self._live()
            if self._stopping.is_set():
                return
            self.endings += 1
            wait_s = self._backoff.wait_s(loop.time() - started_s)
            self._log.line("palja", f"{self.child.name} {how}; starting it again in {wait_s:.1f} s")
            await self._pause(wait_s)

    def stop(self) -> None:
        """Has the child asked to end, and not started again; `run` returns when it has ended."""
        self._stopping.set()

    def kill(self) -> None:
        """Ends the child at once, work in hand or not."""
        self._killed = True
        self._stopping.set()
        if self._process is not None:
            kill(self._process)

    async def _live(self) -> str:
        """One life of the child, and how it ended."""
        try:
            process = await start(self.child)
        except OSError as error:
            return f"cannot be started: {error.strerror}"
        self._process = process
        relay = asyncio.create_task(self._relay(process))
        asked = asyncio.create_task(self._stopping.wait())
        ended = asyncio.create_task(process.wait())
        try:
            await asyncio.wait({asked, ended}, return_when=asyncio.FIRST_COMPLETED)
            if self._killed:
                kill(process)
            elif asked.done():
                await stop(process, self.child)
            returncode = await ended
            await asyncio.wait({relay}, timeout=_LAST_WORDS_S)
        finally:
            if process.returncode is None:  # we are being cancelled: nothing outlives us
                kill(process)
                await process.wait()
            for task in (relay, asked, ended):
                task.cancel()
        return f"ended with {ending(returncode)}"

    async def _relay(self, process: Process) -> None:
        if process.stdout is None:
            return
        splitter = LineSplitter()
        while chunk := await process.stdout.read(_CHUNK_BYTES):
            for line in splitter.feed(chunk):
                self._log.line(self.child.name, line)
        for line in splitter.close():
            self._log.line(self.child.name, line)

    async def _pause(self, wait_s: float) -> None:
        try:
            async with asyncio.timeout(wait_s):
                await self._stopping.wait()
        except TimeoutError:
            return
