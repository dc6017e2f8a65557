"""What the last release reached, kept in `bench/last_release.json`, and how today's figures compare."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.report import number

KEPT = Path(__file__).parent / "last_release.json"
WORSE_BY = 0.2


@dataclass(frozen=True, slots=True)
class Figure:
    """One telling figure; `less_is_better` for megabytes and for what something costs."""

    what: str
    value: float
    unit: str
    less_is_better: bool = False

    def worse_by(self, before: float) -> float:
        """By what share it is worse than this; negative: better."""
        return self.value / before - 1 if self.less_is_better else before / self.value - 1


@dataclass(frozen=True, slots=True)
class Release:
    """The figures of a version."""

    version: str
    figures: dict[str, float]

    @classmethod
    def read(cls, path: Path = KEPT) -> Release | None:
        """What is kept; None when nothing is."""
        if not path.exists():
            return None
        told = json.loads(path.read_text("utf-8"))
        return cls(told["version"], told["figures"])

    def keep(self, path: Path = KEPT) -> None:
        """Writes it, in place of an earlier one."""
        figures = {what: float(f"{value:.4g}") for what, value in self.figures.items()}
        told = {"version": self.version, "figures": figures}
        path.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", "utf-8")


def compared(figures: Sequence[Figure], last: Release | None) -> Iterator[str]:
    """The lines of a table; what is worse by more than a fifth is marked."""
    yield f"| what | now | {last.version if last else 'no release'} | |"
    yield "| --- | ---: | ---: | --- |"
    for one in figures:
        before = None if last is None else last.figures.get(one.what)
        shown = "" if before is None else number(before)
        mark = ""
        if before is not None and one.worse_by(before) > WORSE_BY:
            mark = f"**WORSE by {one.worse_by(before):.0%}**"
        yield f"| {one.what} | {number(one.value)} {one.unit} | {shown} | {mark} |"
