"""Writes a sample every ten seconds, by one process for all of them."""

from __future__ import annotations

import asyncio

import structlog

from shared.clock import Clock
from shared.errors import StoreUnavailable
from shared.metrics.history import HistoryStore, Position
from shared.metrics.sample import sample_of
from shared.metrics.store import SLOT_S, MetricsStore
from shared.optimization import OptimizationSwitch, SwitchState

SETTLED_S = 2.0
"""So long after its end a slot is read, and so long before its begin the switch must have moved: counts
of it have arrived from every process, and every process has followed."""


class Sampling:
    """Takes turns with the other gateways: who comes first to a slot samples it."""

    def __init__(
        self,
        figures: MetricsStore,
        history: HistoryStore,
        switch: OptimizationSwitch,
        clock: Clock,
    ) -> None:
        self._figures = figures
        self._history = history
        self._switch = switch
        self._clock = clock
        self._log = structlog.get_logger("history")

    async def sample_for_ever(self) -> None:
        """Samples each slot when it is over; while the store is away there are none."""
        away = False
        while True:
            now_s = self._clock.now().timestamp()
            slot = int((now_s - SETTLED_S) // SLOT_S)
            await asyncio.sleep((slot + 1) * SLOT_S + SETTLED_S - now_s)
            try:
                await self.sample(slot)
            except StoreUnavailable as error:
                if not away:
                    self._log.warning("not_sampled", error=str(error))
                away = True
            else:
                away = False

    async def sample(self, slot: int) -> None:
        """Writes the sample of a slot that is over, unless another process does."""
        if not await self._history.take_turn(slot):
            return
        state = self._switch.state
        stored = await self._figures.read_slot(slot)
        sample = sample_of(slot, stored, optimized=state.enabled)
        await self._history.keep(sample, stored.slots[0], position_in(slot, state))


def position_in(slot: int, state: SwitchState) -> Position | None:
    """Where the switch stood all through a slot; None: it had moved just before, or since."""
    if state.since is not None and state.since.timestamp() + SETTLED_S > slot * SLOT_S:
        return None
    return "on" if state.enabled else "off"
