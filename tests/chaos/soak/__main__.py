"""`make soak`: callers of all kinds and faults by chance for hours, and nothing grows."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
import time
from collections import defaultdict
from random import Random, SystemRandom
from typing import TYPE_CHECKING

from tests.acceptance.own_store import OwnStore, own_store
from tests.acceptance.processes import wait_until
from tests.chaos.soak.flatness import trend
from tests.chaos.soak.mishaps import Mishaps
from tests.chaos.soak.samples import elders, fill_stream, left_over, of_process, of_store
from tests.chaos.soak.visits import mixed
from tests.chaos.trial import Plan, Trial, interrupted_by, trial
from tests.conftest import pytest_configure as forget_own_settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    Series = Mapping[str, list[tuple[float, float]]]

PER_S = 10.0
EVERY_S = 2.0
GROWTH = 0.05
SPARE = {"descriptors": 70.0, "connections": 70.0, "keys": 200.0, "stream": 500.0, "unack": 30.0}
"""So much a quantity may rise in any case: it goes up and down, and a pool that a burst has filled stays
full, of 64 connections."""
SEEN = 10
"""A key that is there for a moment now and then has no line."""
WARM_S = 1200.0
"""The warm-up, or half of the time: until caches are full and a process has had all kinds of work."""
FILL = 4
"""So many times the visits while it warms up: the engine's tables, of what stars and reasons there can be,
fill with some ten thousand charts."""
END_S = 240.0
"""The transport takes two minutes to give up a dead worker's messages."""
SETTINGS = {
    "PALJA_GATEWAY_PROCESSES": "2",
    "PALJA_WORKER_PROCESSES": "2",
    # What fills up is small, so that its filling is over with the warm-up.
    "PALJA_MEMORY_CACHE_ITEMS": "100",
    "PALJA_CACHE_BYTES": "256 KiB",
    "PALJA_JOB_TTL": "60",
}


def main() -> None:
    """Soaks, prints a table and ends with 1 when a bar is broken."""
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=120.0)
    parser.add_argument("--per-s", type=float, default=PER_S, help="visits a second")
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(10_000))
    arguments = parser.parse_args()
    forget_own_settings()
    interrupted_by(signal.SIGTERM)
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    print(f"seed {arguments.seed}, {arguments.minutes:g} minutes, {arguments.per_s:g} visits/s")
    random = Random(arguments.seed)
    plan = Plan(1, random, short=False, per_s=arguments.per_s)
    visit = mixed(Random(arguments.seed))
    with (
        own_store() as store,
        trial(plan, PER_S, {**store.settings, **SETTINGS}, slots=50, visit=visit) as on,
    ):
        fill_stream(store.client)
        series = soaked(on, store, Mishaps(on, store, random), 60 * arguments.minutes)
        broken = report(series) + ends_of(on, store)
    print("\n".join(broken) or "flat, and nothing is left over")
    sys.exit(1 if broken else 0)


def soaked(on: Trial, store: OwnStore, mishaps: Mishaps, for_s: float) -> Series:
    """Samples of the elders and the store, from the end of the warm-up on."""
    watched = elders(on.stack)
    series = defaultdict[str, list[tuple[float, float]]](list)
    began_s = next_s = time.perf_counter()
    warm_s, per_s = min(for_s / 2, WARM_S), on.load.per_s
    while (at_s := time.perf_counter() - began_s) < for_s:
        on.load.per_s = per_s if at_s > warm_s else FILL * per_s
        mishaps.maybe(spared=[process.pid for process in watched.values()])
        found = of_store(store.client)
        for role, process in watched.items():
            found |= of_process(role, process)
        if at_s > warm_s:
            for what, value in found.items():
                series[what].append((at_s, value))
        next_s += EVERY_S
        time.sleep(max(0.0, next_s - time.perf_counter()))
    print(f"mishaps: {dict(mishaps.done)}")
    return series


def report(series: Series) -> list[str]:
    """Prints the table; which quantities grew."""
    grown = []
    print(
        "| what | after the warm-up | at the end | growth | held |\n| --- | ---: | ---: | ---: | --- |"
    )
    for what, samples in series.items():
        if len(samples) < SEEN:
            continue
        line = trend(samples)
        spare = next((spare for name, spare in SPARE.items() if name in what), 0.0)
        held = line.growth < GROWTH or line.last - line.first < spare
        print(
            f"| {what} | {line.first:,.1f} | {line.last:,.1f} | {line.growth:+.1%}"
            f" | {'yes' if held else 'NO'} |"
        )
        if not held:
            grown.append(f"{what} grew by {line.growth:.1%}")
    return grown


def ends_of(on: Trial, store: OwnStore) -> list[str]:
    """What has not ended, and what is left over, once nobody asks any more."""
    on.settle()
    broken = []
    try:
        wait_until(lambda: not left_over(store.client), END_S, "the queue is empty")
    except AssertionError:
        broken.append(f"left over: {left_over(store.client)}")
    entries = on.ledger.entries
    open_ones = [entry.job_id for entry in on.ledger.open]
    gone = [entry.job_id for entry in entries if entry.gone]
    # Where the small cache has dropped an answer, who asks again is told another job and another answer.
    once = [entry for entry in entries if entry.accepted and not entry.other_job_ids]
    twice = [entry.job_id for entry in once if len(entry.results) > 1]
    statuses = {entry.status for entry in entries}
    print(f"{len(entries):,} questions; refusals: {dict(on.ledger.refusals)}; ends: {statuses}")
    for what, found in (("open", open_ones), ("unknown", gone), ("ended twice", twice)):
        if found:
            broken.append(f"{len(found)} {what}: {found[:5]}")
    if "failed" in statuses:
        broken.append("a job failed")
    return broken


if __name__ == "__main__":
    main()
