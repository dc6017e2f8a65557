from __future__ import annotations

import asyncio
import io
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from scripts.up.lines import Log
from scripts.up.presence import RESTART_SIGNAL, Presence, ask_restart
from scripts.up.restarts import Restarts
from scripts.up.system import NotRestarted

PORT = 8001


class Restart:
    """Goes on when it is told to, and as it is told."""

    def __init__(self) -> None:
        self.begun: asyncio.Queue[None] = asyncio.Queue()
        self.outcomes: asyncio.Queue[str | NotRestarted] = asyncio.Queue()

    async def __call__(self) -> str:
        self.begun.put_nowait(None)
        outcome = await self.outcomes.get()
        if isinstance(outcome, NotRestarted):
            raise outcome
        return outcome


@asynccontextmanager
async def listening(folder: Path, restart: Restart, output: io.StringIO) -> AsyncIterator[None]:
    log = Log(output, width=5, colour=False, when_unread=lambda: None)
    with Presence.shown(folder, PORT) as presence:
        running = asyncio.create_task(Restarts(presence, restart, log).run())
        try:
            yield
        finally:
            running.cancel()
            asyncio.get_running_loop().remove_signal_handler(RESTART_SIGNAL)


@pytest.mark.parametrize(
    ("outcome", "succeeded"),
    [("restarted: all", True), (NotRestarted("not restarted: why"), False)],
)
async def test_how_it_went_is_told_in_the_log_and_to_who_asked(
    tmp_path: Path, outcome: str | NotRestarted, *, succeeded: bool
) -> None:
    output, restart = io.StringIO(), Restart()
    restart.outcomes.put_nowait(outcome)
    async with listening(tmp_path, restart, output):
        told = await asyncio.to_thread(ask_restart, tmp_path, PORT)
    assert (told.outcome, told.succeeded) == (str(outcome), succeeded)
    assert f"palja | {outcome}" in output.getvalue()


async def test_one_that_is_asked_for_meanwhile_comes_after_it(tmp_path: Path) -> None:
    restart = Restart()
    async with asyncio.timeout(10), listening(tmp_path, restart, io.StringIO()):
        os.kill(os.getpid(), RESTART_SIGNAL)
        await restart.begun.get()
        os.kill(os.getpid(), RESTART_SIGNAL)
        await asyncio.sleep(0)
        assert restart.begun.empty()
        restart.outcomes.put_nowait("the first")
        await restart.begun.get()
