"""The chain's order, retries and deadline, with providers that do as told."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from shared.contracts.answers import Attempt, ReadingText, Section, Usage
from shared.errors import (
    AnswerUnusable,
    ProviderError,
    ProviderOverloaded,
    ProviderRefused,
    ProviderTimeout,
    ProviderUnavailable,
)
from shared.metrics.counted import Counted
from shared.metrics.sums import Model, Sums
from shared.metrics.tally import Tally
from shared.prompts import Prompt
from tests.fakes.clock import FakeClock
from workers.chain import Chain
from workers.providers.protocol import ProviderAnswer

PROMPT = Prompt("system", "user")
ANSWER = ProviderAnswer(ReadingText((Section("a", "A", "text"),)), "a-model", Usage(1, 2))
NOW = ProviderOverloaded(code=429, retry_after_s=0.0)
DOWN = ProviderUnavailable("server_error", code=500)

Step = ProviderAnswer | ProviderError


class Told:
    """A provider that does one step a call, each of which takes `call_s` on the clock."""

    def __init__(
        self, name: str, *steps: Step, clock: FakeClock | None = None, call_s: float = 0
    ) -> None:
        self.name = name
        self.model = f"{name}-model"
        self.timeouts_s: list[float] = []
        self._steps = list(steps)
        self._clock = clock
        self._call_s = call_s

    async def ask(self, prompt: Prompt, *, timeout_s: float) -> ProviderAnswer:
        assert prompt == PROMPT
        self.timeouts_s.append(timeout_s)
        if self._clock is not None:
            self._clock.pass_s(self._call_s)
        step = self._steps.pop(0)
        if isinstance(step, ProviderError):
            raise step
        return step


class Endless:
    """A provider that never answers and keeps to no time-out."""

    name = "endless"
    model = "endless-model"

    async def ask(self, prompt: Prompt, *, timeout_s: float) -> ProviderAnswer:  # noqa: ARG002 - answers nothing
        await asyncio.Event().wait()
        return ANSWER


def chain(
    *providers: Told | Endless,
    retries: int = 2,
    provider_timeout_s: float = 30,
    clock: FakeClock | None = None,
    tally: Tally | None = None,
) -> Chain:
    return Chain(
        providers,
        retries=retries,
        provider_timeout_s=provider_timeout_s,
        clock=clock or FakeClock(),
        jitter=lambda: 0.0,
        counted=Counted(tally or Tally()),
    )


def outcomes(attempts: Sequence[Attempt]) -> list[tuple[str, str, int | None]]:
    return [(attempt.provider, attempt.outcome, attempt.code) for attempt in attempts]


async def test_the_first_to_answer_ends_it() -> None:
    first, second = Told("first", ANSWER), Told("second", ANSWER)

    result = await chain(first, second).ask(PROMPT, budget_s=90)

    assert (result.provider, result.answer) == ("first", ANSWER)
    assert outcomes(result.attempts) == [("first", "ok", None)]
    assert second.timeouts_s == []


async def test_what_may_pass_is_asked_again_and_every_call_is_told() -> None:
    result = await chain(Told("only", NOW, NOW, ANSWER)).ask(PROMPT, budget_s=90)

    assert result.answer == ANSWER
    busy = ("only", "rate_limited", 429)
    assert outcomes(result.attempts) == [busy, busy, ("only", "ok", None)]


async def test_a_failing_server_is_asked_again_after_the_first_wait() -> None:
    loop = asyncio.get_running_loop()
    began_s = loop.time()

    result = await chain(Told("only", DOWN, ANSWER)).ask(PROMPT, budget_s=90)

    assert outcomes(result.attempts) == [("only", "server_error", 500), ("only", "ok", None)]
    assert loop.time() - began_s >= 0.5


async def test_after_all_retries_the_next_is_asked() -> None:
    first, second = Told("first", NOW, NOW, NOW), Told("second", ANSWER)

    result = await chain(first, second).ask(PROMPT, budget_s=90)

    assert result.provider == "second"
    assert [attempt.provider for attempt in result.attempts] == ["first"] * 3 + ["second"]


async def test_without_retries_each_is_asked_once() -> None:
    first, second = Told("first", NOW), Told("second", NOW)

    result = await chain(first, second, retries=0).ask(PROMPT, budget_s=90)

    assert (result.provider, result.answer) == (None, None)
    assert [attempt.provider for attempt in result.attempts] == ["first", "second"]


@pytest.mark.parametrize(
    "error",
    [
        ProviderRefused("refused", code=401),
        AnswerUnusable("truncated", code=200),
        ProviderTimeout(),
    ],
)
async def test_what_will_not_pass_goes_to_the_next_at_once(error: ProviderError) -> None:
    result = await chain(Told("first", error), Told("second", ANSWER)).ask(PROMPT, budget_s=90)

    assert outcomes(result.attempts) == [
        ("first", error.outcome, error.code),
        ("second", "ok", None),
    ]


async def test_a_timeout_of_the_last_is_tried_again() -> None:
    # Its wait is a real one of half a second.
    last = Told("last", ProviderTimeout(), ANSWER)

    result = await chain(Told("first", ProviderTimeout()), last).ask(PROMPT, budget_s=90)

    assert [(attempt.provider, attempt.outcome) for attempt in result.attempts] == [
        ("first", "timeout"),
        ("last", "timeout"),
        ("last", "ok"),
    ]


async def test_a_hint_beyond_the_deadline_is_not_waited_for() -> None:
    patience = ProviderOverloaded(code=429, retry_after_s=90)

    result = await chain(Told("first", patience), Told("second", ANSWER)).ask(PROMPT, budget_s=90)

    assert [attempt.provider for attempt in result.attempts] == ["first", "second"]


async def test_after_the_deadline_nobody_is_asked() -> None:
    clock = FakeClock()
    first = Told("first", ProviderTimeout(), clock=clock, call_s=90)
    second = Told("second", ANSWER)

    result = await chain(first, second, clock=clock).ask(PROMPT, budget_s=90)

    assert result.answer is None
    assert [(attempt.provider, attempt.ms) for attempt in result.attempts] == [("first", 90_000)]
    assert second.timeouts_s == []


async def test_a_call_gets_the_providers_time_or_what_is_left_of_the_budget() -> None:
    clock = FakeClock()
    first = Told("first", ProviderTimeout(), clock=clock, call_s=30)
    second = Told("second", ANSWER)

    await chain(first, second, clock=clock).ask(PROMPT, budget_s=45)

    assert (first.timeouts_s, second.timeouts_s) == ([30], [15])


async def test_a_provider_that_keeps_to_no_timeout_is_cut_off() -> None:
    both = chain(Endless(), Told("second", ANSWER), provider_timeout_s=0.02)

    result = await both.ask(PROMPT, budget_s=90)

    assert outcomes(result.attempts) == [("endless", "timeout", None), ("second", "ok", None)]


async def test_a_cancelled_question_is_asked_no_further() -> None:
    second = Told("second", ANSWER)
    asking = asyncio.create_task(chain(Endless(), second).ask(PROMPT, budget_s=90))
    await asyncio.sleep(0)
    asking.cancel()

    with pytest.raises(asyncio.CancelledError):
        await asking
    assert second.timeouts_s == []


async def test_a_chain_of_nobody_brings_nothing() -> None:
    empty = chain()
    result = await empty.ask(PROMPT, budget_s=90)

    assert empty.first is None
    assert (result.provider, result.answer, result.attempts) == (None, None, ())


async def test_every_call_and_retry_is_counted_with_what_it_took() -> None:
    tally, clock = Tally(), FakeClock()
    first = Told("first", NOW, NOW, ProviderRefused("refused", code=401), clock=clock, call_s=0.5)
    both = chain(first, Told("second", ANSWER), clock=clock, tally=tally)

    await both.ask(PROMPT, budget_s=90)

    deltas = tally.take()
    sums = Sums(deltas.totals)
    assert sums.calls() == {
        Model("first", "first-model"): {"rate_limited": 2, "refused": 1},
        Model("second", "second-model"): {"ok": 1},
    }
    assert sums.one("retries") == 2
    assert sums.by_model("output_tokens") == {Model("second", "second-model"): 2}
    assert sums.latency("call.first").mean == 0.5
    assert Sums(deltas.daily).by_model("calls")[Model("first", "first-model")] == 3


async def test_a_call_that_was_cancelled_is_counted_too() -> None:
    tally = Tally()
    asking = asyncio.create_task(chain(Endless(), tally=tally).ask(PROMPT, budget_s=90))
    await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking

    [outcomes] = Sums(tally.take().totals).calls().values()
    assert outcomes == {"cancelled": 1}


async def test_each_call_is_told_when_it_has_ended_and_before_the_next() -> None:
    told: list[tuple[Attempt, int]] = []
    first, second = Told("first", NOW, DOWN), Told("second", ANSWER)

    async def attempted(attempt: Attempt) -> None:
        told.append((attempt, len(first.timeouts_s) + len(second.timeouts_s)))

    result = await chain(first, second, retries=1).ask(PROMPT, budget_s=90, attempted=attempted)

    assert tuple(attempt for attempt, _ in told) == result.attempts
    assert [calls for _, calls in told] == [1, 2, 3]
