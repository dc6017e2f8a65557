"""`make bench-quick`: in about a minute the most telling figures, beside those of the last release.

They are ratios wherever something can stand beside ours, and a fall is told, not punished: a machine has
bad minutes. `python -m bench quick --keep` keeps them as those of this version.
"""

from __future__ import annotations

import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench import http_hits, queues, submit
from bench.engine import births_of, four_pillars, lunar_python, per_cpu_s
from bench.floors.idle import SETTLE_S
from bench.released import Figure, Release, compared
from bench.report import ratios
from bench.usage import pss_bytes, rss_bytes

MB = 1e6
ROUNDS, HITS = 5, 2_500
MISSES = 500
IDLE_JOBS, IDLE_ROUNDS, PEER = 3_000, 3, "taskiq"
BIRTHS = 2_000
PROJECT = Path(__file__).parent.parent / "pyproject.toml"


def main(*, keep: bool) -> None:
    """Measures, and prints what came of it; keeps it if told to."""
    began_s = time.perf_counter()
    figures = list(measure())
    for line in compared(figures, Release.read()):
        print(line)
    print(f"\n{time.perf_counter() - began_s:.0f} s")
    if keep:
        version = tomllib.loads(PROJECT.read_text("utf-8"))["project"]["version"]
        Release(version, {one.what: one.value for one in figures}).keep()


def measure() -> Iterator[Figure]:
    """One after the other."""
    for level, beside in (
        (http_hits.MEMORY, "a bare route"),
        (http_hits.STORE, "a route with one GET of redis-py"),
    ):
        with http_hits.sides(level) as (bare, ours, stack):
            if level is http_hits.MEMORY:
                time.sleep(SETTLE_S)
                [worker] = stack.workers()
                yield Figure("a gateway, RSS", rss_bytes(ours.pid) / MB, "MB", less_is_better=True)
                yield Figure("a worker, PSS", pss_bytes(worker.pid) / MB, "MB", less_is_better=True)
            found = http_hits.rounds(bare, ours, ROUNDS, HITS)
            what = f"a hit in {level.name} for a CPU second, to {beside}"
            yield Figure(what, median(http_hits.per_cpu_s(found)), "×")
    celery, _, submitted = submit.rounds(MISSES)
    what = "CPU time of a job submitted, to Celery's send_task"
    yield Figure(what, median(ratios(submitted, celery)), "×", less_is_better=True)
    if PEER in queues.there():
        idle = queues.rounds((queues.OURS, PEER), IDLE_JOBS, number=IDLE_ROUNDS)
        what = f"jobs that do nothing for a CPU second, to {PEER}"
        yield Figure(what, median(queues.ratios(idle, (PEER,), "per_cpu_s")), "×")
    births = births_of(BIRTHS)
    charts = per_cpu_s(four_pillars, births), per_cpu_s(lunar_python, births[: BIRTHS // 20])
    yield Figure("charts for a CPU second, to lunar-python", median(ratios(*charts)), "×")
