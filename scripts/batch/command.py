"""`palja batch` from its words to its exit status."""

from __future__ import annotations

import asyncio
import os
import secrets
import shlex
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from io import FileIO
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from client import AsyncPalja, BadAddress
from scripts.batch.asking.absence import Absence
from scripts.batch.asking.batch import Batch
from scripts.batch.asking.gateway import Gateway
from scripts.batch.asking.pace import Pace
from scripts.batch.asking.purse import Purse
from scripts.batch.asking.window import Window
from scripts.batch.dry_run import Count, counted, told
from scripts.batch.paths import STANDARD, Paths
from scripts.batch.progress import Standing, Teller, duration
from scripts.batch.questions.taking import Taking
from scripts.batch.results.files import Results, opened
from scripts.batch.results.forms import COLUMNS, Csv, Form, JsonLines
from scripts.batch.results.journal import Journal, Written
from scripts.batch.results.not_writable import NotWritable
from scripts.batch.results.outcome import Outcome
from scripts.batch.rows.encodings import UnknownEncoding
from scripts.batch.rows.row import Row
from scripts.batch.rows.source import FORMATS, Format, rows_of
from scripts.batch.rows.values import CellProblem, word_of
from scripts.batch.sentences import LANGUAGES, Sentences, sentences
from scripts.batch.told import OutputRefused, Stopped, Told, UnreadableInput
from scripts.gateway import WrongArgument
from scripts.gateway import opened as opened_gateway
from shared.clock import Clock, SystemClock
from shared.errors import SettingsError
from shared.settings import Settings, load_settings, spoken_language

DONE, UNANSWERED, WRONG_ARGUMENT, STOPPED, INTERRUPTED = 0, 1, 2, 3, 130
SHOWN_BAD_ROWS = 5
_COUNT_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """The command's words."""

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


def command(wishes: Wishes) -> int:
    """Runs a batch, and returns the exit status, which is 0 only when every row has an answer."""
    clock = SystemClock()
    known = wishes.language if wishes.language in LANGUAGES else None
    said = sentences(known or spoken_language())
    teller = Teller(sys.stderr, said, clock)
    try:
        return _Command(wishes, load_settings(), said, teller, clock).run()
    except (WrongArgument, SettingsError, BadAddress) as error:
        teller.tell("wrong_argument", reason=error)
        return WRONG_ARGUMENT
    except UnknownEncoding as error:
        teller.tell("encoding_unknown", name=error)
        return WRONG_ARGUMENT
    except Told as error:
        teller.tell(error.kind, **error.facts)
        return WRONG_ARGUMENT
    except NotWritable as error:
        teller.tell("not_writable", path=error.path, reason=error.reason)
        return WRONG_ARGUMENT
    except KeyboardInterrupt:
        teller.tell("stopped_by_user")
        return INTERRUPTED
    finally:
        teller.end()


class _Command:
    """One run of the command; raises what makes it impossible before anything is asked."""

    def __init__(
        self, wishes: Wishes, settings: Settings, said: Sentences, teller: Teller, clock: Clock
    ) -> None:
        self._wishes = wishes
        self._settings = settings
        self._said = said
        self._teller = teller
        self._clock = clock
        self._shown = 0

    def run(self) -> int:
        """The exit status."""
        wishes = self._wishes
        for option, name in (
            ("--language", wishes.language),
            ("--reading-language", wishes.reading_language),
        ):
            if name not in {None, *LANGUAGES}:
                raise WrongArgument(f"{option}: {name!r} is none; ko or en")
        form = self._form()
        paths = Paths.of(wishes.source, wishes.output, csv=wishes.csv)
        if wishes.resume and (wishes.overwrite or paths is None or wishes.dry_run):
            raise WrongArgument("--resume goes with a file of results, and with no --overwrite")
        if paths is not None and not (wishes.resume or wishes.overwrite or wishes.dry_run):
            for path in (paths.journal, paths.results):
                if path.exists():
                    raise OutputRefused("exists", path=path)
        palja = opened_gateway(
            wishes.url, wishes.key_file, patience_s=0.0, language=self._said.language
        )
        with ExitStack() as files:
            rows, total = self._rows(files)
            taking = Taking(rows)
            if wishes.dry_run:
                return self._counted(palja, taking, paths, files)
            journal, written = self._journal(paths, form)
            if journal is not None:
                files.callback(journal.close)
            results = self._results(paths, form, written, files)
            return self._asked(palja, taking, results, journal, paths, total)

    def _form(self) -> Form:
        if not self._wishes.csv:
            if self._wishes.columns is not None:
                raise WrongArgument("--columns goes with --csv")
            return JsonLines()
        if self._wishes.columns is None:
            return Csv()
        names = [name.strip() for name in self._wishes.columns.split(",")]
        for name in names:
            if name not in COLUMNS:
                raise OutputRefused("unknown_column", name=name, known=COLUMNS)
        return Csv(names)

    def _rows(self, files: ExitStack) -> tuple[Iterator[Row], int | None]:
        """The rows, whose first has been read, and how many lines there are."""
        wishes = self._wishes
        if wishes.form is not None and wishes.form not in FORMATS:
            raise WrongArgument("--format is csv or jsonl")
        form: Format | None = "csv" if wishes.form == "csv" else "jsonl" if wishes.form else None
        defaults = {
            "service_type": _service(wishes.service),
            "language": wishes.reading_language,
        }
        total = None
        try:
            if wishes.source == STANDARD:
                stream = FileIO(sys.stdin.fileno(), closefd=False)
            else:
                stream = files.enter_context(FileIO(wishes.source))
                total = _lines_in(stream) if stream.seekable() else None
            rows = rows_of(
                stream,
                form=form,
                encoding=wishes.encoding,
                defaults={name: value for name, value in defaults.items() if value is not None},
                tell=self._teller.tell,
            )
            first = list(_first(rows))
        except OSError as error:
            raise UnreadableInput(
                "unreadable_file", path=wishes.source, reason=error.strerror or error
            ) from None
        return chain(first, rows), total

    def _journal(self, paths: Paths | None, form: Form) -> tuple[Journal | None, Written]:
        if paths is None:
            return None, Written()
        if not self._wishes.resume:
            batch = secrets.token_hex(8)
            journal = Journal.create(paths.journal, batch=batch, form=form.name)
            return journal, journal.written
        journal = Journal.open(paths.journal)
        if journal.form != form.name:
            raise OutputRefused("other_form", before=journal.form, now=form.name)
        written = journal.written
        self._teller.tell("resuming", rows=written.rows)
        return journal, written

    def _results(
        self, paths: Paths | None, form: Form, written: Written, files: ExitStack
    ) -> Results:
        if paths is None:
            results: BinaryIO = sys.stdout.buffer
            bad = _nowhere(files)
        else:
            results = opened(paths.results, written.result_bytes)
            files.callback(_closed, results)
            bad = opened(paths.bad, written.bad_bytes)
            files.callback(_closed, bad)
        return Results(results, bad, form, written)

    def _describe(self, row: Row) -> Outcome:
        """A row that could not be read; the first few are told at once."""
        faults = tuple(self._said.fault(fault) for fault in row.faults)
        if self._shown < SHOWN_BAD_ROWS:
            self._shown += 1
            for fault in faults:
                field = f"{fault['field']}: " if fault["field"] else ""
                self._teller.tell(
                    "bad_row", line=str(row.line), field=field, problem=fault["problem"]
                )
        return Outcome.of_faults(faults, self._said.of("row_refused"))

    def _gateway(self, palja: AsyncPalja) -> Gateway:
        absence = Absence("away", self._clock, self._wishes.patience_s, self._teller.tell)
        return Gateway(palja, absence, self._clock)

    def _asked(
        self,
        palja: AsyncPalja,
        taking: Taking,
        results: Results,
        journal: Journal | None,
        paths: Paths | None,
        total: int | None,
    ) -> int:
        tally, clock = results.written.tally, self._clock
        began_s = clock.monotonic_s()
        window = Window(clock, self._settings.job_deadline_s / 2)
        batch = Batch(
            self._gateway(palja),
            taking,
            results,
            journal,
            window=window,
            purse=Purse(self._wishes.max_cost, tally.cost_usd),
            pace=Pace(clock, self._wishes.limit_rps),
            makeshift=Absence("makeshift", clock, self._wishes.patience_s, self._teller.tell),
            describe=self._describe,
            show=lambda: self._teller.show(
                Standing(tally, window.open, None if total is None else max(total, taking.taken))
            ),
        )
        self._teller.begin()
        try:
            asyncio.run(_run(palja, batch.run))
        except Stopped as error:
            self._teller.end()
            self._teller.tell(error.kind, **error.facts)
            status = INTERRUPTED if error.kind == "stopped_by_user" else STOPPED
        except NotWritable as error:
            self._teller.end()
            self._teller.tell("stopped_disk", path=error.path, reason=error.reason)
            status = STOPPED
        except (UnreadableInput, OSError) as error:
            self._teller.end()
            self._teller.tell("stopped_unreadable", reason=self._reason(error))
            status = STOPPED
        else:
            self._teller.end()
            return self._finished(results, journal, paths, clock.monotonic_s() - began_s)
        self._tell_how_to_go_on(journal, paths, tally.rows)
        return status

    def _finished(
        self, results: Results, journal: Journal | None, paths: Paths | None, took_s: float
    ) -> int:
        tally = results.written.tally
        self._teller.tell(
            "finished",
            **{**tally.as_json(), "cost": f"{tally.cost_usd:.4f}"},
            time=duration(took_s),
            path=STANDARD if paths is None else paths.results,
        )
        if paths is not None:
            if tally.invalid:
                self._teller.tell("bad_rows", path=paths.bad)
            else:
                paths.bad.unlink(missing_ok=True)
        if journal is not None:
            journal.remove()
        return UNANSWERED if tally.unanswered else DONE

    def _tell_how_to_go_on(self, journal: Journal | None, paths: Paths | None, rows: int) -> None:
        if journal is None or paths is None:
            self._teller.tell("not_kept", rows=rows)
            return
        kept = journal.written.rows  # what was written behind it comes again
        words = [word for word in sys.argv[1:] if word not in {"--resume", "--overwrite"}]
        command = shlex.join(["palja", *words, "--resume"])
        self._teller.tell("kept", rows=kept, path=paths.results, command=command)

    def _counted(
        self, palja: AsyncPalja, taking: Taking, paths: Paths | None, files: ExitStack
    ) -> int:
        bad = _nowhere(files) if paths is None else opened(paths.bad, 0)
        files.callback(_closed, bad)
        count = Count()

        async def run(_stop: asyncio.Event) -> None:
            await counted(
                self._gateway(palja),
                taking,
                Results(_nowhere(files), bad, JsonLines(), Written()),
                count,
                pace=Pace(self._clock, self._wishes.limit_rps),
                clock=self._clock,
                describe=self._describe,
            )
            figures = await palja.stats(patience_s=5.0)
            for line in told(count, figures, self._settings, self._said):
                print(line)

        try:
            asyncio.run(_run(palja, run))
        except Stopped as error:
            self._teller.tell(error.kind, **error.facts)
            return STOPPED
        if count.invalid and paths is not None:
            self._teller.tell("bad_rows", path=paths.bad)
        elif paths is not None:
            paths.bad.unlink(missing_ok=True)
        return UNANSWERED if count.invalid else DONE

    def _reason(self, error: UnreadableInput | OSError) -> str:
        if isinstance(error, UnreadableInput):
            return self._said.of(error.kind, **error.facts)
        return error.strerror or str(error)


async def _run(palja: AsyncPalja, run: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Runs it; the first Ctrl-C or SIGTERM stops it as it should, a second one at once."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def heed() -> None:
        stop.set()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, heed)
    async with palja:
        await run(stop)


def _service(word: str | None) -> str | None:
    """The service type that a word names, as in a row."""
    try:
        return None if word is None else word_of("service_type")(word)
    except CellProblem as problem:
        raise WrongArgument(f"--service: {word!r} is none; for example {problem.example}") from None


def _first(rows: Iterator[Row]) -> Iterator[Row]:
    """The first row, if there is one: by then the header has been read."""
    for row in rows:
        yield row
        return


def _lines_in(stream: FileIO) -> int:
    """How many lines the file has; it is at its beginning then."""
    lines = 0
    while piece := stream.read(_COUNT_BYTES):
        lines += piece.count(b"\n")
    stream.seek(0)
    return lines


def _nowhere(files: ExitStack) -> BinaryIO:
    """A file that keeps nothing."""
    return files.enter_context(Path(os.devnull).open("wb"))


def _closed(file: BinaryIO) -> None:
    with suppress(OSError):  # what could not be written still cannot be
        file.close()
