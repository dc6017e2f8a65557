"""The gateway as a batch sees it: calls that are made until they are answered."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from client import (
    Answer,
    BatchRow,
    GatewayUnreachable,
    JobEnded,
    JobNotFound,
    KnownRow,
    PaljaError,
    Problem,
    RateLimited,
    StillOpen,
    UnexpectedAnswer,
)
from scripts.batch.asking.absence import FIRST_PAUSE_S, Absence
from scripts.batch.results.outcome import Outcome
from scripts.batch.rows.lines import Tell
from scripts.batch.told import Stopped
from scripts.gateway import WrongArgument, line_of
from shared.clock import Clock
from shared.contracts.answers import ENGINE

BEFORE_ANYTHING_S = 5.0
"""So long a gateway is waited for that has not answered yet: its address may be wrong."""
_Question = Mapping[str, Any]
T = TypeVar("T")


class Calls(Protocol):
    """What is used of `AsyncPalja`."""

    async def batch(
        self,
        items: Sequence[_Question],
        *,
        idempotency_key: str | None = None,
        patience_s: float | None = None,
    ) -> tuple[BatchRow, ...]:
        """A row for each question, in order."""
        ...

    async def known(
        self, items: Sequence[_Question], *, patience_s: float | None = None
    ) -> tuple[KnownRow, ...]:
        """Whether a cache has each; none is asked."""
        ...

    async def wait(
        self, job_id: str, *, timeout_s: float = 120.0, patience_s: float | None = None
    ) -> Answer:
        """The job's answer."""
        ...


class Gateway:
    """Asks, and waits for jobs; a limit of calls is kept, and an absence outlasted."""

    def __init__(self, calls: Calls, absence: Absence, clock: Clock, tell: Tell) -> None:
        self._calls = calls
        self._clock = clock
        self._absence = absence
        self._tell = tell
        self._has_answered = False
        self._limit_told = False

    async def known(self, questions: Sequence[_Question]) -> tuple[KnownRow, ...]:
        """Which of these a cache has; nobody is asked. Raises Stopped, WrongArgument as `ask` does."""
        return await self._made(lambda: self._calls.known(questions, patience_s=0))

    async def ask(
        self, questions: Sequence[_Question], call: str | None = None
    ) -> tuple[BatchRow, ...]:
        """Answers and jobs; under the same `call` the same ones again.

        Raises:
            Stopped: the gateway refuses the call, or is away for too long.
            WrongArgument: it is none: the first answer that came has not the form of one.
            CallIsAnothers: this call was made with other questions.
        """
        return await self._made(
            lambda: self._calls.batch(questions, idempotency_key=call, patience_s=0)
        )

    async def end_of(self, job_id: str) -> Answer | Outcome | None:
        """The answer of a job, or how it ended without one; None: nobody knows it. Raises Stopped."""
        while True:
            try:
                return await self._made(lambda: self._calls.wait(job_id, patience_s=0))
            except StillOpen:
                pass
            except JobEnded as error:
                return Outcome.of_job(error.job)
            except JobNotFound:
                return None

    async def _made(self, make: Callable[[], Awaitable[T]]) -> T:
        while True:
            asked_s = self._clock.monotonic_s()
            try:
                found = await make()
            except (StillOpen, JobEnded, JobNotFound):
                self._answered(asked_s)
                raise
            except RateLimited as error:
                if not self._limit_told:
                    self._limit_told = True
                    self._tell("limited")
                await asyncio.sleep(error.retry_after_s or FIRST_PAUSE_S)
            except PaljaError as error:
                await self._outlast(error)
            else:
                self._answered(asked_s)
                return found

    def _answered(self, asked_s: float) -> None:
        self._has_answered = True
        self._absence.over(asked_s)

    async def _outlast(self, error: PaljaError) -> None:
        told_s = error.retry_after_s if isinstance(error, Problem) else None
        if isinstance(error, Problem) and error.status < 500:
            if error.code != "idempotency_conflict":
                raise Stopped("stopped_refused", reason=line_of(error)) from error
            if told_s is None:
                raise CallIsAnothers from error
            await asyncio.sleep(told_s)  # its first try is still under way
            return
        if not isinstance(error, (Problem, GatewayUnreachable, UnexpectedAnswer)):
            raise Stopped("stopped_refused", reason=line_of(error)) from error
        if isinstance(error, UnexpectedAnswer) and not self._has_answered:
            raise WrongArgument(line_of(error)) from error  # a proxy's page, later, may pass
        most_s = None if self._has_answered else BEFORE_ANYTHING_S
        await self._absence.outlast(line_of(error), retry_after_s=told_s, most_s=most_s)


class CallIsAnothers(Exception):
    """A call of this name was made before, with other questions."""


def passes(problem: Problem) -> bool:
    """Whether a row's problem is not the row's own: the system is full, or away."""
    if problem.code == "internal_error":
        return False
    return problem.status >= 500 or problem.status == 429


def is_makeshift(answer: Answer) -> bool:
    """Whether the engine wrote it because store, queue or workers are away, which passes."""
    return answer.degraded and answer.model_used == ENGINE
