"""kill -9 of the store, which keeps an append-only file, and half a second to ten without it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.acceptance.own_store import own_store
from tests.acceptance.processes import wait_until
from tests.chaos.health import degraded
from tests.chaos.table import Row
from tests.chaos.trial import trial

if TYPE_CHECKING:
    from tests.chaos.trial import Plan

FAULT = "kill -9 of the store"
BAR = "0 lost, back within the outage + 5 s"
PER_S, SLOTS = 20.0, 50
BACK_S = 5.0
AWAY_S = (0.5, 10.0)
_GIVEN_UP_S = 60.0


def run(plan: Plan) -> Row:
    """The gap is from the store's first answer until all jobs that were open at the kill have ended
    and nothing is away any more.
    """
    row = Row(FAULT, BAR, times=plan.times)
    with (
        own_store() as store,
        trial(plan, PER_S, store.settings, slots=SLOTS) as on,
    ):
        for _ in range(plan.times):
            open_then = on.ledger.suspects()
            with store.dead():
                time.sleep(plan.random.uniform(*AWAY_S))
            back_s = time.perf_counter()
            on.gap_s(open_then, back_s, _GIVEN_UP_S)
            wait_until(lambda: not degraded(on.stack.caller), _GIVEN_UP_S, "nothing is away")
            row.longest_gap_s = max(row.longest_gap_s, time.perf_counter() - back_s)
        on.settle()
        on.row(row)
    row.late_if(row.longest_gap_s > BACK_S, f"back {row.longest_gap_s:.1f} s after the store")
    row.bar_broken_if(row.doubled_calls > 0, f"{row.doubled_calls} calls repeated")
    return row
