"""How well prose is held against charts: recall and false alarms on the labelled statements.

`python -m scripts.judge_statements` judges the part for tuning; `--split held_out` the other one, of
which only totals are printed, for whoever looks at its rows has used it up.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from saju import Birth, chart_of
from saju.analysis import Analysis
from saju.inspection import inspect_text

STATEMENTS = Path(__file__).parent.parent / "tests/saju/authorities/statements.jsonl"


@dataclass
class Tally:
    """Of the false statements how many were found, of the true ones how many flagged."""

    false: int = 0
    found: int = 0
    true: int = 0
    flagged: int = 0

    @property
    def recall(self) -> float:
        """The share of the false statements that were found, 0 to 1."""
        return self.found / self.false if self.false else 1.0

    @property
    def false_alarms(self) -> float:
        """The share of the true statements that were flagged, 0 to 1."""
        return self.flagged / self.true if self.true else 0.0

    def add(self, row: dict[str, Any], *, flagged: bool) -> None:
        """Counts one statement."""
        if row["true"]:
            self.true += 1
            self.flagged += flagged
        else:
            self.false += 1
            self.found += flagged


def main() -> None:
    """Print a line for each kind of statement and language, and the totals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", default="tune", choices=("tune", "held_out"))
    chosen = parser.parse_args()
    tallies = judge(chosen.split)
    print(f"{'about':<16}{'wrong found':>20}{'right flagged':>20}")
    for name, tally in sorted(tallies.items()):
        found = f"{tally.found}/{tally.false} {100 * tally.recall:5.1f} %"
        flagged = f"{tally.flagged}/{tally.true} {100 * tally.false_alarms:5.1f} %"
        print(f"{name:<16}{found:>20}{flagged:>20}")


def judge(split: str) -> dict[str, Tally]:
    """The tallies of a part of the set by subject, by language (`= ko`) and of all (`= all`)."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    with STATEMENTS.open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["split"] == split:
                flagged = is_flagged(row)
                for name in (row["about"], f"= {row['language']}", "= all"):
                    tallies[name].add(row, flagged=flagged)
    return tallies


def is_flagged(row: dict[str, Any]) -> bool:
    """Whether any statement of a row's text is judged false."""
    inspection = inspect_text(row["text"], _analysis(json.dumps(row["birth"])))
    return any(statement.verdict == "false" for statement in inspection.statements)


@cache
def _analysis(birth: str) -> Analysis:
    return Analysis(chart_of(Birth(**json.loads(birth))).signs)


if __name__ == "__main__":
    main()
