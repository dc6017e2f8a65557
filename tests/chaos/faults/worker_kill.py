"""kill -9 of a random worker process, again and again, each time with work in its hands."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.acceptance.processes import wait_until
from tests.chaos.table import Row
from tests.chaos.trial import trial

if TYPE_CHECKING:
    from tests.chaos.trial import Plan

FAULT = "kill -9 of a worker"
BAR = "0 lost, 0 doubled results, back within 15 s"
PROCESSES = 3
PER_S = 100.0
BACK_S = 15.0
_GIVEN_UP_S = 60.0
_AGAIN_S = 20.0


def run(plan: Plan) -> Row:
    """The gap is from the kill to the end of the last job that was open then."""
    row = Row(FAULT, BAR, times=plan.times)
    in_hand = 0
    settings = {"PALJA_WORKER_PROCESSES": str(PROCESSES)}
    with trial(plan, PER_S, settings, slots=100) as on:
        for _ in range(plan.times):
            wait_until(lambda: len(on.stack.workers()) == PROCESSES, _AGAIN_S, "workers run again")
            victim = plan.random.choice(on.stack.workers())
            open_then = on.ledger.suspects()
            in_hand += on.provider.in_flight
            on.stack.kill((victim,))
            gap_s = on.gap_s(open_then, time.perf_counter(), _GIVEN_UP_S)
            row.longest_gap_s = max(row.longest_gap_s, gap_s)
        on.settle()
        on.row(row)
    row.late_if(row.longest_gap_s > BACK_S, f"back after {row.longest_gap_s:.1f} s")
    row.bar_broken_if(in_hand == 0, "no worker had work in its hands")
    row.bar_broken_if(row.doubled_calls > in_hand, f"{row.doubled_calls} calls repeated")
    return row
