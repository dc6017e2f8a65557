"""`palja batch` from its words to its exit status."""

from __future__ import annotations

import asyncio
import shlex
import sys
from contextlib import ExitStack
from dataclasses import dataclass

from client import AsyncPalja, BadAddress
from scripts.batch.asking.absence import Absence
from scripts.batch.asking.batch import Batch
from scripts.batch.asking.gateway import Gateway
from scripts.batch.asking.purse import Purse
from scripts.batch.asking.window import Window
from scripts.batch.dry_run import Count, counted, told
from scripts.batch.interrupting import heeding_signals
from scripts.batch.opening import bad_rows_of, journal_of, results_of, rows_in
from scripts.batch.paths import STANDARD, Paths
from scripts.batch.progress import Standing, Teller, duration
from scripts.batch.questions.taking import Taking
from scripts.batch.results.journal import Journal
from scripts.batch.results.not_writable import NotWritable
from scripts.batch.results.outcome import Outcome, Tally
from scripts.batch.rows.encodings import UnknownEncoding
from scripts.batch.rows.row import Row
from scripts.batch.sentences import LANGUAGES, Sentences, sentences
from scripts.batch.told import Stopped, Told, UnreadableInput
from scripts.batch.wishes import Wishes
from scripts.gateway import WrongArgument, opened
from scripts.pace import Pace
from shared.clock import Clock, SystemClock
from shared.errors import SettingsError
from shared.settings import Settings, load_settings, spoken_language

DONE, UNANSWERED, WRONG_ARGUMENT, STOPPED, INTERRUPTED = 0, 1, 2, 3, 130
SHOWN_BAD_ROWS = 5


def command(wishes: Wishes) -> int:
    """Runs a batch, and returns the exit status, which is 0 only when every row has an answer."""
    clock = SystemClock()
    language = wishes.language if wishes.language in LANGUAGES else spoken_language()
    said = sentences(language)
    teller = Teller(sys.stderr, said, clock)
    try:
        wishes.check_languages()
        run = _Run(wishes, load_settings(), said, teller, clock)
        return run.counted() if wishes.dry_run else run.asked()
    except (WrongArgument, SettingsError, BadAddress) as error:
        teller.tell("wrong_argument", reason=error)
    except UnknownEncoding as error:
        teller.tell("encoding_unknown", name=error)
    except Told as error:
        teller.tell(error.kind, **error.facts)
    except NotWritable as error:
        teller.tell("not_writable", path=error.path, reason=error.reason)
    except KeyboardInterrupt:
        teller.tell("stopped_by_user")
        return INTERRUPTED
    finally:
        teller.end()
    return WRONG_ARGUMENT


@dataclass(slots=True)
class _Run:
    """One run. What makes it impossible is raised before anything is asked."""

    wishes: Wishes
    settings: Settings
    said: Sentences
    teller: Teller
    clock: Clock
    shown_bad_rows: int = 0

    def asked(self) -> int:
        """Asks all rows; the exit status."""
        wishes, clock, began_s = self.wishes, self.clock, self.clock.monotonic_s()
        form, paths, palja = wishes.results_form, wishes.paths, self._palja()
        with ExitStack() as files:
            rows, number = rows_in(wishes, self.teller.tell, files)
            journal = journal_of(wishes, paths, form, files)
            if wishes.resume and journal is not None:
                self.teller.tell("resuming", rows=journal.written.rows)
            written = results_of(paths, form, journal, files)
            tally, taking = written.written.tally, Taking(rows)
            window = Window(clock, self.settings.job_deadline_s / 2)

            def show() -> None:
                total = taking.taken if taking.ended else number and max(number, taking.taken)
                self.teller.show(Standing(tally, window.open, total))

            batch = Batch(
                self._gateway(palja),
                taking,
                written,
                journal,
                window=window,
                purse=Purse(wishes.max_cost, tally.cost_usd),
                pace=Pace(wishes.limit_rps, clock),
                makeshift=Absence("makeshift", clock, wishes.patience_s, self.teller.tell),
                describe=self._describe,
                show=show,
            )
            self.teller.begin()
            stopped = self._stopped(palja, batch)
            show()
            self.teller.end()
            if stopped is None:
                self._tell_the_end(tally, journal, paths, clock.monotonic_s() - began_s)
                return UNANSWERED if tally.unanswered else DONE
            self.teller.tell(stopped.kind, **stopped.facts)
            if stopped.kind != "stopped_changed":  # with which no run can go on
                self._tell_how_to_go_on(tally, journal, paths)
            return INTERRUPTED if stopped.kind == "stopped_by_user" else STOPPED

    def counted(self) -> int:
        """Counts all rows, and asks no model; the exit status."""
        paths, palja, count = self.wishes.paths, self._palja(), Count()
        with ExitStack() as files:
            rows, _ = rows_in(self.wishes, self.teller.tell, files)
            bad = bad_rows_of(paths, files)

            async def run() -> None:
                async with palja:
                    await counted(
                        self._gateway(palja),
                        Taking(rows),
                        bad,
                        count,
                        pace=Pace(self.wishes.limit_rps, self.clock),
                        clock=self.clock,
                        describe=self._describe,
                    )
                    figures = await palja.stats(patience_s=5.0)
                for line in told(count, figures, self.settings, self.said):
                    print(line)

            try:
                asyncio.run(run())
            except Stopped as error:
                self.teller.tell(error.kind, **error.facts)
                return STOPPED
        self._tell_of_bad_rows(count.invalid, paths)
        return UNANSWERED if count.invalid else DONE

    def _stopped(self, palja: AsyncPalja, batch: Batch) -> Told | None:
        """Why the batch ended before its input did; None: it did not."""

        async def run(stop: asyncio.Event) -> None:
            async with palja:
                await batch.run(stop)

        try:
            asyncio.run(heeding_signals(run))
        except Stopped as error:
            return error
        except NotWritable as error:
            return Stopped("stopped_disk", path=error.path, reason=error.reason)
        except UnreadableInput as error:
            reason = self.said.of(error.kind, **error.facts)
            return Stopped("stopped_unreadable", reason=reason)
        except OSError as error:
            return Stopped("stopped_unreadable", reason=error.strerror or error)
        return None

    def _palja(self) -> AsyncPalja:
        language = self.said.language
        return opened(self.wishes.url, self.wishes.key_file, patience_s=0.0, language=language)

    def _gateway(self, palja: AsyncPalja) -> Gateway:
        absence = Absence("away", self.clock, self.wishes.patience_s, self.teller.tell)
        return Gateway(palja, absence, self.clock, self.teller.tell)

    def _describe(self, row: Row) -> Outcome:
        """A row that could not be read; the first few are told at once."""
        faults = tuple(self.said.fault(fault) for fault in row.faults)
        if self.shown_bad_rows < SHOWN_BAD_ROWS:
            self.shown_bad_rows += 1
            for fault in faults:
                field = f"{fault['field']}: " if fault["field"] else ""
                self.teller.tell(
                    "bad_row", line=str(row.line), field=field, problem=fault["problem"]
                )
        return Outcome.of_faults(faults, self.said.of("row_refused"))

    def _tell_the_end(
        self, tally: Tally, journal: Journal | None, paths: Paths | None, took_s: float
    ) -> None:
        self.teller.tell(
            "finished",
            **{**tally.as_json(), "cost": f"{tally.cost_usd:.4f}"},
            time=duration(took_s),
            path=STANDARD if paths is None else paths.results,
        )
        self._tell_of_bad_rows(tally.invalid, paths)
        if journal is not None:
            journal.remove()

    def _tell_of_bad_rows(self, number: int, paths: Paths | None) -> None:
        if paths is None:
            return
        if number:
            self.teller.tell("bad_rows", path=paths.bad)
        else:
            paths.bad.unlink(missing_ok=True)

    def _tell_how_to_go_on(
        self, tally: Tally, journal: Journal | None, paths: Paths | None
    ) -> None:
        if journal is None or paths is None:
            self.teller.tell("not_kept", rows=tally.rows)
            return
        words = [word for word in sys.argv[1:] if word not in {"--resume", "--overwrite"}]
        again = shlex.join(["palja", *words, "--resume"])
        rows = journal.written.rows  # what was written behind it is written again
        self.teller.tell("kept", rows=rows, path=paths.results, command=again)
