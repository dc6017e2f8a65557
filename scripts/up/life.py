"""One life of a child: its process, what it prints and what it tells."""

from __future__ import annotations

import asyncio
import os
import signal
from asyncio.subprocess import Process

from scripts.up.child import Child, Stops, ending, kill, send, start
from scripts.up.lines import LineSplitter, Log
from shared.notice import READY, STOPPING

_CHUNK_BYTES = 64 * 1024
_LAST_WORDS_S = 1.0  # a grandchild may hold the pipe open after the child has ended


class Life:
    """A started process, from its start until it has been seen off."""

    def __init__(self, process: Process, child: Child, log: Log, notices: int | None) -> None:
        self.child = child
        self.ready = asyncio.Event()
        """It has told that it takes work."""
        self.stopping = asyncio.Event()
        """It has told that it stops, by itself or because somebody signalled it."""
        self.ended = asyncio.create_task(process.wait())
        self._process = process
        self._log = log
        self._relay = asyncio.create_task(self._print(process))
        self._notices = notices
        if notices is not None:
            asyncio.get_running_loop().add_reader(notices, self._on_notice, notices)

    @classmethod
    async def begin(cls, child: Child, log: Log) -> Life:
        """Starts a process of `child`.

        Raises:
            OSError: it could not be started.
        """
        if not child.gives_notice:
            return cls(await start(child), child, log, None)
        reading, writing = os.pipe()
        os.set_blocking(reading, False)
        try:
            process = await start(child, writing)
        except BaseException:
            os.close(reading)
            raise
        finally:
            os.close(writing)
        return cls(process, child, log, reading)

    def signal(self, number: signal.Signals) -> None:
        """Signals the process, unless it has ended."""
        send(self._process, number)

    def kill(self) -> None:
        """Ends the process and all of its group at once."""
        kill(self._process)

    async def stop(self, stops: Stops, *, is_asked: bool = False) -> None:
        """Asks the process to end, more firmly each time, and returns when it has ended.

        `is_asked`: somebody has sent it the first signal, which would mean something else twice.
        """
        for number, grace_s in stops:
            if not is_asked:
                self.signal(number)
            is_asked = False
            await asyncio.wait({self.ended}, timeout=grace_s)
            if self.ended.done():
                return
        self.kill()
        await asyncio.wait({self.ended})

    async def see_off(self) -> str:
        """How the process ended, in words, once it has and its last words are printed.

        Cancelled, it kills the process: nothing outlives us.
        """
        try:
            returncode = await asyncio.shield(self.ended)
            await asyncio.wait({self._relay}, timeout=_LAST_WORDS_S)
        finally:
            if not self.ended.done():
                self.kill()
                await self.ended
            self._relay.cancel()
            self._close_notices()
        return f"ended with {ending(returncode)}"

    def _on_notice(self, notices: int) -> None:
        said = os.read(notices, 4096)
        if READY in said:
            self.ready.set()
        if STOPPING in said:
            self.stopping.set()
        if not said:
            self._close_notices()

    def _close_notices(self) -> None:
        notices, self._notices = self._notices, None
        if notices is not None:
            asyncio.get_running_loop().remove_reader(notices)
            os.close(notices)

    async def _print(self, process: Process) -> None:
        if process.stdout is None:
            return
        splitter = LineSplitter()
        while chunk := await process.stdout.read(_CHUNK_BYTES):
            for line in splitter.feed(chunk):
                self._log.line(self.child.name, line)
        for line in splitter.close():
            self._log.line(self.child.name, line)
