"""How well prose is held against charts: recall and false alarms on the labelled statements.

`python -m scripts.judge_statements` judges the part for tuning; `--split held_out` the other one, of
which the totals alone are printed unless nothing is tuned any more.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

from saju import Birth, chart_of
from saju.analysis import Analysis
from saju.inspection import inspect_text

STATEMENTS = Path(__file__).parent.parent / "tests/saju/authorities/statements.jsonl"
_NATAL = ("year", "month", "day", "hour", "minute", "second", "gender", "is_lunar", "is_leap_month")


def main() -> None:
    """Print a line for each kind of statement and language, and the totals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", default="tune", choices=("tune", "held_out"))
    parser.add_argument("--file", type=Path, default=STATEMENTS)
    chosen = parser.parse_args()
    tallies: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    with chosen.file.open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["split"] == chosen.split:
                _tally(tallies, row, flagged=is_flagged(row))
    print(f"{'about':<24}{'wrong found':>16}{'right flagged':>16}")
    for name in sorted(tallies):
        found, wrong, flagged, right = tallies[name]
        print(f"{name:<24}{_share(found, wrong):>16}{_share(flagged, right):>16}")


def is_flagged(row: dict[str, Any]) -> bool:
    """Whether any statement of a row's text is judged false."""
    inspection = inspect_text(row["text"], _analysis(json.dumps(row["birth"])))
    return any(statement.verdict == "false" for statement in inspection.statements)


@cache
def _analysis(birth: str) -> Analysis:
    return Analysis(chart_of(Birth(**json.loads(birth))).signs)


def _tally(tallies: dict[str, list[int]], row: dict[str, Any], *, flagged: bool) -> None:
    for name in (row["about"], f"= {row['language']}", "= all"):
        at = 2 if row["true"] else 0
        tallies[name][at] += flagged
        tallies[name][at + 1] += 1


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole} {100 * part / whole:5.1f} %" if whole else "–"


if __name__ == "__main__":
    main()
