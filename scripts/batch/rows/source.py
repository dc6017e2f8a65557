"""Where rows come from: a file or standard input, CSV or JSONL, as it is told or as it looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import RawIOBase
from itertools import chain
from typing import Any, Literal

from scripts.batch.rows.csv_rows import csv_rows
from scripts.batch.rows.jsonl_rows import jsonl_rows
from scripts.batch.rows.lines import Line, Tell, lines_of
from scripts.batch.rows.row import Row
from scripts.batch.told import UnreadableInput

Format = Literal["csv", "jsonl"]
FORMATS: tuple[Format, ...] = ("csv", "jsonl")
_PIECE_BYTES = 64 * 1024


def rows_of(
    stream: RawIOBase,
    *,
    form: Format | None,
    encoding: str | None,
    defaults: Mapping[str, Any],
    tell: Tell,
) -> Iterator[Row]:
    """All rows of the stream, read as they are wanted.

    Raises:
        UnreadableInput: nothing can be asked of it; before the first row.
        UnknownEncoding: no codec has the name that was given.
        OSError: it cannot be read.
    """
    lines = lines_of(_pieces(stream), tell, encoding)
    if form is None:
        form, lines = _sniffed(lines)
    read = csv_rows if form == "csv" else jsonl_rows
    yield from read(lines, defaults, tell)


def _pieces(stream: RawIOBase) -> Iterator[bytes]:
    while piece := stream.read(_PIECE_BYTES):
        yield piece


def _sniffed(lines: Iterator[Line]) -> tuple[Format, Iterator[Line]]:
    """The format by the first line with something in it."""
    seen = []
    for line in lines:
        seen.append(line)
        if text := line.text.strip():
            return ("jsonl" if text[0] in "{[" else "csv"), chain(seen, lines)
    raise UnreadableInput("nothing_in_it")
