"""The page that says what was measured: a table of all bars, then each benchmark's own."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bench.plot import Plot, draw
from bench.report import Finding, Row, table

PAGE = "performance.md"
PLOTS = "performance"


@dataclass(frozen=True, slots=True)
class Section:
    """What one benchmark found; `about` is its docstring, `broke` why it could not go on."""

    name: str
    about: str
    found: Sequence[Finding] = ()
    took_s: float = 0.0
    broke: str = ""

    @property
    def rows(self) -> list[Row]:
        """Its figures."""
        return [each for each in self.found if isinstance(each, Row)]

    @property
    def plots(self) -> list[Plot]:
        """Its pictures."""
        return [each for each in self.found if isinstance(each, Plot)]

    @property
    def sentence(self) -> str:
        """What the docstring begins with."""
        return self.about.strip().splitlines()[0]


@dataclass(frozen=True, slots=True)
class Machine:
    """Where it was measured; nothing that names the machine."""

    on: date
    cores: int = field(default_factory=lambda: len(os.sched_getaffinity(0)))
    python: str = field(default_factory=platform.python_version)
    system: str = field(default_factory=lambda: f"{platform.system()}, {platform.machine()}")


def write(sections: Sequence[Section], machine: Machine, folder: Path) -> Path:
    """The page, written into this folder with its plots."""
    plots = folder / PLOTS
    plots.mkdir(parents=True, exist_ok=True)
    for section in sections:
        for plot in section.plots:
            draw(plot, plots)
    path = folder / PAGE
    path.write_text(page(sections, machine), encoding="utf-8")
    return path


def page(sections: Sequence[Section], machine: Machine) -> str:
    """The Markdown of all sections."""
    minutes = sum(section.took_s for section in sections) / 60
    lines = [
        "# Performance",
        "",
        (
            f"Made by `make bench` on {machine.on}: {machine.cores} cores ({machine.system}), "
            f"Python {machine.python}, {minutes:.0f} minutes. What asks, what is asked and what "
            "stands beside it share the cores, so absolute figures say as much about the machine; "
            "ratios come from one run, in which the sides take turns. A figure with a spread is "
            "the median of rounds after a warm-up."
        ),
        "",
        "## The bars",
        "",
        _verdict(sections),
        "",
        *_bars(sections),
    ]
    for section in sections:
        lines += [
            "",
            f"## {section.name}",
            "",
            f"{section.sentence} `python -m bench {section.name}`",
        ]
        if section.rows:
            lines += ["", *table(section.rows)]
        for plot in section.plots:
            lines += ["", f"![{plot.title}]({PLOTS}/{plot.name}.svg)"]
        if section.broke:
            lines += ["", f"It could not be measured to its end: `{section.broke}`."]
    return "\n".join(lines) + "\n"


def missed(sections: Sequence[Section]) -> list[str]:
    """What did not reach its bar, and by whose measurement."""
    return [
        f"{section.name}: {row.what}, {row.measured} ({row.bar})"
        for section in sections
        for row in section.rows
        if row.met is False
    ]


def _verdict(sections: Sequence[Section]) -> str:
    bars = sum(row.met is not None for section in sections for row in section.rows)
    below = missed(sections)
    if not below:
        return f"All {bars} bars are met."
    return f"{bars - len(below)} of {bars} bars are met. Not met:\n\n" + "\n".join(
        f"- {each}" for each in below
    )


def _bars(sections: Sequence[Section]) -> list[str]:
    """All rows with a bar in one table, each with the command that measures it."""
    lines: list[str] = []
    for section in sections:
        head, rule, *rows = table(row for row in section.rows if row.met is not None)
        if not lines:
            lines += [f"{head} command |", f"{rule} --- |"]
        lines += [f"{row} `python -m bench {section.name}` |" for row in rows]
    return lines
