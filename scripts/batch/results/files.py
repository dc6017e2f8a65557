"""The results in the order of the input, and the bad rows beside them."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from scripts.batch.results.forms import Form
from scripts.batch.results.journal import Journal, Written
from scripts.batch.results.not_writable import NotWritable
from scripts.batch.results.outcome import Outcome
from scripts.batch.rows.row import Row
from scripts.batch.told import OutputRefused


class Results:
    """Takes outcomes in any order, and writes each when all before it are written."""

    def __init__(
        self,
        results: BinaryIO,
        bad: BinaryIO,
        form: Form,
        written: Written,
    ) -> None:
        self._results = results
        self._bad = bad
        self._form = form
        self._held: dict[int, tuple[Outcome, bytes, bytes]] = {}
        self.written = written
        """What was written so far; the journal has it once `save` has returned."""

    @property
    def held(self) -> int:
        """How many rows wait for others before them."""
        return len(self._held)

    @property
    def turn(self) -> int:
        """The row that is written next."""
        return self.written.rows

    def put(self, row: Row, outcome: Outcome) -> None:
        """Writes the row's outcome, or keeps it until its turn."""
        # Encoded now: as values an answer takes several times its bytes.
        bad = _bad_line(row, outcome) if outcome.bad else b""
        kept = replace(outcome, result=None, problem=None, bad=())
        self._held[row.index] = (kept, self._form.line(row, outcome), bad)
        while (next_one := self._held.pop(self.turn, None)) is not None:
            self._write(*next_one)

    def _write(self, outcome: Outcome, line: bytes, bad: bytes) -> None:
        written = self.written
        if not written.result_bytes:
            written.result_bytes += _write(self._results, self._form.head())
        written.result_bytes += _write(self._results, line)
        written.bad_bytes += _write(self._bad, bad)
        written.tally.count(outcome)
        written.rows += 1

    def save(self, journal: Journal | None, taken: int, digest: str) -> None:
        """Brings all that was written to the disk, and then notes it.

        Raises:
            NotWritable: the disk is full, or the like.
        """
        for file in (self._results, self._bad):
            _sync(file)
        if journal is not None:
            journal.note_written(self.written, taken, digest)


def opened(path: Path, keep_bytes: int) -> BinaryIO:
    """A file to be written on from that byte; what stands behind it, nobody has noted.

    Raises:
        NotWritable: it cannot be.
        OutputRefused: it is shorter than it was.
    """
    try:
        file = path.open("r+b" if keep_bytes else "wb")
        if file.seek(0, os.SEEK_END) < keep_bytes:
            file.close()
            raise OutputRefused("results_changed", path=path)
        file.seek(keep_bytes)
        file.truncate()
    except OSError as error:
        raise NotWritable(str(path), error.strerror or str(error)) from None
    return file


def _write(file: BinaryIO, data: bytes) -> int:
    try:
        file.write(data)
    except OSError as error:
        raise NotWritable(str(file.name), error.strerror or str(error)) from error
    return len(data)


def _sync(file: BinaryIO) -> None:
    try:
        file.flush()
        if stat.S_ISREG(os.fstat(file.fileno()).st_mode):  # a pipe has no disk behind it
            os.fsync(file.fileno())
    except OSError as error:
        raise NotWritable(str(file.name), error.strerror or str(error)) from error


def _bad_line(row: Row, outcome: Outcome) -> bytes:
    fields: Mapping[str, Any] = {
        "line": row.line,
        "index": row.index,
        "id": row.id,
        "errors": outcome.bad,
        **({"question": row.question} if row.question is not None else {"text": row.text}),
    }
    return orjson.dumps(fields, option=orjson.OPT_APPEND_NEWLINE)
