"""kill -9 of a random gateway process; whoever it kept waiting asks again."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.acceptance.processes import wait_until
from tests.chaos.table import Row
from tests.chaos.trial import trial

if TYPE_CHECKING:
    from tests.chaos.trial import Plan

FAULT = "kill -9 of a gateway"
BAR = "0 lost, who asks again gets the same job, no call repeated, back within 5 s"
PROCESSES = 2
PER_S = 50.0
BACK_S = 5.0
_GIVEN_UP_S = 60.0
_AGAIN_S = 20.0


def run(plan: Plan) -> Row:
    """The gap is from the kill to the end of the last question that was open then."""
    row = Row(FAULT, BAR, times=plan.times)
    settings = {"PALJA_GATEWAY_PROCESSES": str(PROCESSES)}
    with trial(plan, PER_S, settings, slots=100) as on:
        for _ in range(plan.times):
            gateways = on.stack.processes("uvicorn")
            open_then = on.ledger.suspects()
            on.stack.kill((plan.random.choice(gateways),))
            gap_s = on.gap_s(open_then, time.perf_counter(), _GIVEN_UP_S)
            row.longest_gap_s = max(row.longest_gap_s, gap_s)
            wait_until(
                lambda: len(on.stack.processes("uvicorn")) == PROCESSES, _AGAIN_S, "it runs again"
            )
        on.settle()
        on.row(row)
        row.bar_broken_if(not on.ledger.broken, "nobody was cut off")
    row.bar_broken_if(row.doubled_calls > 0, f"{row.doubled_calls} calls repeated")
    row.late_if(row.longest_gap_s > BACK_S, f"back after {row.longest_gap_s:.1f} s")
    return row
