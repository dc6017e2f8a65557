"""`palja restart`: each gateway and worker process replaced, one after the other."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.chaos.table import Row
from tests.chaos.trial import trial

if TYPE_CHECKING:
    from tests.chaos.trial import Plan

FAULT = "a rolling restart"
BAR = "0 lost, no 5xx, nobody cut off, no call repeated, back within 5 s"
PER_S = 20.0
PROCESSES = "2"
BACK_S = 5.0
_GIVEN_UP_S = 60.0


def run(plan: Plan) -> Row:
    """The gap is the longest time that a question took which was asked or open during a restart."""
    row = Row(FAULT, BAR, times=plan.times)
    settings = {"PALJA_GATEWAY_PROCESSES": PROCESSES, "PALJA_WORKER_PROCESSES": PROCESSES}
    with trial(plan, PER_S, settings, slots=50) as on:
        for _ in range(plan.times):
            open_then = on.ledger.suspects()
            told = on.stack.palja("restart")
            met = (*open_then, *on.ledger.entries[open_then[-1].number if open_then else 0 :])
            row.bar_broken_if(told.returncode != 0, f"palja restart ended with {told.returncode}")
            on.gap_s(met, time.perf_counter(), _GIVEN_UP_S)
            took_s = [entry.ended_s - entry.asked_s for entry in met if entry.ended_s]
            row.longest_gap_s = max(row.longest_gap_s, *took_s)
        on.settle()
        on.row(row)
        row.bar_broken_if(on.ledger.broken > 0, f"{on.ledger.broken} callers were cut off")
        row.bar_broken_if(bool(on.ledger.refusals), f"callers were told {dict(on.ledger.refusals)}")
    row.bar_broken_if(row.doubled_calls > 0, f"{row.doubled_calls} calls repeated")
    row.late_if(row.longest_gap_s > BACK_S, f"back after {row.longest_gap_s:.1f} s")
    return row
