"""The command's words, and what they mean."""

from __future__ import annotations

import errno
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.batch.paths import STANDARD, Paths
from scripts.batch.results.forms import COLUMNS, Csv, Form, JsonLines
from scripts.batch.rows.source import FORMATS, Format
from scripts.batch.rows.values import CellProblem, word_of
from scripts.batch.sentences import LANGUAGES
from scripts.batch.told import OutputRefused, UnreadableInput
from scripts.gateway import WrongArgument


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """The command's words as they were given."""

    source: str
    output: str | None = None
    form: str | None = None
    csv: bool = False
    columns: str | None = None
    encoding: str | None = None
    language: str | None = None
    service: str | None = None
    reading_language: str | None = None
    resume: bool = False
    overwrite: bool = False
    dry_run: bool = False
    limit_rps: float | None = None
    max_cost: float | None = None
    patience_s: float = 600.0
    url: str | None = None
    key_file: Path | None = None

    @property
    def paths(self) -> Paths | None:
        """Where the batch writes; None: to standard output.

        Raises:
            WrongArgument: the words do not go together.
            OutputRefused: one of them is the input.
            UnreadableInput: the input is a folder, or a standard input that is closed.
        """
        if Path(self.source).is_dir():
            reason = os.strerror(errno.EISDIR)
            raise UnreadableInput("unreadable_file", path=self.source, reason=reason)
        if self.source == STANDARD and sys.stdin is None:
            reason = os.strerror(errno.EBADF)
            raise UnreadableInput("unreadable_file", path=self.source, reason=reason)
        paths = Paths.of(self.source, self.output, csv=self.csv)
        if self.resume and (self.overwrite or paths is None or self.dry_run):
            raise WrongArgument(
                "--resume goes with a file of results, and not with --overwrite or --dry-run"
            )
        if paths is not None and (input_itself := paths.over(self.source)) is not None:
            raise OutputRefused("over_the_input", path=input_itself)
        return paths

    @property
    def results_form(self) -> Form:
        """How results are written.

        Raises:
            WrongArgument: columns are named, and there are none.
            OutputRefused: there is no such column.
        """
        if not self.csv:
            if self.columns is not None:
                raise WrongArgument("--columns goes with --csv")
            return JsonLines()
        if self.columns is None:
            return Csv()
        names = [name.strip() for name in self.columns.split(",")]
        for name in names:
            if name not in COLUMNS:
                raise OutputRefused("unknown_column", name=name, known=COLUMNS)
        return Csv(names)

    @property
    def input_form(self) -> Format | None:
        """How the input is written; None: it is to be found out."""
        found = next((form for form in FORMATS if form == self.form), None)
        if found is None and self.form is not None:
            raise WrongArgument("--format is csv or jsonl")
        return found

    @property
    def defaults(self) -> dict[str, Any]:
        """Members of a question that a row need not name."""
        named = {"service_type": self._service_type, "language": self.reading_language}
        return {name: value for name, value in named.items() if value is not None}

    def check_languages(self) -> None:
        """Raises WrongArgument for a language that is none."""
        for option, name in (
            ("--language", self.language),
            ("--reading-language", self.reading_language),
        ):
            if name not in {None, *LANGUAGES}:
                raise WrongArgument(f"{option}: {name!r} is none; ko or en")

    @property
    def _service_type(self) -> str | None:
        if self.service is None:
            return None
        try:
            return str(word_of("service_type")(self.service))
        except CellProblem as problem:
            raise WrongArgument(
                f"--service: {self.service!r} is none; for example {problem.example}"
            ) from None
