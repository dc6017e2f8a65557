"""What a benchmark found, as rows of a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: what was measured, its value and unit, and the bar it has to reach, if any."""

    what: str
    value: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the bar is reached; None without one."""
        if self.at_least is not None:
            return self.value >= self.at_least
        return None if self.at_most is None else self.value <= self.at_most

    @property
    def bar(self) -> str:
        """The bar in words."""
        if self.at_least is not None:
            return f"≥ {_number(self.at_least)}"
        return "" if self.at_most is None else f"≤ {_number(self.at_most)}"


def print_rows(rows: Iterable[Row]) -> int:
    """Prints a Markdown table as the rows come, and returns how many bars were missed."""
    missed = 0
    print("| what | measured | bar | met |\n| --- | ---: | ---: | --- |")
    for row in rows:
        met = {True: "yes", False: "NO", None: ""}[row.met]
        print(f"| {row.what} | {_number(row.value)} {row.unit} | {row.bar} | {met} |", flush=True)
        missed += row.met is False
    print()
    return missed


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
