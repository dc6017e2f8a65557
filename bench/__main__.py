"""`make bench`: every benchmark, or those named; each prints what it measured beside its bar.

All of them in full write `docs/performance.md` and its plots. A missed bar is told and fails nothing.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from bench import (
    backlog,
    batch,
    claims,
    connections,
    engine,
    former,
    gate,
    hit_rate,
    hits,
    http_hits,
    jobs,
    memory,
    overhead,
    page,
    processes,
    queues,
    quick,
    readings,
    starting,
    store_work,
    submit,
    waiting,
    words,
)
from bench.performance_page import Machine, Section, missed, write
from bench.report import Finding, Row, table
from shared.clock import SystemClock

DOCS = Path(__file__).parent.parent / "docs"
BENCHMARKS: dict[str, ModuleType] = {
    each.__name__.rpartition(".")[2]: each
    for each in (
        http_hits,
        hits,
        hit_rate,
        submit,
        overhead,
        queues,
        jobs,
        waiting,
        memory,
        backlog,
        batch,
        processes,
        store_work,
        readings,
        connections,
        gate,
        engine,
        words,
        starting,
        page,
        former,
        claims,
    )
}


def main() -> None:
    """Runs the benchmarks; ends with 1 only where one of them broke."""
    parser = argparse.ArgumentParser(prog="bench", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--short", action="store_true", help="a tenth of the work")
    parser.add_argument(
        "--into",
        type=Path,
        metavar="FOLDER",
        help="write the page there; by itself only all of it in full is written, into docs",
    )
    parser.add_argument(
        "--keep", action="store_true", help="quick: keep what it measures as the last release's"
    )
    arguments = parser.parse_args()
    if unknown := {*arguments.names} - {*BENCHMARKS, "quick"}:
        parser.error(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    if "quick" in arguments.names:
        quick.main(keep=arguments.keep)
        return
    if arguments.keep:
        parser.error("--keep is quick's alone")
    whole = not arguments.names and not arguments.short
    into = arguments.into or (DOCS if whole else None)
    names = arguments.names or BENCHMARKS
    sections = [_measured(name, short=arguments.short) for name in names]
    if into is not None:
        print(f"{write(sections, Machine(SystemClock().now().date()), into)} is written")
    for line in missed(sections):
        print(f"missed: {line}")
    sys.exit(any(section.broke for section in sections))


def _measured(name: str, *, short: bool) -> Section:
    """What the benchmark finds, printed as it comes."""
    module = BENCHMARKS[name]
    found: list[Finding] = []
    broke = ""

    def rows() -> Iterator[Row]:
        for each in module.measure(short=short):
            found.append(each)
            if isinstance(each, Row):
                yield each

    print(f"# {name}")
    began_s = time.perf_counter()
    try:
        for line in table(rows()):
            print(line, flush=True)
    except Exception as error:  # noqa: BLE001 - the others are still to be measured
        traceback.print_exc()
        broke = type(error).__name__  # its words may hold what is this machine's own
    took_s = time.perf_counter() - began_s
    print(f"\n{took_s:.0f} s\n", flush=True)
    return Section(name, module.__doc__ or "", found, took_s, broke)


if __name__ == "__main__":
    main()
