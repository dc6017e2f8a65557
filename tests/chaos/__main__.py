"""`make chaos`: real parts, real signals, and a table of what each fault did."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
from datetime import UTC
from pathlib import Path
from random import Random, SystemRandom

from shared.clock import SystemClock
from tests.acceptance.stack import ROOT
from tests.chaos.catalogue import FAULTS, Fault
from tests.chaos.table import HEAD, Row, write_into
from tests.chaos.trial import Plan, interrupted_by
from tests.conftest import pytest_configure as forget_own_settings

SHORT_PER_S = 20.0  # a machine that builds has other work, too
PAGE = ROOT / "docs" / "reliability.md"


def main() -> None:
    """Does the faults one after the other and ends with 1 when a bar is broken.

    In the short form a bar of time is only told: a few tries on a busy machine say little of it.
    """
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    names = [fault.name for fault in FAULTS]
    parser.add_argument("--only", action="append", choices=names, help="this fault; repeatable")
    parser.add_argument("--times", type=int, help="so often each")
    parser.add_argument("--per-s", type=float, help="so many questions a second")
    parser.add_argument("--short", action="store_true", help="a few times each, as CI runs it")
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(10_000))
    parser.add_argument("--logs", type=Path, help="an empty folder for the installations' logs")
    arguments = parser.parse_args()
    forget_own_settings()
    # A provider that writes to a worker that has just been killed is what we are here for.
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    interrupted_by(signal.SIGTERM)
    chosen = [fault for fault in FAULTS if not arguments.only or fault.name in arguments.only]
    day = SystemClock().now().astimezone(UTC).date().isoformat()
    print(f"seed {arguments.seed}, {os.cpu_count()} cores\n\n{HEAD}", flush=True)
    rows = []
    for fault in chosen:
        times = arguments.times or (fault.short_times if arguments.short else fault.times)
        if not times:
            continue
        per_s = arguments.per_s or (SHORT_PER_S if arguments.short else None)
        plan = Plan(times, Random(arguments.seed), arguments.short, per_s, arguments.logs)
        row = told(fault.run(plan) if not fault.absent() else skipped(fault), day)
        if row.late and not row.broken:  # the machine may have been busy
            row = told(fault.run(plan), day)
        rows.append(row)
    if not arguments.short and arguments.times is None:
        write_into(PAGE, rows, day)
    sys.exit(1 if any(row.broken or (row.late and not arguments.short) for row in rows) else 0)


def told(row: Row, day: str) -> Row:
    """Prints the row with its remarks."""
    print(row.markdown(day), flush=True)
    for remark in row.remarks:
        print(f"    {remark}", flush=True)
    return row


def skipped(fault: Fault) -> Row:
    return Row(fault.name, "", skipped=fault.absent())


if __name__ == "__main__":
    main()
