"""One installation under load, to which a fault is done."""

from __future__ import annotations

import signal
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.acceptance.processes import wait_until
from tests.acceptance.stack import Stack, running
from tests.chaos.client import ENGINE
from tests.chaos.ledger import Entry, Ledger
from tests.chaos.load import Load, Visit, ask_something_new, waits
from tests.chaos.pressure import Pressure
from tests.chaos.table import Row
from tests.chaos.tally import Tally
from tests.fakes.behaviours import Answer
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path
    from random import Random
    from types import FrameType

PROVIDER_S = 0.3
_WARM_S = 2.0
_LOOK_S = 0.02
_SETTLE_S = 60.0
_ALSO_LOOKED_AT = 10
"""One of so many entries that no fault has met is looked at again as well."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How often a fault is to be done, by whose chance, and whether little time is given."""

    times: int
    random: Random
    short: bool
    per_s: float | None = None
    """Questions a second, None: as many as the fault says."""
    logs: Path | None = None
    """Where to keep the log of each installation, None: nowhere."""


@dataclass(slots=True)
class Trial:
    """What a fault works with."""

    stack: Stack
    provider: FakeProvider
    tally: Tally
    ledger: Ledger
    load: Load
    pressure: Pressure = field(default_factory=Pressure)
    slowest: tuple[float, int] = (0.0, 0)
    """The longest gap so far and the number of its entry."""

    def gap_s(self, met: Iterable[Entry], since_s: float, within_s: float) -> float:
        """Seconds from `since_s` until the last of these ended; `within_s` and more if not all."""
        met = tuple(met)
        left = list(met)
        while left and time.perf_counter() - since_s < within_s:
            time.sleep(_LOOK_S)
            left = [entry for entry in left if entry.ended_s is None and not entry.gone]
        now_s = time.perf_counter()
        gaps = [
            ((entry.ended_s or now_s) - since_s, entry.number) for entry in met if not entry.gone
        ]
        longest_s, number = max(gaps, default=(0.0, 0))
        self.slowest = max(self.slowest, (longest_s, number))
        return longest_s

    def settle(self) -> None:
        """Lets all that was accepted end, then looks at the suspects and at some others again."""
        self.load.pause()
        began_s = time.perf_counter()
        self.gap_s(self.ledger.open, began_s, _SETTLE_S)

    def row(self, row: Row) -> Row:
        """The row with its counts, after `settle`, and the bars that hold for every fault."""
        row.per_s = self.load.per_s
        row.doubled_calls = self.tally.repeated
        paid_twice = self.tally.paid_twice
        entries = self.ledger.entries
        accepted = [entry for entry in entries if entry.accepted]
        self.load.look_again(
            [
                entry
                for entry in accepted
                if not entry.lost and (entry.suspect or entry.number % _ALSO_LOOKED_AT == 0)
            ]
        )
        counted(row, entries)
        by = Counter(entry.by for entry in entries if not entry.accepted and entry.ended_s)
        by_engine = sum(entry.by == ENGINE for entry in accepted)
        row.remarks += [
            f"{self.tally.total:,} provider calls, {paid_twice:,} of them answered a second time",
            f"answered without a job: {dict(by) or 'none'}; jobs that the engine answered: {by_engine}",
            f"somebody waited for a processor {self.pressure.share:.0%} of the time",
            f"the longest gap: {self._told_of_slowest()}",
            f"{self.ledger.broken:,} calls cut off; refusals: {dict(self.ledger.refusals) or 'none'}",
            *self._told_of_lost(accepted),
        ]
        return row

    def _told_of_lost(self, accepted: Iterable[Entry]) -> list[str]:
        """Which were lost: known to nobody any more, or known and without an end."""
        began_s = self.ledger.entries[0].asked_s
        return [
            f"lost: job {entry.job_id}, accepted at {(entry.accepted_s or 0) - began_s:.2f} s, "
            + ("unknown since" if entry.gone else "never ended")
            for entry in accepted
            if entry.lost
        ]

    def _told_of_slowest(self) -> str:
        gap_s, number = self.slowest
        entry = self.ledger.entries[number]
        waited = "waited for in its POST" if waits(entry) else "waited for at its address"
        return f"{gap_s:.2f} s, job {entry.job_id}, {waited}"


def counted(row: Row, entries: Iterable[Entry]) -> None:
    """Adds the counts to the row, and the bars that hold for every fault."""
    entries = tuple(entries)
    accepted = [entry for entry in entries if entry.accepted]
    row.accepted = len(accepted)
    row.completed = sum(entry.status == "completed" for entry in accepted)
    row.lost += sum(entry.lost for entry in accepted)
    row.doubled_results = sum(len(entry.results) > 1 for entry in accepted)
    unanswered = sum(entry.ended_s is None and not entry.accepted for entry in entries)
    failed = sum(entry.ended_s is not None and entry.status != "completed" for entry in entries)
    second = sum(bool(entry.other_job_ids) for entry in entries)
    row.bar_broken_if(row.lost > 0, f"{row.lost} lost")
    row.bar_broken_if(unanswered > 0, f"{unanswered} callers without an answer")
    row.bar_broken_if(row.doubled_results > 0, f"{row.doubled_results} results doubled")
    row.bar_broken_if(second > 0, f"{second} callers were told a second job")
    row.bar_broken_if(failed > 0, f"{failed} jobs failed")


def interrupted_by(number: signal.Signals) -> None:
    """Has the signal end us as Ctrl-C does: with all that was started stopped."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(number, interrupt)


@contextmanager
def trial(
    plan: Plan,
    per_s: float,
    settings: Mapping[str, str],
    *,
    slots: int,
    visit: Visit = ask_something_new,
) -> Iterator[Trial]:
    """An installation that is asked `per_s` questions a second, each 300 ms of a provider's time.

    Each worker has so many slots. Everything of it has ended when the context is left.
    """
    settings = {
        "PALJA_LOG_LEVEL": "warning" if plan.logs is None else "info",
        "PALJA_MAX_CONCURRENT_REQUESTS": str(slots),
        "PALJA_POOL_SIZE": str(slots),
        "PALJA_POOL_PER_HOST": str(slots),
        **settings,
    }
    tally = Tally()
    with FakeProvider(journal=tally) as provider:
        provider.answer_with(Answer(delay_s=PROVIDER_S))
        with (
            running(provider, **settings) as stack,
            Load(stack.caller.port, Ledger(), plan.per_s or per_s, visit) as load,
        ):
            warm = Trial(stack, provider, tally, load.ledger, load)
            try:
                began_s = time.perf_counter()

                def warmed() -> bool:
                    entries = load.ledger.entries
                    asked = bool(entries) and entries[0].ended_s is not None
                    return asked and time.perf_counter() - began_s > _WARM_S

                wait_until(warmed, _SETTLE_S, "the first question is answered")
                yield warm
            finally:
                if plan.logs is not None:
                    number = len(list(plan.logs.iterdir()))
                    (plan.logs / f"{number}.log").write_text(stack.log, encoding="utf-8")
