"""`make bench`: every benchmark, or those named; each prints what it measured beside its bar."""

from __future__ import annotations

import argparse
import sys

from bench import (
    backlog,
    claims,
    connections,
    engine,
    gate,
    hit_rate,
    hits,
    http_hits,
    jobs,
    memory,
    queues,
    submit,
    waiting,
    words,
)
from bench.report import print_rows

BENCHMARKS = {
    "engine": engine.measure,
    "words": words.measure,
    "hit_rate": hit_rate.measure,
    "hits": hits.measure,
    "http_hits": http_hits.measure,
    "memory": memory.measure,
    "submit": submit.measure,
    "queues": queues.measure,
    "connections": connections.measure,
    "gate": gate.measure,
    "waiting": waiting.measure,
    "jobs": jobs.measure,
    "backlog": backlog.measure,
    "claims": claims.measure,
}


def main() -> None:
    """Runs the benchmarks and ends with 1 when a bar is missed."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--short", action="store_true", help="a tenth of the work, as CI runs it")
    arguments = parser.parse_args()
    missed = 0
    for name in arguments.names or BENCHMARKS:
        print(f"# {name}")
        missed += print_rows(BENCHMARKS[name](short=arguments.short))
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
