"""Where a batch writes: its results, and beside them the bad rows and the journal."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

STANDARD = "-"
"""Stands for standard input and output."""


@dataclass(frozen=True, slots=True)
class Paths:
    """The files of one batch."""

    results: Path
    bad: Path
    journal: Path

    @classmethod
    def of(cls, source: str, output: str | None, *, csv: bool) -> Paths | None:
        """None: the results go to standard output, and nothing stands beside them."""
        if output == STANDARD or (output is None and source == STANDARD):
            return None
        suffix = ".csv" if csv else ".jsonl"
        results = Path(source).with_suffix(f".results{suffix}") if output is None else Path(output)
        stem = results.with_suffix("") if results.suffix in {".csv", ".jsonl"} else results
        return cls(results, Path(f"{stem}.bad.jsonl"), Path(f"{stem}.journal"))
