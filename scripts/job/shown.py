"""Jobs for a terminal, and as JSON. Nothing of a chart is shown, and a reading only when asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, TextIO

import orjson
from rich.console import Console
from rich.table import Table

from shared.contracts.answers import body
from shared.jobs.failed import FailedJob
from shared.jobs.record import JobRecord

_WIDEST = 120
_OF_THE_ANSWER = ("code", "model_used", "model", "data_source", "fallback_used")


def failed_rows(found: Iterable[FailedJob]) -> list[dict[str, Any]]:
    """A row for each, as JSON tells it."""
    return [
        {
            "job_id": job.job_id,
            "reason": job.reason,
            "at": _moment(job.at_ms),
            "claims": job.claims,
            "service_type": job.service_type,
        }
        for job in found
    ]


def job_fields(record: JobRecord, listed: FailedJob | None, *, reading: bool) -> dict[str, Any]:
    """What there is to say of one job."""
    answer = _answer(record)
    asked = _parsed(record.question)
    return {
        "job_id": record.job_id,
        "status": record.status,
        "service_type": asked.get("service_type"),
        "language": asked.get("language"),
        "submits": record.submits,
        "claims": record.attempts,
        "created": _moment(record.created_ms),
        "age_s": round(record.age_s, 3),
        "finished": None if record.finished_ms is None else _moment(record.finished_ms),
        "took_s": record.took_s,
        **{name: answer.get(name) for name in _OF_THE_ANSWER},
        "attempts": answer.get("attempts", []),
        "listed_as_failed": None if listed is None else listed.reason,
        **({"response": answer.get("response")} if reading else {}),
    }


def print_failed(found: Iterable[FailedJob], file: TextIO) -> None:
    """Writes the list as a table."""
    table = Table("job", "reason", "when (UTC)", "claims", "service type", box=None)
    for job in found:
        when = f"{_moment(job.at_ms):%Y-%m-%d %H:%M:%S}"
        table.add_row(job.job_id, job.reason, when, str(job.claims), job.service_type or "?")
    _console(file).print(table)


def print_fields(fields: Mapping[str, Any], file: TextIO) -> None:
    """Writes what is known of one job, a line each, and a table of its attempts."""
    facts = Table(box=None, show_header=False)
    for name, value in fields.items():
        if name not in {"attempts", "response"} and value is not None:
            facts.add_row(name, str(value))
    console = _console(file)
    console.print(facts)
    if fields["attempts"]:
        attempts = Table("provider", "model", "outcome", "code", "ms", box=None)
        for one in fields["attempts"]:
            attempts.add_row(*(_cell(one.get(column.header)) for column in attempts.columns))
        console.print("", attempts)
    if fields.get("response"):
        file.write("\n" + fields["response"] + "\n")


def _console(file: TextIO) -> Console:
    console = Console(file=file, highlight=False, markup=False)
    console.width = max(console.width, _WIDEST)  # an id that is cut is of no use
    return console


def _answer(record: JobRecord) -> dict[str, Any]:
    if record.core is None or record.tail is None:
        return {}
    return _parsed(body(record.core, record.tail))


def _parsed(data: bytes) -> dict[str, Any]:
    """The members of a JSON object; none where another release has written something else."""
    try:
        found = orjson.loads(data)
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _moment(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC)


def _cell(value: object) -> str:
    return "" if value is None else str(value)
