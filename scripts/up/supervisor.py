"""All children of one `palja up`: kept running together, stopped in order."""

from __future__ import annotations

import asyncio

from scripts.up.backoff import Backoff
from scripts.up.child import Child
from scripts.up.kept import Kept
from scripts.up.lines import Log


class Supervisor:
    """Keeps children running in `group` and stops them, the ones others need last."""

    def __init__(self, group: asyncio.TaskGroup, log: Log) -> None:
        self._group = group
        self._log = log
        self._kept: list[tuple[Kept, asyncio.Task[None], bool]] = []

    def keep(self, child: Child, *, others_need_it: bool = False) -> Kept:
        """Starts `child` and keeps it running."""
        self._kept = [each for each in self._kept if not each[1].done()]  # what was retired
        kept = Kept(child, self._log, Backoff())
        task = self._group.create_task(kept.run(), name=child.name)
        self._kept.append((kept, task, others_need_it))
        return kept

    async def stop(self) -> None:
        """Stops every child and returns when all have ended."""
        for last in (False, True):
            rank = [(kept, task) for kept, task, needed in self._kept if needed is last]
            for kept, _ in rank:
                kept.stop()
            if rank:
                await asyncio.wait({task for _, task in rank})

    def kill(self) -> None:
        """Ends every child at once."""
        for kept, _, _ in self._kept:
            kept.kill()
