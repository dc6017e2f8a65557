"""What a benchmark found: figures beside their bars, and plots."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Self, TypeAlias

from bench.plot import Plot


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: what was measured, its value and unit, and the bar it has to reach, if any.

    `spread` is the lowest and the highest of the rounds of which the value is the median; `beside`
    names the floor or peer of the same run; `cpu_us` is the CPU time of one request or job, µs;
    `wish` is what would be better still.
    """

    what: str
    value: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None
    spread: tuple[float, float] | None = None
    beside: str = ""
    cpu_us: float | None = None
    wish: float | None = None

    @classmethod
    def of(
        cls,
        what: str,
        rounds: Sequence[float],
        unit: str,
        *,
        at_least: float | None = None,
        at_most: float | None = None,
        beside: str = "",
        cpu_us: float | None = None,
        wish: float | None = None,
    ) -> Self:
        """The median of rounds, with their spread."""
        spread = (min(rounds), max(rounds)) if len(rounds) > 1 else None
        value = median(rounds)
        return cls(what, value, unit, at_least, at_most, spread, beside, cpu_us, wish)

    @property
    def met(self) -> bool | None:
        """Whether the bar is reached; None without one."""
        if self.at_least is not None:
            return self.value >= self.at_least
        return None if self.at_most is None else self.value <= self.at_most

    @property
    def measured(self) -> str:
        """The value in words."""
        return f"{number(self.value)} {self.unit}".rstrip()

    @property
    def bar(self) -> str:
        """The bar in words."""
        bars = [
            f"≥ {number(self.at_least)}" if self.at_least is not None else "",
            f"≤ {number(self.at_most)}" if self.at_most is not None else "",
            f"(wish {number(self.wish)})" if self.wish is not None else "",
        ]
        return " ".join(filter(None, bars))


Finding: TypeAlias = Row | Plot

_HEAD = "| what | beside | measured | lowest to highest | CPU time of one | bar | met |"
_RULE = "| --- | --- | ---: | ---: | ---: | ---: | --- |"


def table(rows: Iterable[Row]) -> Iterator[str]:
    """The lines of a Markdown table, each as soon as its row is there."""
    yield _HEAD
    yield _RULE
    for row in rows:
        spread = "" if row.spread is None else " – ".join(map(number, row.spread))
        cpu = "" if row.cpu_us is None else f"{number(row.cpu_us)} µs"
        met = {True: "yes", False: "**no**", None: ""}[row.met]
        cells = (row.what, row.beside, row.measured, spread, cpu, row.bar, met)
        yield f"| {' | '.join(cells)} |"


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> list[float]:
    """Of each round."""
    return [one / other for one, other in zip(ours, theirs, strict=True)]


def quantile(ordered: Sequence[float], share: float) -> float:
    """What this share of the values, which are in order, does not exceed."""
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def number(value: float) -> str:
    """A figure with as many digits as say something."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
