"""Tells the store what this process has counted, beside the work and never in its way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog

from shared.background import running
from shared.clock import Clock
from shared.errors import StoreUnavailable
from shared.metrics.report import ProcessReport
from shared.metrics.store import MetricsStore
from shared.metrics.tally import Deltas, Tally

FLUSH_S = 0.2
"""What was counted is in the store after so long."""
REPORT_S = 1.0
"""So often a process reports when nothing was counted."""
_LAST_FLUSH_S = 2.0


class Reporting:
    """Flushes a tally. What could not be written is kept and written later, once.

    Whether a write arrived is not known when its answer got lost. So it is sent again unchanged,
    under its number, and the store adds each number once.
    """

    def __init__(
        self,
        store: MetricsStore,
        tally: Tally,
        report: Callable[[], ProcessReport],
        *,
        process: str,
        clock: Clock,
    ) -> None:
        self._store = store
        self._tally = tally
        self._report = report
        self._process = process
        self._clock = clock
        self._number = 1
        self._unsure: Deltas | None = None
        self._reported_s = float("-inf")
        self._writing = asyncio.Lock()
        self._log = structlog.get_logger("metrics")

    @asynccontextmanager
    async def reporting(self) -> AsyncIterator[None]:
        """Flushes while the context is open, and a last time when it closes."""
        try:
            async with running(self._report_for_ever(), "metrics"):
                yield
        finally:
            try:
                async with asyncio.timeout(_LAST_FLUSH_S):
                    await self._write(None)
            except (StoreUnavailable, TimeoutError) as error:
                self._log.warning("last_counts_lost", error=str(error))

    async def flush(self) -> None:
        """Writes what was counted up to now.

        Raises:
            StoreUnavailable: the store is away; what was counted is kept.
        """
        await self._write(self._report())

    async def _write(self, report: ProcessReport | None) -> None:
        async with self._writing:
            if self._unsure is not None:
                await self._send(self._unsure, report)
            await self._send(self._tally.take(), report)
            self._reported_s = self._clock.monotonic_s()

    async def _send(self, deltas: Deltas, report: ProcessReport | None) -> None:
        self._unsure = deltas
        await self._store.write(self._process, self._number, deltas, report)
        self._unsure = None
        self._number += 1

    async def _report_for_ever(self) -> None:
        away = False
        while True:
            due = self._clock.monotonic_s() - self._reported_s >= REPORT_S
            if due or not self._tally.empty or self._unsure is not None:
                try:
                    await self.flush()
                except StoreUnavailable as error:
                    if not away:
                        self._log.warning("counts_kept", error=str(error))
                    away = True
                else:
                    away = False
            await asyncio.sleep(FLUSH_S)
