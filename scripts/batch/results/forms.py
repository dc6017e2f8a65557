"""How a row's result is written: a line of JSON with all of it, or a line of CSV with flat columns."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Sequence
from typing import Any, Protocol

import orjson

from scripts.batch.results.outcome import Outcome
from scripts.batch.rows.row import Row

_PILLARS = ("year_pillar", "month_pillar", "day_pillar", "hour_pillar", "ilgan")
_OF_RESULT = (
    "response", "model_used", "model", "data_source", "cache_hit", "fallback_used", "degraded",
    "created_at", "job_id",
)  # fmt: skip
COLUMNS = ("index", "line", "id", "status", *_PILLARS, *_OF_RESULT, "cost_usd", "problem")


class Form(Protocol):
    """One form of results."""

    name: str

    def head(self) -> bytes:
        """What stands before the first row."""
        ...

    def line(self, row: Row, outcome: Outcome) -> bytes:
        """What came of a row, with the line's end."""
        ...


class JsonLines:
    """One JSON object a line: `index`, `line`, `id`, `status`, `result`, `problem`."""

    name = "jsonl"

    def head(self) -> bytes:
        """Nothing."""
        return b""

    def line(self, row: Row, outcome: Outcome) -> bytes:
        """The whole answer stands in `result`, as the gateway sent it."""
        fields = {
            "index": row.index,
            "line": row.line,
            "id": row.id,
            "status": outcome.status,
            "result": outcome.result,
            "problem": outcome.problem,
        }
        return orjson.dumps(fields, option=orjson.OPT_APPEND_NEWLINE)


class Csv:
    """Flat columns; a byte-order mark lets Excel see that it is UTF-8."""

    def __init__(self, columns: Sequence[str] = COLUMNS) -> None:
        self.name = "csv " + ",".join(columns)
        self._columns = tuple(columns)

    def head(self) -> bytes:
        """The mark, and the columns' names."""
        return codecs.BOM_UTF8 + _line(self._columns)

    def line(self, row: Row, outcome: Outcome) -> bytes:
        """A row of cells; what there is not is an empty one."""
        cells = {"index": row.index, "line": row.line, "id": row.id, "status": outcome.status}
        if outcome.result is not None:
            cells |= _flat(outcome.result)
        if outcome.problem is not None:
            cells["problem"] = _told(outcome)
        return _line([_cell(cells.get(column)) for column in self._columns])


def _flat(result: Any) -> dict[str, Any]:
    chart, usage = result.get("chart") or {}, result.get("usage") or {}
    return {
        **{name: chart.get(name) for name in _PILLARS},
        **{name: result.get(name) for name in _OF_RESULT},
        "cost_usd": usage.get("cost_usd"),
    }


def _told(outcome: Outcome) -> str:
    if outcome.bad:
        return "; ".join(
            ": ".join(filter(None, (one["field"], one["problem"]))) for one in outcome.bad
        )
    return "" if outcome.problem is None else str(outcome.problem["detail"])


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _line(cells: Sequence[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue().encode("utf-8", "replace")
