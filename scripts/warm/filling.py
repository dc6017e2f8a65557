"""Asks for what no cache knows yet, a few at a time and behind everybody else.

look (500 at once) ─ known ─▶ counted
   └ not known ─▶ batch (low priority) ─▶ job ─ wait ─▶ counted

Questions that are under way are few: one that nobody begins within PALJA_JOB_DEADLINE is answered by the
engine, and warming is not for that.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice

from client import (
    Answer,
    AsyncPalja,
    BatchRow,
    JobEnded,
    JobNotFound,
    Problem,
    Question,
    StillOpen,
    Unavailable,
)
from scripts.pace import Pace
from scripts.warm.tally import Tally
from shared.contracts.answers import ENGINE

LOOK = 500
"""Questions that are looked up by one call."""
JOB_S = 900.0
"""A job that takes longer is counted as failed; it goes on."""
PATIENCE_S = 120.0
"""A full queue, or a system without workers, is waited for so long."""
_AWAY = Unavailable(503, "degraded", "The store or every worker is away.", retry_after_s=5.0)


class Filling:
    """One run.

    Args:
        palja: the gateway.
        tally: what came of it; `changed` is called whenever it grows.
        at_once: questions under way.
        pace: of questions that are asked.
        changed: shows how far it is.

    """

    def __init__(
        self,
        palja: AsyncPalja,
        tally: Tally,
        *,
        at_once: int,
        pace: Pace,
        changed: Callable[[], None],
    ) -> None:
        self._palja = palja
        self._tally = tally
        self._at_once = at_once
        self._pace = pace
        self._changed = changed
        self._waiting: set[asyncio.Task[None]] = set()
        self._rested_s = 0.0

    async def fill(self, questions: Iterator[Question]) -> None:
        """Asks all of them and waits for the last.

        Raises:
            PaljaError: the gateway is away for too long, or its queue is full for too long.
        """
        try:
            while few := list(islice(questions, LOOK)):
                await self._ask(await self._unknown(few))
            while self._waiting:
                await self._until_some_end()
        finally:
            for task in self._waiting:
                task.cancel()
            await asyncio.gather(*self._waiting, return_exceptions=True)

    async def _unknown(self, few: list[Question]) -> deque[Question]:
        """Those that no cache has fresh; the others are counted."""
        unknown: deque[Question] = deque()
        for question, row in zip(few, await self._palja.known(few), strict=True):
            if row.known == "fresh":
                self._tally.known += 1
            elif row.known == "engine":
                self._tally.by_engine += 1
            elif row.problem is None or row.problem.retry_after_s is not None:
                unknown.append(question)
            else:
                self._tally.failed[row.problem.code] += 1
        self._changed()
        return unknown

    async def _ask(self, questions: deque[Question]) -> None:
        while questions:
            free = self._at_once - len(self._waiting)
            room = min(free, self._pace.at_once or free, len(questions))
            if room <= 0:
                await self._until_some_end()
                continue
            few = [questions.popleft() for _ in range(room)]
            await self._pace.keep(len(few))
            later: list[Problem] = []
            for question, row in zip(few, await self._palja.batch(few), strict=True):
                problem = self._take(row)
                if problem is not None:
                    questions.append(question)
                    later.append(problem)
            self._changed()
            await self._rest(later)

    def _take(self, row: BatchRow) -> Problem | None:
        """Notes what came of one; the problem of one that is to be asked again."""
        if row.problem is not None:
            if row.problem.retry_after_s is not None:
                return row.problem
            self._tally.failed[row.problem.code] += 1
        elif row.answer is not None:
            if row.answer.degraded and not row.answer.cache_hit:
                return _AWAY  # the engine has answered, and no cache keeps that
            self._count(row.answer)
        elif row.job_id is not None:
            self._waiting.add(asyncio.create_task(self._wait(row.job_id)))
        return None

    async def _rest(self, problems: list[Problem]) -> None:
        """Waits as long as those with problems shall, all in all no longer than `PATIENCE_S`."""
        if not problems:
            self._rested_s = 0.0
            return
        rest_s = max(problem.retry_after_s or 0.0 for problem in problems)
        self._rested_s += rest_s
        if self._rested_s > PATIENCE_S:
            raise problems[0]
        await asyncio.sleep(rest_s)

    async def _wait(self, job_id: str) -> None:
        try:
            self._count(await self._palja.wait(job_id, timeout_s=JOB_S))
        except JobEnded as error:
            self._tally.failed[error.job.code or error.job.status] += 1
        except StillOpen:
            self._tally.failed["still open"] += 1
        except JobNotFound:
            self._tally.failed["its record is gone"] += 1
        self._changed()

    async def _until_some_end(self) -> None:
        done, self._waiting = await asyncio.wait(self._waiting, return_when=asyncio.FIRST_COMPLETED)
        errors = [task.exception() for task in done]  # each is asked for, else asyncio complains
        for error in errors:
            if error is not None:
                raise error

    def _count(self, answer: Answer) -> None:
        if answer.cache_hit:
            self._tally.known += 1
        elif answer.model_used == ENGINE:
            self._tally.by_engine += 1
        else:
            self._tally.written += 1
        self._tally.cost_usd += answer.cost_usd
