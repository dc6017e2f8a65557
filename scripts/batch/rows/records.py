"""CSV records from lines.

A quoted cell may hold newlines, and a quote that nobody closes costs its own line alone.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from scripts.batch.rows.lines import Line
from scripts.batch.rows.row import Fault

MOST_LINES = 50
DELIMITERS = (",", "\t", ";", "|")


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one record, or what is wrong with it; `line` is its first line's number."""

    line: int
    cells: tuple[str, ...]
    text: str
    fault: Fault | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing stands in it, or only delimiters."""
        return self.fault is None and not any(cell.strip() for cell in self.cells)


class Records:
    """The records of some lines, one after the other."""

    def __init__(self, lines: Iterator[Line], delimiter: str = ",") -> None:
        self._lines = lines
        self._again: deque[Line] = deque()
        self.delimiter = delimiter
        self.width: int | None = None
        """So many cells has each record of several lines; None: not known yet."""

    def __iter__(self) -> Iterator[Record]:
        while (line := self._next()) is not None:
            yield self._record(line)

    def _next(self) -> Line | None:
        return self._again.popleft() if self._again else next(self._lines, None)

    def _record(self, first: Line) -> Record:
        if first.fault is not None:
            return Record(first.number, (), first.text, first.fault)
        if '"' not in first.text:
            return Record(first.number, tuple(first.text.split(self.delimiter)), first.text)
        taken = [first]
        while True:
            cells, fault = self._cells(taken)
            if fault is None and (len(taken) == 1 or self.width in {None, len(cells)}):
                return Record(first.number, cells, first.text)
            more = self._next() if fault is not None and fault.kind == "quote_open" else None
            if more is None or more.fault is not None or len(taken) == MOST_LINES:
                # What was taken for more of it stands for itself.
                self._again.extendleft(reversed([*taken[1:], *([more] if more else [])]))
                if fault is None or len(taken) > 1:
                    fault = Fault("", "quote_open")
                return Record(first.number, (), first.text, fault)
            taken.append(more)

    def _cells(self, taken: list[Line]) -> tuple[tuple[str, ...], Fault | None]:
        texts = [line.text + "\n" for line in taken[:-1]] + [taken[-1].text]
        try:
            return tuple(next(csv.reader(texts, delimiter=self.delimiter, strict=True))), None
        except csv.Error as error:
            kind = "quote_open" if "unexpected end" in str(error) else "quote_stray"
            return (), Fault("", kind)
