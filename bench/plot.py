"""Lines over axes, as an SVG file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

COLOURS = ("#1a6b54", "#b3452c", "#3a5a98", "#8a6d1d")


@dataclass(frozen=True, slots=True)
class Line:
    """Points that belong together; the lines of one `family` have one colour."""

    label: str
    points: Sequence[tuple[float, float]]
    family: int = 0
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture called `name`.svg; `level` is a height to compare with, `top` that of the axis."""

    name: str
    title: str
    x: str
    y: str
    lines: tuple[Line, ...]
    logarithmic: bool = False
    level: float | None = None
    top: float | None = None


def draw(plot: Plot, folder: Path) -> None:
    """Writes it into the folder: the same bytes from the same figures."""
    import matplotlib as mpl  # noqa: PLC0415 - it takes a second, and few runs draw
    from matplotlib import pyplot as plt  # noqa: PLC0415 - as above

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "palja"
    figure, axes = plt.subplots(figsize=(8, 4.5), layout="constrained")
    for line in plot.lines:
        axes.plot(
            [x for x, _ in line.points],
            [y for _, y in line.points],
            ("--" if line.dashed else "-") + ("o" if len(line.points) < 10 else ""),
            color=COLOURS[line.family],
            label=line.label,
        )
    if plot.level is not None:
        axes.axhline(plot.level, color="#888888", linewidth=0.8)
    if plot.logarithmic:
        axes.set_xscale("log")
    axes.set_xlabel(plot.x)
    axes.set_ylabel(plot.y)
    axes.set_ylim(0, plot.top)
    axes.legend(frameon=False)
    figure.savefig(folder / f"{plot.name}.svg", metadata={"Date": None})
    plt.close(figure)
