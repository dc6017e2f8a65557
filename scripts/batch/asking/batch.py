"""From rows to results, with so few open at a time that a million take no more memory than a thousand.

rows ─▶ what caches know ─────────────────────────────────▶ results, in order
            └ the rest ─▶ asked, as the window allows ─▶ jobs ─▶ waited for ─┘
                               ▲                           └ makeshift, unknown ─┐
                               └─────────────────────── asked again ◀────────────┘
"""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace

from client import Answer, BatchRow
from scripts.batch.asking.absence import FIRST_PAUSE_S, Absence
from scripts.batch.asking.gateway import CallIsAnothers, Gateway, is_makeshift, passes
from scripts.batch.asking.purse import Purse
from scripts.batch.asking.taking_up import Begun, taken_up
from scripts.batch.asking.window import Window
from scripts.batch.questions.taking import MOST_BYTES, Taking
from scripts.batch.results.files import Results
from scripts.batch.results.journal import Journal
from scripts.batch.results.not_writable import NotWritable
from scripts.batch.results.outcome import Outcome
from scripts.batch.rows.row import Row
from scripts.batch.told import Stopped
from scripts.pace import Pace

MOST_ROWS = 2000
"""Between the last row that was read and the first that is not written."""
AT_ONCE = 250
"""Rows of a call that brings no readings."""
FETCHED_AT_ONCE = 50
"""Rows of a call that does: 1.5 MB as it comes, and some ten times that as values."""
WAITERS = 16
"""Jobs that are waited for at the same time, each by a long poll; the others stand in line.

Low jobs begin in order, so the first in line end first; and one that has ended is read at once.
"""
SAVE_EVERY_S = 1.0


class Batch:
    """One run of a batch."""

    def __init__(
        self,
        gateway: Gateway,
        taking: Taking,
        results: Results,
        journal: Journal | None,
        *,
        window: Window,
        purse: Purse,
        pace: Pace,
        makeshift: Absence,
        describe: Callable[[Row], Outcome],
        show: Callable[[], None],
    ) -> None:
        self._gateway = gateway
        self._taking = taking
        self._results = results
        self._journal = journal
        self._window = window
        self._purse = purse
        self._pace = pace
        self._makeshift = makeshift
        self._describe = describe
        self._show = show
        self._wanted: deque[Row] = deque()
        """No cache knows them, and they are still to be asked."""
        self._jobs: dict[str, list[Row]] = {}
        self._line: asyncio.Queue[str] = asyncio.Queue()
        self._paid: deque[str] = deque(maxlen=MOST_ROWS)
        """Jobs that have ended. A row that was asked just before may still be told of one."""
        self._changed = asyncio.Event()
        self._saved: int | None = None
        """The row up to which results were saved; None: until the journal is taken up, nothing is."""

    async def run(self, stop: asyncio.Event) -> None:
        """Asks until all rows are written, or until it is told to stop.

        Raises:
            Stopped: before the end; what is finished is written, and can be resumed.
            NotWritable, UnreadableInput, OSError: likewise, and says what is wrong.
        """
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._collect()) for _ in range(WAITERS)]
                tasks += [group.create_task(self._save_often()), group.create_task(_heed(stop))]
                await self._ask_all()
                for task in tasks:
                    task.cancel()
        except BaseExceptionGroup as group:
            error = group.exceptions[0]
            if not isinstance(error, NotWritable):
                self._save()
            raise error from None
        self._save()

    async def _ask_all(self) -> None:
        await self._take_up()
        more = True
        while True:
            if self._wanted:
                room = self._room()
                if room:
                    await self._ask(self._next_wanted(room))
                elif self._window.open:
                    await self._change()
                else:
                    raise Stopped("stopped_cost", spent=f"{self._purse.spent_usd:.4f}")
            elif more and self._taking.taken - self._results.turn < MOST_ROWS:
                rows = await self._taking.some(min(AT_ONCE, self._pace.at_once or AT_ONCE))
                more = bool(rows)
                await self._look_up(rows)
            elif self._window.open:
                await self._change()
            elif more:
                raise RuntimeError("a row is neither open nor wanted nor written")
            else:
                return

    async def _take_up(self) -> None:
        """Goes on with what was begun: waits for its jobs, and makes calls again that were missed."""
        first = self._results.turn
        if self._journal is not None:
            begun = await taken_up(self._journal, self._taking, first, AT_ONCE)
        else:
            begun = Begun()
        self._saved = first
        for job_id, row in begun.jobs:
            self._await(job_id, row)
        for call, rows in begun.calls.items():
            await self._ask_as(call, rows)
        for at in range(0, len(begun.new), AT_ONCE):
            await self._look_up(begun.new[at : at + AT_ONCE])

    async def _look_up(self, rows: Iterable[Row]) -> None:
        """Writes what caches know of these, and what is wrong with them; the others are wanted."""
        good = []
        for row in rows:
            if row.question is None:
                self._results.put(row, self._describe(row))
            else:
                good.append(row)
        if not good:
            return
        await self._pace.keep(len(good))
        hits = []
        looked_up = await self._gateway.known([row.question or {} for row in good])
        for row, told in zip(good, looked_up, strict=True):
            if told.problem is not None and not passes(told.problem):
                self._results.put(row, Outcome.of_problem(told.problem, row.columns))
            elif told.known in {None, "no"}:
                self._wanted.append(row)
            else:
                hits.append(row)
        for at in range(0, len(hits), FETCHED_AT_ONCE):
            await self._fetch(hits[at : at + FETCHED_AT_ONCE])

    async def _fetch(self, rows: list[Row]) -> None:
        """Writes what caches have; a reading that has gone meanwhile is wanted.

        Without a name for the call: what is kept for a repetition would hold all these readings.
        """
        answers = await self._gateway.ask([row.question or {} for row in rows])
        for row, told in zip(rows, answers, strict=True):
            if told.answer is not None and not is_makeshift(told.answer):
                self._results.put(row, Outcome.of_answer(told.answer))
            else:
                self._wanted.append(row)

    async def _ask(self, rows: list[Row]) -> None:
        """Asks these as a call of a new name, which is noted before."""
        rows.sort(key=lambda row: row.index)  # as they will stand when the call is made again
        call = f"batch-{secrets.token_hex(12)}"
        if self._journal is not None:
            indices = [row.index for row in rows]
            self._journal.note_call(call, indices, self._taking.taken, self._taking.digest)
        await self._ask_as(call, rows)

    async def _ask_as(self, call: str, rows: list[Row]) -> None:
        try:
            answers = await self._gateway.ask([row.question or {} for row in rows], call)
        except CallIsAnothers:
            await self._ask(rows)
            return
        jobs: dict[int, str] = {}
        again: list[Row] = []
        pauses_s, makeshift = [], False
        for row, told in zip(rows, answers, strict=True):
            if told.answer is not None and is_makeshift(told.answer):
                again.append(row)
                makeshift = True
            elif told.problem is not None and passes(told.problem):
                again.append(row)
                pauses_s.append(told.problem.retry_after_s or FIRST_PAUSE_S)
            elif told.answer is None and told.problem is None and told.job_id is not None:
                jobs[row.index] = told.job_id
                self._await(told.job_id, row)
            else:
                self._results.put(row, _outcome(row, told))
        if self._journal is not None:
            self._journal.note_jobs(jobs, {row.index for row in rows} - jobs.keys())
        self._wanted.extendleft(reversed(again))
        if makeshift:
            await self._makeshift.outlast()
        elif pauses_s:
            self._window.refused()
            await asyncio.sleep(min(pauses_s))  # each is told a later time than the one before it

    def _await(self, job_id: str, row: Row) -> None:
        """The row waits for this job, perhaps with others that ask the same."""
        if job_id in self._jobs:
            self._jobs[job_id].append(row)
            return
        self._jobs[job_id] = [row]
        self._window.opened(1)
        self._line.put_nowait(job_id)

    async def _collect(self) -> None:
        """Waits for one job after the other."""
        while True:
            job_id = await self._line.get()
            ended = await self._gateway.end_of(job_id)
            if isinstance(ended, Answer) and is_makeshift(ended):
                await self._makeshift.outlast()
                ended = None
            elif isinstance(ended, Answer):
                self._makeshift.over()
            rows = self._jobs.pop(job_id)
            self._window.ended()
            if ended is None:  # the store has lost it, or it was nobody's: it was not paid for
                if self._journal is not None:
                    self._journal.forget(row.index for row in rows)
                self._wanted.extend(rows)
            else:
                self._write(rows, ended)
            self._changed.set()

    def _write(self, rows: list[Row], ended: Answer | Outcome) -> None:
        """Writes what came of a job for all rows that waited for it; the first one bears the cost."""
        if isinstance(ended, Outcome):
            outcome, paid_usd = ended, 0.0
        else:
            outcome, paid_usd = Outcome.of_answer(ended), ended.cost_usd
            if ended.job_id in self._paid:
                paid_usd = 0.0
            else:
                self._paid.append(str(ended.job_id))
                self._purse.pay(paid_usd)
        for row in rows:
            self._results.put(row, replace(outcome, cost_usd=paid_usd if row is rows[0] else 0.0))

    def _room(self) -> int:
        paid_for = self._purse.room(self._window.open)
        room = self._window.room
        return room if paid_for is None else min(room, paid_for)

    def _next_wanted(self, room: int) -> list[Row]:
        rows: list[Row] = []
        total_bytes = 0
        while self._wanted and len(rows) < min(room, AT_ONCE):
            total_bytes += self._wanted[0].size_bytes
            if rows and total_bytes > MOST_BYTES:
                break
            rows.append(self._wanted.popleft())
        return rows

    async def _change(self) -> None:
        self._changed.clear()
        await self._changed.wait()

    async def _save_often(self) -> None:
        while True:
            await asyncio.sleep(SAVE_EVERY_S)
            self._save()
            self._show()

    def _save(self) -> None:
        if self._saved not in {None, self._results.turn}:
            self._saved = self._results.turn
            self._results.save(self._journal, self._taking.taken, self._taking.digest)


async def _heed(stop: asyncio.Event) -> None:
    await stop.wait()
    raise Stopped("stopped_by_user")


def _outcome(row: Row, told: BatchRow) -> Outcome:
    if told.problem is not None:
        return Outcome.of_problem(told.problem, row.columns)
    if told.answer is not None:
        return Outcome.of_answer(told.answer)
    return Outcome(told.status, problem={"code": told.status, "detail": "", "job_id": told.job_id})
