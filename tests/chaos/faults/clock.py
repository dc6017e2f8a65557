"""The clock of gateway and workers jumps by an hour, forth and back; the store's does not."""

from __future__ import annotations

import tempfile
import time
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING

from tests.acceptance.host_clock import ABSENT, LIBRARIES, HostClock
from tests.acceptance.own_store import own_store
from tests.acceptance.processes import wait_until
from tests.chaos.table import Row
from tests.chaos.trial import trial
from tests.fakes.behaviours import Answer

if TYPE_CHECKING:
    from tests.chaos.trial import Plan

FAULT = "a clock that jumps by ±1 h"
BAR = "0 lost, one result each, within 15 s"
PER_S = 1.0  # libfaketime costs much at each look at the clock, and at each lock
SEEN = {"FAKETIME_NO_CACHE": "0", "FAKETIME_CACHE_DURATION": "1"}
PROVIDER_S, IN_HAND = 3.0, 2  # so that each jump, seen within a second, finds work in hand
JUMPS = ("+3600", "+0", "-3600", "+0")
BACK_S = 15.0
_GIVEN_UP_S = 60.0


def absent() -> str:
    return "" if LIBRARIES else ABSENT


def run(plan: Plan) -> Row:
    """The gap is from the jump to the end of the last question that was open then."""
    row = Row(FAULT, BAR, times=plan.times)
    with tempfile.TemporaryDirectory(prefix="palja-clock-") as folder, own_store() as store:
        clock = HostClock(Path(folder))
        settings = {**store.settings, **clock.environ, **SEEN}
        with trial(plan, PER_S, settings, slots=50) as on:
            on.provider.answer_with(Answer(delay_s=PROVIDER_S))
            wait_until(lambda: len(on.ledger.open) >= IN_HAND, _GIVEN_UP_S, "work is in hand")
            for offset in islice(cycle(JUMPS), plan.times):
                open_then = on.ledger.suspects()
                jumped_s = time.perf_counter()
                clock.set(offset)
                gap_s = on.gap_s(open_then, jumped_s, _GIVEN_UP_S)
                row.longest_gap_s = max(row.longest_gap_s, gap_s)
            clock.set("+0")
            on.settle()
            figures = on.stack.caller.get("/admin-api/ai/stats/comprehensive").json["data"]
            on.row(row)
    row.remarks.append(f"messages that came again: {figures.get('redelivered', 'not counted')}")
    row.late_if(row.longest_gap_s > BACK_S, f"back after {row.longest_gap_s:.1f} s")
    return row
