"""How far the warming is: a bar of days on a terminal, nothing elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from scripts.warm.tally import Tally


class Shown:
    """The bar of one run."""

    def __init__(self, bar: Progress, tally: Tally, days: int) -> None:
        self._bar = bar
        self._tally = tally
        self._days = days
        self._task = bar.add_task("days", total=days, line="")

    def reach(self, day: int) -> None:
        """The questions of this day, counted from 0, come now."""
        self._bar.update(self._task, completed=day)

    def show(self) -> None:
        """Shows what the tally has."""
        self._bar.update(self._task, line=self._tally.line())

    def finish(self) -> None:
        """All days are done."""
        self._bar.update(self._task, completed=self._days)


@contextmanager
def progress(tally: Tally, days: int) -> Iterator[Shown]:
    """A bar while the context is open."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[line]}"),
        console=Console(stderr=True, highlight=False, markup=False),
        transient=True,
    )
    bar.disable = not bar.console.is_terminal
    with bar:
        yield Shown(bar, tally, days)
