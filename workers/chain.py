"""The model chain: each provider in its order, asked again where that can help, under one deadline.

What follows each failure is said in `workers.consequences`; here is only how it is carried out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import structlog

from shared.checks import Examination
from shared.clock import Clock
from shared.contracts.answers import Attempt, ReadingText, Usage, Validation
from shared.errors import AnswerUnusable, ProviderError, ProviderTimeout
from shared.metrics.counted import Counted
from shared.models import Models
from shared.prompts import Prompt
from workers.consequences import Again, Strike, consequence
from workers.gate.protocol import Closed, Gate, Pass
from workers.providers.protocol import MAX_OUTPUT_TOKENS, Call, Provider, Written
from workers.retry import Jitter, wait_s

MORE_ROOM = 2
"""Times the cap, after an answer that ran into it."""

CALL_ROOM_S = 5.0
"""A turn under a quota that comes later than this before the deadline comes too late for a call."""
GRACE_S = 0.5
"""So much longer than its time a provider may take to say that it is over."""
_WAITING = frozenset({Again.AFTER_WAIT, Again.IF_LAST})

Attempted = Callable[[Attempt], Awaitable[None]]
"""Is told of each provider call when it has ended, before anything follows from it."""


@dataclass(frozen=True, slots=True)
class Task:
    """What the chain is to bring.

    `prompt` writes what is asked, for each call anew; `examine` holds a reading against it; `writing`
    gives, for the call that will be the attempt of that place, whom to tell of its growing text
    (without it nobody wants it).
    """

    prompt: Callable[[], Prompt]
    examine: Callable[[ReadingText], Examination]
    attempted: Attempted | None = None
    writing: Callable[[int], Written] | None = None


@dataclass(frozen=True, slots=True)
class Good:
    """A whole reading that holds, who wrote it, and what the call took, cost included."""

    provider: str
    model: str
    reading: ReadingText
    validation: Validation
    usage: Usage


@dataclass(frozen=True, slots=True)
class ChainResult:
    """The reading (None: nobody brought one), and every call and skip, in order."""

    good: Good | None
    attempts: tuple[Attempt, ...]


class Chain:
    """Asks the providers one after the other; whoever brings a good reading ends it."""

    def __init__(
        self,
        providers: Sequence[Provider],
        *,
        gate: Gate,
        models: Models,
        retries: int,
        provider_timeout_s: float,
        clock: Clock,
        jitter: Jitter,
        counted: Counted,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._providers = tuple(providers)
        self._gate = gate
        self._models = models
        self._retries = retries
        self._provider_timeout_s = provider_timeout_s
        self._clock = clock
        self._jitter = jitter
        self._counted = counted
        self._pause = pause
        self._log = structlog.get_logger("chain")

    @property
    def names(self) -> tuple[str, ...]:
        """The providers in their order."""
        return tuple(provider.name for provider in self._providers)

    @property
    def first(self) -> str | None:
        """The name of the provider that is asked first."""
        return self._providers[0].name if self._providers else None

    async def ask(self, task: Task, *, budget_s: float) -> ChainResult:
        """The first good reading within `budget_s`, or none; never raises for a provider."""
        run = _Run(task, self._clock, self._clock.monotonic_s() + budget_s)
        for provider in self._providers:
            if run.remaining_s <= 0:
                break
            good = await self._ask(provider, run, last=provider is self._providers[-1])
            if good is not None:
                return ChainResult(good, tuple(run.attempts))
        return ChainResult(None, tuple(run.attempts))

    async def _ask(self, provider: Provider, run: _Run, *, last: bool) -> Good | None:
        """What one provider brings, asked again as often as its failures are worth it."""
        plan = _Plan(run.task.prompt, self._retries)
        while run.remaining_s > 0:
            entered = await self._enter(provider, plan, run)
            if entered is None:
                return None
            plan.calls += 1
            attempt, brought = await self._call(provider, entered, plan, run)
            await run.note(attempt)
            if isinstance(brought, Good):
                return brought
            again = plan.again(brought, last=last)
            if again is None:
                return None
            if again in _WAITING and not await self._waited(provider, brought, plan, run):
                return None
        return None

    async def _enter(self, provider: Provider, plan: _Plan, run: _Run) -> Pass | None:
        """The provider's turn under its quotas; None: it is not to be asked."""
        entered = await self._gate.enter(
            provider.name, patience_s=max(0.0, run.remaining_s - CALL_ROOM_S)
        )
        if isinstance(entered, Closed):
            if plan.calls == 0:  # else its circuit opened between the call and its retry
                await run.note(_skipped(provider))
            return None
        if run.remaining_s <= 0:  # the time was spent waiting
            await self._gate.leave(entered, Strike.NOTHING, "skipped", Usage())
            return None
        return entered

    async def _waited(
        self, provider: Provider, error: ProviderError, plan: _Plan, run: _Run
    ) -> bool:
        """Waits before a retry; False where there is none, for want of time or of hope."""
        pause_s = wait_s(error, plan.retries, self._jitter)
        # A hint that the deadline leaves no room for: somebody else may be quicker.
        if pause_s >= run.remaining_s or self._gate.stops_retries(provider.name):
            return False
        await self._pause(pause_s)
        if self._gate.stops_retries(provider.name):  # its circuit was opened by another job
            return False
        self._counted.retry()
        return True

    async def _call(
        self, provider: Provider, entered: Pass, plan: _Plan, run: _Run
    ) -> tuple[Attempt, Good | ProviderError]:
        """One call, what it brought, and what is counted and told of it."""
        started_s = self._clock.monotonic_s()
        strike, outcome, usage = Strike.NOTHING, "cancelled", Usage()
        timeout_s = min(run.remaining_s, self._provider_timeout_s)
        brought: Good | ProviderError
        try:
            try:
                brought = await self._good(provider, plan, run, timeout_s)
                strike, outcome, usage = Strike.GOOD, "ok", brought.usage
            except ProviderError as error:
                brought = error
                strike, outcome = consequence(error).strike, error.outcome
                if isinstance(error, ProviderTimeout) and timeout_s < self._provider_timeout_s:
                    strike = Strike.NOTHING  # the job's last moments were no fair trial
                usage = self._priced(provider, error.usage or Usage())
        finally:
            took_s = self._clock.monotonic_s() - started_s
            self._counted.call(provider.name, provider.model, outcome, took_s)
            await self._gate.leave(entered, strike, outcome, usage)
        if usage != Usage():
            self._counted.usage(provider.name, provider.model, usage)
        code = brought.code if isinstance(brought, ProviderError) else None
        attempt = Attempt(
            provider=provider.name,
            model=provider.model,
            outcome=outcome,
            code=None if code is None else int(code),
            ms=round(took_s * 1000),
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            cost_usd=usage.cost_usd,
        )
        self._log.info(
            "provider_call",
            provider=attempt.provider,
            outcome=attempt.outcome,
            code=attempt.code,
            ms=attempt.ms,
        )
        return attempt, brought

    async def _good(self, provider: Provider, plan: _Plan, run: _Run, timeout_s: float) -> Good:
        """What the provider writes, held against what was asked.

        Raises:
            ProviderError: it brought nothing that may be served.
        """
        written = None if run.task.writing is None else run.task.writing(len(run.attempts))
        call = Call(plan.prompt, timeout_s, plan.max_output_tokens, written)
        try:
            # The provider bounds itself, and knows best what it was waiting for; this bounds one
            # that does not.
            async with asyncio.timeout(timeout_s + GRACE_S):
                answer = await provider.ask(call)
        except TimeoutError:
            raise ProviderTimeout from None
        examined = run.task.examine(answer.reading)
        if examined.failure is not None:
            raise AnswerUnusable(
                examined.failure,
                usage=answer.usage,
                content=answer.reading.as_json(),
                fault=examined.fault,
            )
        usage = self._priced(provider, answer.usage)
        return Good(provider.name, answer.model, answer.reading, examined.validation, usage)

    def _priced(self, provider: Provider, usage: Usage) -> Usage:
        return self._models.priced(provider.name, provider.model, usage)


@dataclass(slots=True)
class _Run:
    """One task's way through the chain."""

    task: Task
    clock: Clock
    deadline_s: float
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def remaining_s(self) -> float:
        return self.deadline_s - self.clock.monotonic_s()

    async def note(self, attempt: Attempt) -> None:
        self.attempts.append(attempt)
        if self.task.attempted is not None:
            await self.task.attempted(attempt)


@dataclass(slots=True)
class _Plan:
    """What one provider is asked next, for one job, and how often it was asked."""

    prompt: Callable[[], Prompt]
    most_retries: int
    calls: int = 0
    retries: int = 0
    max_output_tokens: int = MAX_OUTPUT_TOKENS
    mended: bool = False

    def again(self, error: ProviderError, *, last: bool) -> Again | None:
        """How the provider is asked again after this error; None: not at all."""
        match consequence(error).again:
            case Again.REPAIR if self._may_mend:
                assert isinstance(error, AnswerUnusable)  # noqa: S101 - the table says so
                self.prompt = partial(_mended, self.prompt, error.content or "", error.fault)
                self.mended = True
                return Again.REPAIR
            case Again.MORE_ROOM if self._may_mend:
                self.max_output_tokens *= MORE_ROOM
                self.mended = True
                return Again.MORE_ROOM
            case Again.AFTER_WAIT if self._may_retry:
                self.retries += 1
                return Again.AFTER_WAIT
            case Again.IF_LAST if last and self._may_retry:
                self.retries += 1
                return Again.IF_LAST
        return None

    @property
    def _may_mend(self) -> bool:
        # Not a retry, so one is allowed where retries are not; but never more calls in all.
        return not self.mended and self.calls < max(2, 1 + self.most_retries)

    @property
    def _may_retry(self) -> bool:
        return self.calls < 1 + self.most_retries


def _mended(prompt: Callable[[], Prompt], answer: str, fault: str) -> Prompt:
    return prompt().mended(answer, fault)


def _skipped(provider: Provider) -> Attempt:
    return Attempt(provider.name, provider.model, "skipped", None, 0)
