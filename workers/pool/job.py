"""One message's run: what Celery's tracer does for a function, done for a coroutine.

Left out on purpose: results (the job record holds them), retries (the chain's), links, chains and
chords (ignored), `current_task` (take `bind=True`: `self.request` is right in every coroutine).
"""

from __future__ import annotations

import asyncio
import inspect
import logging
import time
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import Enum, auto
from threading import get_ident
from typing import TYPE_CHECKING, Any, TypeAlias

from billiard.einfo import ExceptionInfo
from celery import signals, states
from celery.app.task import Context
from celery.app.trace import TraceInfo
from celery.exceptions import (
    Ignore,
    InvalidTaskError,
    Reject,
    Retry,
    SoftTimeLimitExceeded,
    Terminated,
)
from celery.utils.saferepr import saferepr
from kombu.serialization import loads

if TYPE_CHECKING:
    from collections.abc import Callable

    from celery.app.task import Task

logger = logging.getLogger(__name__)

now = time.monotonic  # noqa: TID251 - Celery subtracts it from a reading of this very clock

Outcome: TypeAlias = tuple[int, object, float]  # failed, the error or the result's repr, seconds

# Exceptions that mean something to a process or to Celery's retries, and nothing to a coroutine.
_MEANINGLESS = (Retry, SystemExit, KeyboardInterrupt, MemoryError, asyncio.CancelledError)

_number: ContextVar[int | None] = ContextVar("job", default=None)


def request_ident() -> int:
    """Whose `task.request` is meant: the job's inside its coroutines, else the thread's."""
    number = _number.get()
    return get_ident() if number is None else -number


class Cause(Enum):
    """Why a job was cancelled."""

    SOFT_LIMIT = auto()
    HARD_LIMIT = auto()
    TERMINATED = auto()


@dataclass(eq=False, repr=False, slots=True, weakref_slot=True)
class Job:
    """A task about to run, its limits in seconds, and whom to tell.

    `number` stands where other pools have a process id: it names the job for `terminate_job`.
    Everything but `terminate` belongs to the loop's thread.
    """

    number: int
    task: Task[..., Any]
    request: dict[str, Any]
    body: Any
    content_type: str | None
    content_encoding: str | None
    accept: set[str] | None
    soft_s: float | None
    hard_s: float | None
    on_accepted: Callable[[int, float], object]
    on_timeout: Callable[[bool, float], object]
    on_done: Callable[[Outcome], object]
    report: Callable[[Job, Outcome | None], None]
    report_timeout: Callable[[Job, bool, float], None]
    call: Callable[..., None]
    cause: Cause | None = None
    running: asyncio.Task[Outcome | None] | None = None
    timers: list[asyncio.TimerHandle] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"<job {self.number}: {self.task.name}>"  # no body in any log

    def terminate(self, signal: object = None) -> None:  # noqa: ARG002 - Celery names one
        """Cancel the job, from any thread: a coroutine knows no signals."""
        self.call(self.cancel, Cause.TERMINATED)

    def start(self) -> None:
        """Run the task in the current loop, or report its end if it was cancelled before."""
        if self.cause is not None:
            self.report(self, self._terminated())
            return
        loop = asyncio.get_running_loop()
        self.running = loop.create_task(self._run())
        self.running.add_done_callback(self._ended)
        if self.soft_s:
            self.timers.append(loop.call_later(self.soft_s, self._limit, Cause.SOFT_LIMIT))
        if self.hard_s:
            self.timers.append(loop.call_later(self.hard_s, self._limit, Cause.HARD_LIMIT))

    def cancel(self, cause: Cause) -> None:
        """Cancel once: a second cancellation would break into the first one's cleaning up.

        Only the hard limit may do that.
        """
        if self.cause is None or (self.cause is not cause and cause is Cause.HARD_LIMIT):
            self.cause = cause
            if self.running is not None:
                self.running.cancel()

    def _limit(self, cause: Cause) -> None:
        soft = cause is Cause.SOFT_LIMIT
        if self.cause is None or (not soft and self.cause is Cause.SOFT_LIMIT):
            self.report_timeout(self, soft, (self.soft_s if soft else self.hard_s) or 0.0)
            self.cancel(cause)

    def _ended(self, running: asyncio.Task[Outcome | None]) -> None:
        for timer in self.timers:
            timer.cancel()
        if running.cancelled():  # before its first step: the coroutine had no say
            outcome: Outcome | None = self._terminated()
        elif (error := running.exception()) is not None:
            logger.error("%r broke down outside its coroutine", self, exc_info=error)
            outcome = 1, ExceptionInfo((type(error), error, error.__traceback__)), 0.0
        else:
            outcome = running.result()
        self.report(self, outcome)

    async def _run(self) -> Outcome | None:
        """What Celery's callbacks take, None if they know already (the hard limit)."""
        task, task_id = self.task, self.request["id"]
        _number.set(self.number)
        context = Context(self.request, called_directly=False)
        task.request_stack.push(context)
        started_s = now()
        state: str = states.FAILURE
        result: object = None
        try:
            args, kwargs = self._decode()
            context.update(args=args, kwargs=kwargs)
            if not inspect.iscoroutinefunction(task.run):
                raise TypeError(f"{task.name} is no `async def`: it would block every other job")  # noqa: TRY301 - Celery's failure path is the one below
            signals.task_prerun.send(
                sender=task, task_id=task_id, task=task, args=args, kwargs=kwargs
            )
            result = await task.run(*args, **kwargs)
        except BaseException as error:  # noqa: BLE001 - a job's root: nothing may end the loop
            outcome, state = self._failed(context, error, now() - started_s)
        else:
            runtime_s = now() - started_s
            state = states.SUCCESS
            signals.task_success.send(sender=task, result=result)
            shown = "None" if result is None else saferepr(result, task.resultrepr_maxsize)
            outcome = None if self.cause is Cause.HARD_LIMIT else (0, shown, runtime_s)
        finally:
            signals.task_postrun.send(
                sender=task,
                task_id=task_id,
                task=task,
                args=context.args,
                kwargs=context.kwargs,
                retval=result,
                state=state,
            )
            task.request_stack.pop()
        return outcome

    def _decode(self) -> tuple[list[Any], dict[str, Any]]:
        body = self.body
        if self.content_type is not None:
            body = loads(
                body, self.content_type, self.content_encoding or "utf-8", accept=self.accept
            )
        match body:
            case [list() | tuple() as args, dict() as kwargs, _]:
                return list(args), kwargs
        raise InvalidTaskError("a message's body is a list of arguments, a mapping and the options")

    def _failed(
        self, context: Context, error: BaseException, runtime_s: float
    ) -> tuple[Outcome | None, str]:
        if self.cause is Cause.TERMINATED:
            if not isinstance(error, asyncio.CancelledError):
                logger.warning("%s failed while it was cancelled", self.task.name, exc_info=error)
            return self._terminated(), states.REVOKED
        if self.cause is Cause.HARD_LIMIT:
            return None, states.FAILURE
        if self.cause is Cause.SOFT_LIMIT and isinstance(error, asyncio.CancelledError):
            error = SoftTimeLimitExceeded(self.soft_s).with_traceback(error.__traceback__)
        if isinstance(error, (Ignore, Reject)):
            info = ExceptionInfo((type(error), error, error.__traceback__), internal=True)
            return (1, info, runtime_s), states.IGNORED
        if isinstance(error, _MEANINGLESS):
            error = RuntimeError(f"the task raised {error!r}").with_traceback(error.__traceback__)
        # Celery's own way: the task's on_failure, the signal, one log line by its policy.
        failure = TraceInfo(states.FAILURE, error)
        info = failure.handle_error_state(self.task, context, call_errbacks=False)
        return (1, info, runtime_s), states.FAILURE

    def _terminated(self) -> Outcome:
        try:
            raise Terminated("cancelled")  # noqa: TRY301 - an ExceptionInfo insists on a traceback
        except Terminated:
            return 1, ExceptionInfo(), 0.0
