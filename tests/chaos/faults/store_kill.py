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
    from tests.chaos.ledger import Entry
    from tests.chaos.trial import Plan

FAULT = "kill -9 of the store"
BAR = "0 lost but of the last 2 s before the kill, back within the outage + 5 s"
PER_S, SLOTS = 20.0, 50
BACK_S = 5.0
AWAY_S = (0.5, 10.0)
UNSYNCED_S = 2.0
"""A server that cannot sync its file once a second holds writes back for up to so long."""
_GIVEN_UP_S = 60.0


def run(plan: Plan) -> Row:
    """The gap is from the store's first answer until all jobs that were open at the kill have ended
    and nothing is away any more.
    """
    row = Row(FAULT, BAR, times=plan.times)
    kills_s = []
    with (
        own_store() as store,
        trial(plan, PER_S, store.settings, slots=SLOTS) as on,
    ):
        for _ in range(plan.times):
            open_then = on.ledger.suspects()
            killed_s = time.perf_counter()
            kills_s.append(killed_s)
            with store.dead():
                time.sleep(plan.random.uniform(*AWAY_S))
            back_s = time.perf_counter()
            on.gap_s(open_then, back_s, _GIVEN_UP_S)
            wait_until(lambda: not degraded(on.stack.caller), _GIVEN_UP_S, "nothing is away")
            row.longest_gap_s = max(row.longest_gap_s, time.perf_counter() - back_s)
        on.settle()
        unsynced = sum(entry.lost and was_unsynced(entry, kills_s) for entry in on.ledger.entries)
        row.lost -= unsynced
        row.remarks.append(f"{unsynced} lost of those accepted {UNSYNCED_S:.0f} s before a kill")
        on.row(row)
    row.late_if(row.longest_gap_s > BACK_S, f"back {row.longest_gap_s:.1f} s after the store")
    row.bar_broken_if(row.doubled_calls > 0, f"{row.doubled_calls} calls repeated")
    return row


def was_unsynced(entry: Entry, kills_s: list[float]) -> bool:
    """Whether it was accepted so short before a kill that the file need not have known it."""
    accepted_s = entry.accepted_s
    return accepted_s is not None and any(
        kill_s - UNSYNCED_S <= accepted_s <= kill_s + 0.5 for kill_s in kills_s
    )
