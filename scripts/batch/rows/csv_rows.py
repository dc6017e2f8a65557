"""Rows of a CSV file with a header."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.batch.rows.columns import ID, columns_of, field_of, nearest
from scripts.batch.rows.fields import Cell, members_of, question_of
from scripts.batch.rows.lines import Line, Tell
from scripts.batch.rows.records import DELIMITERS, Record, Records
from scripts.batch.rows.row import MOST_SHOWN, Fault, Row
from scripts.batch.told import UnreadableInput


def csv_rows(lines: Iterator[Line], defaults: Mapping[str, Any], tell: Tell) -> Iterator[Row]:
    """The rows below the header; empty lines are none.

    Raises:
        UnreadableInput: the header cannot be used, or there is none.
    """
    records = Records(lines)
    header = _header(records)
    columns, unused = columns_of(header)
    records.width = len(header)
    filled_by = {
        member: column.name
        for column in columns
        if column.field != ID
        for member in members_of(column.field)
    }
    if unused:
        tell("columns_unused", columns=", ".join(unused))
        for name in unused:
            if (near := nearest(name)) is not None:
                tell("column_near", column=name, near=near)
    index = empty = 0
    for record in records:
        if record.empty:
            empty += 1
            continue
        fault = record.fault or _ragged(record, len(header))
        if fault is not None:
            yield Row(index, record.line, None, None, (fault,), record.text[:MOST_SHOWN])
        else:
            known = {column.field: record.cells[column.place] for column in columns}
            cells = [
                Cell(column.field, column.name, known[column.field])
                for column in columns
                if column.field != ID
            ]
            body, faults = question_of(cells, defaults)
            own_id = known.get(ID, "").strip() or None
            text = record.text[:MOST_SHOWN] if faults else ""
            question = None if faults else body
            yield Row(index, record.line, own_id, question, faults, text, columns=filled_by)
        index += 1
    if empty:
        tell("empty_lines", count=empty)


def _header(records: Records) -> tuple[str, ...]:
    """The cells of the first record that is not empty; it tells the delimiter, too."""
    for record in records:
        if record.fault is not None:
            raise UnreadableInput("header_unreadable", fault=record.fault)
        if record.empty:
            continue
        if record.text.lstrip()[:1] in {"{", "["}:
            raise UnreadableInput("json_as_csv")
        best = max(DELIMITERS, key=lambda sign: _known(record.text, sign))
        records.delimiter = best
        again = next(iter(Records(iter([Line(record.line, record.text)]), best)))
        return again.cells
    raise UnreadableInput("nothing_in_it")


def _known(header: str, delimiter: str) -> tuple[int, int]:
    """How many columns of ours there are with this delimiter, and how many in all."""
    names = [name.strip(' "') for name in header.split(delimiter)]
    return sum(field_of(name) is not None for name in names), len(names)


def _ragged(record: Record, width: int) -> Fault | None:
    cells = len(record.cells)
    if cells == width or (cells > width and not any(cell.strip() for cell in record.cells[width:])):
        return None
    return Fault("", "ragged", {"cells": cells, "width": width})
