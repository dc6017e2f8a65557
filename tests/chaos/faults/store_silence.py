"""A store that is stopped for ten seconds: it takes what is sent and says nothing."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import cycle
from typing import TYPE_CHECKING, Any

from tests.acceptance.own_store import own_store
from tests.acceptance.processes import wait_until
from tests.chaos.asking import questions
from tests.chaos.client import ENGINE
from tests.chaos.health import degraded
from tests.chaos.table import Row
from tests.chaos.trial import trial

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.acceptance.caller import Caller, Reply
    from tests.chaos.trial import Plan

FAULT = "a silent store (SIGSTOP, 10 s)"
BAR = "no request over 0.1 s more than usual, hits served, misses answered by the engine"
PER_S = 10.0
AWAY_S, SHORT_AWAY_S = 10.0, 4.0
MORE_S = 0.1
KINDS = ("hit", "hit", "miss", "live")
_BACK_S = 30.0
_EVERY_S = 0.03


@dataclass(slots=True)
class Probe:
    """Asks a known question, a new one and for a sign of life by turns; writes down how long each took."""

    caller: Caller
    known: dict[str, Any]
    new: Iterator[dict[str, Any]]
    wrong: Counter[str] = field(default_factory=Counter)

    def ask_for(self, seconds: float, *, away: bool) -> dict[str, float]:
        """The longest of each kind, in seconds."""
        longest_s = dict.fromkeys(KINDS, 0.0)
        until_s = time.perf_counter() + seconds
        for kind in cycle(KINDS):
            if time.perf_counter() > until_s:
                return longest_s
            reply = self._ask(kind)
            longest_s[kind] = max(longest_s[kind], reply.took_s)
            if away and not as_away(kind, reply):
                self.wrong[f"a {kind}: {reply.status}"] += 1
            time.sleep(_EVERY_S)
        raise AssertionError

    def _ask(self, kind: str) -> Reply:
        if kind == "live":
            return self.caller.get("/health/live")
        return self.caller.ask(self.known if kind == "hit" else next(self.new))


def run(plan: Plan) -> Row:
    """The gap is the longest time by which a request took longer than usual.

    Usual is the longest of its kind in as long a time before, or of a sign of life meanwhile, which needs no
    store: what that took, the machine was busy.
    """
    row = Row(FAULT, BAR, times=plan.times)
    seconds = SHORT_AWAY_S if plan.short else AWAY_S
    with own_store() as store, trial(plan, PER_S, store.settings, slots=50) as on:
        probe = Probe(on.stack.caller, on.ledger.entries[0].question, questions("love"))
        for _ in range(plan.times):
            usual_s = probe.ask_for(seconds, away=False)
            on.ledger.suspects()
            with store.silent():
                longest_s = probe.ask_for(seconds, away=True)
            for kind in ("hit", "miss"):
                more_s = longest_s[kind] - max(usual_s[kind], longest_s["live"])
                row.longest_gap_s = max(row.longest_gap_s, more_s)
            row.remarks.append(f"usual {rounded(usual_s)}, silent {rounded(longest_s)}")
            wait_until(lambda: not degraded(on.stack.caller), _BACK_S, "nothing is away")
        on.settle()
        on.row(row)
    row.bar_broken_if(bool(probe.wrong), f"{dict(probe.wrong)}")
    row.late_if(row.longest_gap_s > MORE_S, f"{row.longest_gap_s:.3f} s more than usual")
    return row


def rounded(took_s: dict[str, float]) -> dict[str, float]:
    return {kind: round(each_s, 3) for kind, each_s in took_s.items()}


def as_away(kind: str, reply: Reply) -> bool:
    """Whether a hit comes from memory, and the engine has written what is new."""
    if reply.status != 200 or kind == "live":
        return reply.status == 200
    answer = reply.json
    return bool(
        answer["cache_level"] == "memory" if kind == "hit" else answer["model_used"] == ENGINE
    )
