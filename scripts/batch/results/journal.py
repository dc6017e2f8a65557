"""What a batch has asked and written, in a small database beside its results, so that it can be resumed.

    row read ─▶ call noted ─▶ asked ─▶ job noted ─▶ result written and synced ─▶ written noted
                   │                      │                    └ behind what is noted: cut off
                   │                      └ died here: the job is asked for by its id
                   └ died here: the same call again, under the same Idempotency-Key, brings the same jobs

Only what lies between read and written is kept, so it stays small however long the input is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from scripts.batch.results.not_writable import NotWritable
from scripts.batch.results.outcome import Tally
from scripts.batch.told import OutputRefused

_VERSION = 1
_SCHEMA = """
CREATE TABLE state (name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE asked (row INTEGER PRIMARY KEY, call TEXT NOT NULL, job TEXT);
"""


@dataclass(slots=True)
class Written:
    """How far the results are: rows, bytes of both files, and what was counted."""

    rows: int = 0
    result_bytes: int = 0
    bad_bytes: int = 0
    tally: Tally = field(default_factory=Tally)


@dataclass(frozen=True, slots=True)
class Asked:
    """A row that was asked and is not written: under which call, and its job once that is known."""

    call: str
    job: str | None


class Journal:
    """The journal of one batch, which nobody else may write meanwhile."""

    def __init__(self, path: Path, database: sqlite3.Connection, batch: str, form: str) -> None:
        self.path = path
        self.batch = batch
        """Names this batch among all; calls are named after it."""
        self.form = form
        self._database = database

    @classmethod
    def create(cls, path: Path, *, batch: str, form: str) -> Journal:
        """A new one, in the place of any that is there.

        Raises:
            OutputRefused: another process writes the one that is there.
            NotWritable: it cannot be made.
        """
        try:
            if path.exists():
                with suppress(sqlite3.DatabaseError):  # whatever it is, it is replaced
                    _connected(path).close()
            _unlink(path)
            database = _connected(path)
            database.executescript(_SCHEMA)
        except OSError as error:
            raise NotWritable(str(path), error.strerror or str(error)) from None
        except sqlite3.Error as error:
            raise NotWritable(str(path), str(error)) from None
        journal = cls(path, database, batch, form)
        with journal._noting():
            journal._set(version=_VERSION, batch=batch, form=form, taken=0, digest="")
            journal._set_written(Written())
        return journal

    @classmethod
    def open(cls, path: Path) -> Journal:
        """The one that is there.

        Raises:
            OutputRefused: there is none, it is no journal, or another process writes it.
        """
        if not path.is_file():
            raise OutputRefused("no_journal", path=path)
        with ExitStack() as failing:
            try:
                database = _connected(path)
                failing.callback(database.close)
                state = dict(database.execute("SELECT name, value FROM state"))
                if orjson.loads(state["version"]) != _VERSION:
                    raise OutputRefused("journal_of_other_release", path=path)
                batch, form = orjson.loads(state["batch"]), orjson.loads(state["form"])
            except (sqlite3.Error, KeyError, ValueError):
                raise OutputRefused("journal_damaged", path=path) from None
            failing.pop_all()
        return cls(path, database, batch, form)

    @property
    def written(self) -> Written:
        """How far the results are."""
        found = self._get("written")
        return Written(**{**found, "tally": Tally(**found["tally"])})

    @property
    def blank(self) -> bool:
        """Whether nothing has been noted: its run ended before anything was asked or written."""
        return not (self.taken[0] or self.written.rows or self.asked)

    @property
    def taken(self) -> tuple[int, str]:
        """How many rows were read when last something was noted, and their fingerprint."""
        return self._get("taken"), self._get("digest")

    @property
    def asked(self) -> dict[int, Asked]:
        """The rows that were asked and are not written."""
        rows = self._database.execute("SELECT row, call, job FROM asked ORDER BY row")
        return {row: Asked(call, job) for row, call, job in rows}

    def note_call(self, call: str, rows: Iterable[int], taken: int, digest: str) -> None:
        """Before these rows are asked: under which call, and what was read so far."""
        with self._noting():
            self._database.executemany(
                "INSERT OR REPLACE INTO asked VALUES (?, ?, NULL)", [(row, call) for row in rows]
            )
            self._set(taken=taken, digest=digest)

    def note_jobs(self, jobs: Mapping[int, str], ended: Iterable[int]) -> None:
        """After a call: the rows' jobs, and the rows that need none or are to be asked anew."""
        with self._noting():
            self._database.executemany(
                "UPDATE asked SET job = ? WHERE row = ?", [(job, row) for row, job in jobs.items()]
            )
            self._forget(ended)

    def forget(self, rows: Iterable[int]) -> None:
        """These are to be asked anew."""
        with self._noting():
            self._forget(rows)

    def note_written(self, written: Written, taken: int, digest: str) -> None:
        """After so much has been written and synced."""
        with self._noting():
            self._database.execute("DELETE FROM asked WHERE row < ?", (written.rows,))
            self._set_written(written)
            self._set(taken=taken, digest=digest)

    def close(self) -> None:
        """Lets others write it."""
        self._database.close()

    def remove(self) -> None:
        """The batch is complete; there is nothing to resume."""
        self.close()
        _unlink(self.path)

    @contextmanager
    def _noting(self) -> Iterator[None]:
        """All of it or nothing; raises NotWritable."""
        try:
            with self._database:
                yield
        except sqlite3.Error as error:
            raise NotWritable(str(self.path), str(error)) from error

    def _forget(self, rows: Iterable[int]) -> None:
        self._database.executemany("DELETE FROM asked WHERE row = ?", [(row,) for row in rows])

    def _set_written(self, written: Written) -> None:
        tally = written.tally.as_json()
        self._set(
            written={
                "rows": written.rows,
                "result_bytes": written.result_bytes,
                "bad_bytes": written.bad_bytes,
                "tally": tally,
            }
        )

    def _set(self, **values: object) -> None:
        self._database.executemany(
            "INSERT OR REPLACE INTO state VALUES (?, ?)",
            [(name, orjson.dumps(value)) for name, value in values.items()],
        )

    def _get(self, name: str) -> Any:
        query = "SELECT value FROM state WHERE name = ?"
        [value] = self._database.execute(query, (name,)).fetchone()
        return orjson.loads(value)


def _unlink(path: Path) -> None:
    """Removes the database, and what SQLite keeps beside it."""
    for one in (path, Path(f"{path}-journal")):
        one.unlink(missing_ok=True)


def _connected(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=0)
    try:
        # Held until it is closed, so that two processes cannot write the same results.
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        database.execute("PRAGMA journal_mode = TRUNCATE")
        # A process that dies loses nothing; a machine that dies may lose the last moment.
        database.execute("PRAGMA synchronous = NORMAL")
        database.execute("BEGIN EXCLUSIVE")
        database.execute("COMMIT")
    except sqlite3.Error as error:
        database.close()
        if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_BUSY:
            raise
        raise OutputRefused("journal_in_use", path=path) from None
    return database
