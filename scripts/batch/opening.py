"""Opens what a batch reads and writes; what cannot be is told before anything is asked."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from io import FileIO
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from scripts.batch.paths import STANDARD, Paths
from scripts.batch.results.files import Results, opened
from scripts.batch.results.forms import Form, JsonLines
from scripts.batch.results.journal import Journal, Written
from scripts.batch.rows.lines import Tell
from scripts.batch.rows.row import Row
from scripts.batch.rows.source import rows_of
from scripts.batch.told import OutputRefused, UnreadableInput
from scripts.batch.wishes import Wishes

_COUNT_BYTES = 1024 * 1024


def rows_in(wishes: Wishes, tell: Tell, files: ExitStack) -> tuple[Iterator[Row], int | None]:
    """The rows, of which the first has been read, and how many there may be if that is known.

    Raises:
        UnreadableInput: there is no input, or nothing can be asked of it.
        UnknownEncoding, WrongArgument: the words that describe it are wrong.
    """
    lines = None
    try:
        if wishes.source == STANDARD:
            # Not `sys.stdin`: a thread that waits in its lock would hold up the end of the process.
            stream = FileIO(sys.stdin.fileno(), closefd=False)
        else:
            stream = files.enter_context(FileIO(wishes.source))
            lines = _lines_in(stream) if stream.seekable() else None
        rows = rows_of(
            stream,
            form=wishes.input_form,
            encoding=wishes.encoding,
            defaults=wishes.defaults,
            tell=tell,
        )
        first = next(rows, None)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnreadableInput("unreadable_file", path=wishes.source, reason=reason) from None
    if first is None:
        return rows, 0
    return chain([first], rows), lines and lines - first.line + 1  # what is above it is no row


def journal_of(wishes: Wishes, paths: Paths | None, form: Form, files: ExitStack) -> Journal | None:
    """A new journal, or the one to go on with; None where results go to standard output.

    Raises:
        OutputRefused: there is none to go on with, or its results have another form; or something
            is there already, and nobody said what to do with it.
        NotWritable: it cannot be made.
    """
    if paths is None:
        return None
    if wishes.resume:
        journal = Journal.open(paths.journal)
    else:
        if not wishes.overwrite:
            _refuse_to_replace(paths)
        journal = Journal.create(paths.journal, batch=secrets.token_hex(8), form=form.name)
    files.callback(journal.close)
    if journal.form != form.name:
        raise OutputRefused("other_form", before=journal.form, now=form.name)
    return journal


def _refuse_to_replace(paths: Paths) -> None:
    """Raises OutputRefused where there is something to lose, or another process writes.

    A run that asked nothing (its key was wrong, or nobody there) leaves a journal that is blank, and
    no results; the next one is in its place.
    """
    if not paths.journal.exists():
        if paths.results.exists():
            raise OutputRefused("exists", path=paths.results)
        return
    try:
        with closing(Journal.open(paths.journal)) as journal:
            blank = journal.blank
    except OutputRefused as error:
        if error.kind == "journal_in_use":
            raise
        blank = False
    if not blank:
        raise OutputRefused("exists", path=paths.journal)
    if paths.results.exists() and not _is_empty(paths.results):
        raise OutputRefused("exists", path=paths.results)


def _is_empty(path: Path) -> bool:
    return path.is_file() and not path.stat().st_size


def results_of(
    paths: Paths | None, form: Form, journal: Journal | None, files: ExitStack
) -> Results:
    """The results, to be gone on with behind what the journal knows of.

    Raises:
        OutputRefused: somebody has shortened them.
        NotWritable: they cannot be written.
    """
    written = Written() if journal is None else journal.written
    if paths is None:
        return Results(sys.stdout.buffer, nowhere(files), form, written)
    results = _kept(paths.results, written.result_bytes, files)
    return Results(results, _kept(paths.bad, written.bad_bytes, files), form, written)


def bad_rows_of(paths: Paths | None, files: ExitStack) -> Results:
    """Takes bad rows alone."""
    bad = nowhere(files) if paths is None else _kept(paths.bad, 0, files)
    return Results(nowhere(files), bad, JsonLines(), Written())


def nowhere(files: ExitStack) -> BinaryIO:
    """A file that keeps nothing."""
    return files.enter_context(Path(os.devnull).open("wb"))


def _kept(path: Path, keep_bytes: int, files: ExitStack) -> BinaryIO:
    file = opened(path, keep_bytes)
    files.callback(_close, file)
    return file


def _close(file: BinaryIO) -> None:
    with suppress(OSError):  # what could not be written still cannot be
        file.close()


def _lines_in(stream: FileIO) -> int:
    """How many lines the file has; it is at its beginning then."""
    lines, last = 0, b"\n"
    while piece := stream.read(_COUNT_BYTES):
        lines, last = lines + piece.count(b"\n"), piece[-1:]
    stream.seek(0)
    return lines + (last != b"\n")
