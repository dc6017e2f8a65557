"""The model chain: each provider in its order, retried where that can help, under one deadline."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog

from shared.clock import Clock
from shared.contracts.answers import Attempt
from shared.errors import ProviderError, ProviderTimeout
from shared.metrics.counted import Counted
from shared.prompts import Prompt
from workers.providers.protocol import Provider, ProviderAnswer
from workers.retry import Jitter, retried_here, wait_s

Attempted = Callable[[Attempt], Awaitable[None]]
"""Is told of each provider call when it has ended, before anything follows from it."""


@dataclass(frozen=True, slots=True)
class ChainResult:
    """Who answered (None: nobody did) and every call that was made, in order."""

    provider: str | None
    answer: ProviderAnswer | None
    attempts: tuple[Attempt, ...]


class Chain:
    """Asks the providers one after the other; whoever brings a whole reading ends it."""

    def __init__(
        self,
        providers: Sequence[Provider],
        *,
        retries: int,
        provider_timeout_s: float,
        clock: Clock,
        jitter: Jitter,
        counted: Counted,
    ) -> None:
        self._providers = tuple(providers)
        self._retries = retries
        self._provider_timeout_s = provider_timeout_s
        self._clock = clock
        self._jitter = jitter
        self._counted = counted
        self._log = structlog.get_logger("chain")

    @property
    def names(self) -> tuple[str, ...]:
        """The providers in their order."""
        return tuple(provider.name for provider in self._providers)

    @property
    def first(self) -> str | None:
        """The name of the provider that is asked first."""
        return self._providers[0].name if self._providers else None

    async def ask(
        self, prompt: Prompt, *, budget_s: float, attempted: Attempted | None = None
    ) -> ChainResult:
        """The first whole reading within `budget_s`, or none; never raises for a provider."""
        deadline_s = self._clock.monotonic_s() + budget_s
        attempts: list[Attempt] = []
        for provider in self._providers:
            last = provider is self._providers[-1]
            for retry in range(1, self._retries + 2):
                remaining_s = deadline_s - self._clock.monotonic_s()
                if remaining_s <= 0:
                    return ChainResult(None, None, tuple(attempts))
                if retry > 1:
                    self._counted.retry()
                outcome = await self._call(
                    provider, prompt, min(remaining_s, self._provider_timeout_s)
                )
                attempts.append(outcome.attempt)
                if attempted is not None:
                    await attempted(outcome.attempt)
                if outcome.answer is not None:
                    return ChainResult(provider.name, outcome.answer, tuple(attempts))
                error = outcome.error
                if error is None or retry > self._retries:
                    break
                if not retried_here(error, last_provider=last):
                    break
                pause_s = wait_s(error, retry, self._jitter)
                # A hint that the deadline leaves no room for: somebody else may be quicker.
                if pause_s >= deadline_s - self._clock.monotonic_s():
                    break
                await asyncio.sleep(pause_s)
        return ChainResult(None, None, tuple(attempts))

    async def _call(self, provider: Provider, prompt: Prompt, timeout_s: float) -> _Outcome:
        started_s = self._clock.monotonic_s()
        answer: ProviderAnswer | None = None
        error: ProviderError | None = None
        try:
            # The provider bounds itself; this bounds a provider that does not.
            async with asyncio.timeout(timeout_s):
                answer = await provider.ask(prompt, timeout_s=timeout_s)
        except ProviderError as caught:
            error = caught
        except TimeoutError:
            error = ProviderTimeout()
        except asyncio.CancelledError:
            self._count(provider, "cancelled", started_s)
            raise
        attempt = Attempt(
            provider=provider.name,
            model=provider.model,
            outcome="ok" if error is None else error.outcome,
            code=None if error is None else error.code,
            ms=round((self._clock.monotonic_s() - started_s) * 1000),
        )
        self._count(provider, attempt.outcome, started_s)
        if answer is not None:
            self._counted.usage(provider.name, provider.model, answer.usage)
        self._log.info(
            "provider_call",
            provider=attempt.provider,
            outcome=attempt.outcome,
            code=attempt.code,
            ms=attempt.ms,
        )
        return _Outcome(attempt, answer, error)

    def _count(self, provider: Provider, outcome: str, started_s: float) -> None:
        took_s = self._clock.monotonic_s() - started_s
        self._counted.call(provider.name, provider.model, outcome, took_s)


@dataclass(frozen=True, slots=True)
class _Outcome:
    attempt: Attempt
    answer: ProviderAnswer | None
    error: ProviderError | None
