"""A store that is stopped for ten seconds: it takes what is sent and says nothing."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from itertools import count
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
_USUAL_S = 5.0
_BACK_S = 30.0
_EVERY_S = 0.03


@dataclass(slots=True)
class Probe:
    """Asks a known question and new ones by turns; writes down how long each took."""

    caller: Caller
    known: dict[str, Any]
    new: Iterator[dict[str, Any]]
    took_s: dict[str, list[float]] = field(default_factory=lambda: {"hit": [], "miss": []})
    wrong: list[str] = field(default_factory=list)

    def ask_for(self, seconds: float, *, away: bool) -> None:
        self.took_s = {"hit": [], "miss": []}
        until_s = time.perf_counter() + seconds
        for number in count():
            if time.perf_counter() > until_s:
                return
            kind = "miss" if number % 3 == 2 else "hit"
            reply = self.caller.ask(self.known if kind == "hit" else next(self.new))
            self.took_s[kind].append(reply.took_s)
            if not (as_away if away else as_usual)(kind, reply):
                self.wrong.append(f"a {kind} was answered {reply.status}")
            time.sleep(_EVERY_S)

    def longest_s(self) -> dict[str, float]:
        return {kind: max(took_s) for kind, took_s in self.took_s.items()}


def run(plan: Plan) -> Row:
    """The gap is the longest time that a request took beyond the longest of its kind before."""
    row = Row(FAULT, BAR, times=plan.times)
    with own_store() as store, trial(plan, PER_S, store.settings, slots=50) as on:
        known = on.ledger.entries[0].question
        probe = Probe(on.stack.caller, known, questions("love"))
        probe.ask_for(_USUAL_S, away=False)
        usual_s = probe.longest_s()
        for _ in range(plan.times):
            on.ledger.suspects()
            with store.silent():
                probe.ask_for(SHORT_AWAY_S if plan.short else AWAY_S, away=True)
            for kind, longest_s in probe.longest_s().items():
                row.longest_gap_s = max(row.longest_gap_s, longest_s - usual_s[kind])
            wait_until(lambda: not degraded(on.stack.caller), _BACK_S, "nothing is away")
        on.settle()
        on.row(row)
    row.remarks.append(f"usual: {', '.join(f'{kind} {s:.3f} s' for kind, s in usual_s.items())}")
    row.bar_broken_if(bool(probe.wrong), "; ".join(sorted(set(probe.wrong))))
    row.bar_broken_if(row.longest_gap_s > MORE_S, f"{row.longest_gap_s:.3f} s more than usual")
    return row


def as_usual(kind: str, reply: Reply) -> bool:
    return reply.status == (200 if kind == "hit" else 202)


def as_away(kind: str, reply: Reply) -> bool:
    """Whether a hit comes from memory, and the engine has written what is new."""
    if reply.status != 200:
        return False
    answer = reply.json
    return bool(
        answer["cache_level"] == "memory" if kind == "hit" else answer["model_used"] == ENGINE
    )
