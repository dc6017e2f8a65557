"""What the faults brought, as rows of one Markdown table, on the screen and in the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

BEGIN, END = "<!-- made by `make chaos` -->", "<!-- end of what `make chaos` made -->"
_COLUMNS = (
    *("fault", "times", "jobs/s", "accepted", "completed", "lost", "doubled results"),
    *("doubled provider calls", "longest gap", "bar", "held", "day"),
)
HEAD = f"| {' | '.join(_COLUMNS)} |\n| --- |{' ---: |' * 8} --- | --- | --- |"


@dataclass(slots=True)
class Row:
    """The outcome of one fault: counts, the longest gap in seconds, and which bars broke.

    `late` are the bars of time: a busy machine breaks those too, and another try may tell.
    `skipped` says why nothing was tried. `remarks` are figures that have no column.
    """

    fault: str
    bar: str
    times: int = 0
    per_s: float = 0.0
    accepted: int = 0
    completed: int = 0
    lost: int = 0
    doubled_results: int = 0
    doubled_calls: int = 0
    longest_gap_s: float = 0.0
    broken: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    skipped: str = ""

    def bar_broken_if(self, broken: bool, what: str) -> None:  # noqa: FBT001 - reads as a sentence
        if broken:
            self.broken.append(what)

    def late_if(self, late: bool, what: str) -> None:  # noqa: FBT001 - likewise
        if late:
            self.late.append(what)

    @property
    def held(self) -> bool:
        return not self.broken and not self.late and not self.skipped

    def markdown(self, day: str) -> str:
        """One line of the table, and none of its remarks."""
        if self.skipped:
            return f"| {self.fault} | – |{' |' * 7} {self.bar} | skipped: {self.skipped} | {day} |"
        counts = (self.accepted, self.completed, self.lost, self.doubled_results)
        cells = (
            *(self.fault, str(self.times), f"{self.per_s:g}", *(f"{count:,}" for count in counts)),
            *(f"{self.doubled_calls:,}", f"{self.longest_gap_s:.3g} s", self.bar),
            *("yes" if self.held else f"NO: {'; '.join((*self.broken, *self.late))}", day),
        )
        return f"| {' | '.join(cells)} |"


def write_into(page: Path, rows: Iterable[Row], day: str) -> None:
    """Puts the rows into the page's table; those of other faults stay as they are."""
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    table, _, after = rest.partition(END)
    lines = {_fault(line): line for line in table.strip().splitlines()[2:]}
    lines |= {row.fault: row.markdown(day) for row in rows if not row.skipped}
    made = "\n".join((BEGIN, "", HEAD, *lines.values(), "", END))
    page.write_text(f"{before}{made}{after}", encoding="utf-8")


def _fault(line: str) -> str:
    return line.split("|")[1].strip()
