"""Faults by chance, short ones, while a system is soaked."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING

from tests.chaos.faults.provider import GOOD, does_all

if TYPE_CHECKING:
    from collections.abc import Iterable
    from random import Random

    from tests.acceptance.own_store import OwnStore
    from tests.chaos.trial import Trial

EVERY_S = (10.0, 30.0)
AWAY_S = (0.5, 3.0)
TROUBLE_S = 5.0


class Mishaps:
    """Does one every now and then; `done` counts them by name."""

    def __init__(self, on: Trial, store: OwnStore, random: Random) -> None:
        self._on, self._store, self._random = on, store, random
        self._next_s = time.perf_counter() + random.uniform(*EVERY_S)
        self.done: Counter[str] = Counter()

    def maybe(self, spared: Iterable[int]) -> None:
        """Does one if it is time; no process of the `spared` ids is killed."""
        if time.perf_counter() < self._next_s:
            return
        self._spared = set(spared)
        mishap = self._random.choice(
            (
                self.worker_kill,
                self.gateway_kill,
                self.store_kill,
                self.store_silence,
                self.provider,
            )
        )
        self.done[mishap.__name__] += 1
        mishap()
        self._next_s = time.perf_counter() + self._random.uniform(*EVERY_S)

    def worker_kill(self) -> None:
        self._kill("celery", " worker")

    def gateway_kill(self) -> None:
        self._kill("uvicorn")

    def store_kill(self) -> None:
        with self._store.dead():
            time.sleep(self._random.uniform(*AWAY_S))

    def store_silence(self) -> None:
        with self._store.silent():
            time.sleep(self._random.uniform(*AWAY_S))

    def provider(self) -> None:
        self._on.provider.answer_with(does_all(self._random, TROUBLE_S))
        time.sleep(TROUBLE_S)
        self._on.provider.answer_with(GOOD)

    def _kill(self, *words: str) -> None:
        for process in self._on.stack.processes(*words):
            if process.pid not in self._spared:
                with suppress(ProcessLookupError):
                    os.kill(process.pid, signal.SIGKILL)
