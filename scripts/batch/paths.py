"""Where a batch writes: its results, and beside them the bad rows and the journal."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
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

    def over(self, source: str) -> Path | None:
        """Which of them is the input itself, by whatever name, and would be lost by writing."""
        with suppress(OSError, ValueError):  # without an input there is none to lose
            read = os.fstat(sys.stdin.fileno()) if source == STANDARD else Path(source).stat()
            for path in (self.results, self.bad, self.journal):
                with suppress(OSError):
                    if os.path.samestat(read, path.stat()):
                        return path
        return None
