"""Rows of a JSONL file: request bodies as the API takes them, or flat objects with a CSV's column names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from scripts.batch.rows.columns import ID, field_of, nearest
from scripts.batch.rows.fields import Cell, question_of
from scripts.batch.rows.lines import Line, Tell
from scripts.batch.rows.row import MOST_SHOWN, Fault, Row
from scripts.batch.told import UnreadableInput

_BIRTH = "birth_info"
_EXAMPLE = '{"birth_info": {"year": 1990, "month": 3, "day": 15}}'
_MOST_NAMES = 100


def jsonl_rows(lines: Iterator[Line], defaults: Mapping[str, Any], tell: Tell) -> Iterator[Row]:
    """The rows, one a line; empty lines are none.

    Raises:
        UnreadableInput: it is one JSON document, not one a line, or there is nothing in it.
    """
    index = empty = 0
    told: set[str] = set()
    for line in lines:
        if line.fault is None and not line.text.strip():
            empty += 1
            continue
        if index == 0 and line.fault is None and line.text.strip()[-1] in "[{":
            raise UnreadableInput("json_document")
        yield _row(index, line, defaults, told, tell)
        index += 1
    if not index:
        raise UnreadableInput("nothing_in_it")
    if empty:
        tell("empty_lines", count=empty)


def _row(index: int, line: Line, defaults: Mapping[str, Any], told: set[str], tell: Tell) -> Row:
    shown = line.text[:MOST_SHOWN]
    if line.fault is not None:
        return Row(index, line.number, None, None, (line.fault,), shown)
    try:
        found = orjson.loads(line.text)
    except orjson.JSONDecodeError as error:
        fault = Fault("", "no_json", {"at": error.colno}, _EXAMPLE)
        return Row(index, line.number, None, None, (fault,), shown)
    if not isinstance(found, dict):
        fault = Fault("", "no_object", {}, _EXAMPLE)
        return Row(index, line.number, None, None, (fault,), shown)
    if _BIRTH in found:
        own_id = found.pop(ID, None)
        return Row(index, line.number, own_id, {**defaults, **found})
    own_id, cells, wrong = None, [], []
    for name, value in found.items():
        field = field_of(name)
        if field is None:
            _unused(name, told, tell)
        elif field == ID:
            own_id = value
        elif isinstance(value, (dict, list)):
            wrong.append(Fault(name[:80], "nested_value"))
        elif value is not None:
            cells.append(Cell(field, name, _as_text(value)))
    body, faults = question_of(cells, defaults)
    faults = (*wrong, *faults)
    return Row(
        index, line.number, own_id, None if faults else body, faults, shown if faults else ""
    )


def _as_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _unused(name: str, told: set[str], tell: Tell) -> None:
    """Says once of each name that it fills nothing."""
    if name in told or len(told) == _MOST_NAMES:
        return
    told.add(name)
    tell("columns_unused", columns=name[:80])
    if (near := nearest(name)) is not None:
        tell("column_near", column=name[:80], near=near)
