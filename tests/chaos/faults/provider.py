"""The only provider hangs, flaps, answers garbage, and does all of it at once."""

from __future__ import annotations

import time
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any

from tests.chaos.asking import questions
from tests.chaos.client import ENGINE
from tests.chaos.table import Row
from tests.chaos.trial import PROVIDER_S, trial
from tests.fakes.behaviours import (
    Answer,
    Empty,
    Html,
    Malformed,
    SchemaBreak,
    Silence,
    Stall,
    Status,
    Unended,
)
from tests.fakes.rules import flapping

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.chaos.trial import Plan, Trial
    from tests.fakes.behaviours import Behaviour
    from tests.fakes.script import Rule
    from tests.fakes.wire import Request

BAR = "no 5xx, each answered within 15 s, the provider asked again within its cool-down"
PER_S = 20.0
AWAY_S, SHORT_AWAY_S = 60.0, 8.0
TIMEOUT_S, STALL_S, COOLDOWN_S = 2.0, 1.0, 5.0
ANSWERED_S = 15.0
BACK_S = COOLDOWN_S + TIMEOUT_S + 1.0
"""A last probe that hangs is waited for, then the cool-down passes; a second is the machine's."""
FRESH_S = 2.0
"""Known questions are stale after so long, so that those who repeat one are served stale."""

HANGING: tuple[Behaviour, ...] = (Silence(), Stall())
GARBAGE: tuple[Behaviour, ...] = (
    *(Html(), Empty("body"), Empty("content"), Malformed("body"), Malformed("content")),
    *(SchemaBreak(), Unended(), Answer(content="no JSON at all")),
)
GOOD = Answer(delay_s=PROVIDER_S)


def any_of(*behaviours: Behaviour, random: Random) -> Rule:
    """One of them for each call, by chance."""

    def rule(_request: Request) -> Behaviour:
        return random.choice(behaviours)

    return rule


def hangs(random: Random, _seconds: float) -> Rule:
    return any_of(*HANGING, random=random)


def flaps(_random: Random, seconds: float) -> Rule:
    return flapping(for_s=seconds)


def garbles(random: Random, _seconds: float) -> Rule:
    return any_of(*GARBAGE, random=random)


def does_all(random: Random, _seconds: float) -> Rule:
    return any_of(*HANGING, *GARBAGE, Status(503), Status(500), GOOD, random=random)


def run(plan: Plan, fault: str, trouble: Callable[[Random, float], Rule]) -> Row:
    """The gap is from the provider's recovery to its first answer."""
    row = Row(fault, BAR, times=plan.times)
    away_s = SHORT_AWAY_S if plan.short else AWAY_S
    stale = 0
    settings = {
        "PALJA_PROVIDER_TIMEOUT": str(TIMEOUT_S),
        "PALJA_STALL_TIMEOUT": str(STALL_S),
        "PALJA_BREAKER_COOLDOWN": str(COOLDOWN_S),
        "PALJA_CACHE_TTL": str(FRESH_S),
    }
    with trial(plan, PER_S, settings, slots=100) as on:
        known = next(questions("love"))  # not the load's: it will have more than one reading
        reply = on.stack.caller.ask(known, Prefer="wait=20")
        row.bar_broken_if(reply.status != 200, "the first question was not answered")
        for _ in range(plan.times):
            began_s = time.perf_counter()
            on.provider.answer_with(trouble(plan.random, away_s))
            while time.perf_counter() - began_s < away_s:
                stale += served_stale(on, known, row)
                on.ledger.suspects()
            on.provider.answer_with(GOOD)
            row.longest_gap_s = max(row.longest_gap_s, until_asked(on, time.perf_counter()))
        on.settle()
        on.row(row)
        longest_s = max(
            entry.ended_s - entry.asked_s for entry in on.ledger.entries if entry.ended_s
        )
        told_5xx = {told: n for told, n in on.ledger.refusals.items() if told.startswith("5")}
        by_engine = sum(entry.by == ENGINE for entry in on.ledger.entries)
    row.remarks.append(
        f"{stale} repeated questions served stale; the longest answer {longest_s:.1f} s"
    )
    row.bar_broken_if(bool(told_5xx), f"callers were told {told_5xx}")
    row.late_if(longest_s > ANSWERED_S, f"one was answered after {longest_s:.1f} s")
    row.late_if(row.longest_gap_s > BACK_S, f"asked again after {row.longest_gap_s:.1f} s")
    row.bar_broken_if(not by_engine, "the engine had nothing to answer")
    row.bar_broken_if(not stale, "nothing was served stale")
    return row


def served_stale(on: Trial, known: dict[str, Any], row: Row) -> bool:
    """Repeats a question that is known; whether the answer was the stale one."""
    reply = on.stack.caller.ask(known)
    row.bar_broken_if(reply.status != 200, f"a known question was answered {reply.status}")
    time.sleep(0.2)
    return reply.status == 200 and reply.json["data_source"] == "stale_cache"


def until_asked(on: Trial, since_s: float) -> float:
    """Seconds until a question that was asked since was answered by the provider."""
    while time.perf_counter() - since_s < 10 * BACK_S:
        good = [
            entry.ended_s
            for entry in on.ledger.entries
            if entry.asked_s >= since_s and entry.ended_s and entry.by != ENGINE
        ]
        if good:
            return min(good) - since_s
        time.sleep(0.05)
    return time.perf_counter() - since_s


hanging = partial(run, fault="a provider that hangs, 60 s", trouble=hangs)
flapping_ = partial(run, fault="a provider that flaps, 60 s", trouble=flaps)
garbage = partial(run, fault="a provider that answers garbage, 60 s", trouble=garbles)
everything = partial(run, fault="a provider that does all of it, 60 s", trouble=does_all)
