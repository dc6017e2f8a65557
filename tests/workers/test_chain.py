"""The chain's order, retries and deadline, with providers that do as told."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from shared.checks import Examination
from shared.contracts.answers import Attempt, Check, ReadingText, Section, Usage, Validation
from shared.errors import (
    AnswerTruncated,
    AnswerUnusable,
    AnswerWithheld,
    ProviderDenied,
    ProviderError,
    ProviderExhausted,
    ProviderOverloaded,
    ProviderRefused,
    ProviderTimeout,
    ProviderUnavailable,
)
from shared.metrics.counted import Counted
from shared.metrics.sums import Model, Sums
from shared.metrics.tally import Tally
from shared.models import Models
from shared.prompts import Prompt
from tests.fakes.clock import FakeClock
from tests.fakes.gate import FakeGate
from workers.chain import Attempted, Chain, ChainResult, Task
from workers.consequences import Strike
from workers.providers.protocol import MAX_OUTPUT_TOKENS, Call, ProviderAnswer, Written

PROMPT = Prompt("system", "user")
READING = ReadingText((Section("a", "A", "text"),))
ANSWER = ProviderAnswer(READING, "a-model", Usage(1, 2))
WRONG = ProviderAnswer(ReadingText((Section("a", "A", "wrong"),)), "a-model", Usage(3, 4))
NOW = ProviderOverloaded(code=429, retry_after_s=0.0)
DOWN = ProviderUnavailable("server_error", code=500)
MESS = AnswerUnusable(content="a mess", fault="It is a mess.", usage=Usage(5, 6))
PAGE = AnswerUnusable(code=200)
CUT = AnswerTruncated(code=200, usage=Usage(7, 8))
HELD = Validation(1.0, (Check("chart", passed=True),))

Step = ProviderAnswer | ProviderError


def examine(reading: ReadingText) -> Examination:
    if reading == WRONG.reading:
        return Examination(Validation(0.0, ()), "contradicts_chart", "It is wrong.")
    return Examination(HELD)


class Told:
    """A provider that does one step a call, each of which takes `call_s` on the clock."""

    def __init__(
        self, name: str, *steps: Step, clock: FakeClock | None = None, call_s: float = 0
    ) -> None:
        self.name = name
        self.model = f"{name}-model"
        self.calls: list[Call] = []
        self._steps = list(steps)
        self._clock = clock
        self._call_s = call_s

    @property
    def timeouts_s(self) -> list[float]:
        return [call.timeout_s for call in self.calls]

    async def ask(self, call: Call) -> ProviderAnswer:
        self.calls.append(call)
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

    async def ask(self, call: Call) -> ProviderAnswer:  # noqa: ARG002 - answers nothing
        await asyncio.Event().wait()
        return ANSWER


class Asking:
    """A chain whose pauses only pass time on the clock; they are noted."""

    def __init__(
        self,
        *providers: Told | Endless,
        retries: int = 2,
        provider_timeout_s: float = 30,
        clock: FakeClock | None = None,
        tally: Tally | None = None,
        gate: FakeGate | None = None,
    ) -> None:
        self.gate = gate or FakeGate()
        self.pauses_s: list[float] = []
        self._clock = clock or FakeClock()
        self.chain = Chain(
            providers,
            gate=self.gate,
            models=Models(self._clock),
            retries=retries,
            provider_timeout_s=provider_timeout_s,
            clock=self._clock,
            jitter=lambda: 0.0,
            counted=Counted(tally or Tally()),
            pause=self._pause,
        )

    async def ask(
        self,
        budget_s: float = 90,
        *,
        attempted: Attempted | None = None,
        writing: Written | None = None,
    ) -> ChainResult:
        return await self.chain.ask(
            Task(
                lambda: PROMPT,
                examine,
                attempted=attempted,
                writing=None if writing is None else lambda _attempt: writing,
            ),
            budget_s=budget_s,
        )

    async def _pause(self, seconds: float) -> None:
        self.pauses_s.append(seconds)
        self._clock.pass_s(seconds)


def outcomes(attempts: Sequence[Attempt]) -> list[tuple[str, str, int | None]]:
    return [(attempt.provider, attempt.outcome, attempt.code) for attempt in attempts]


def good_of(result: ChainResult) -> tuple[str, str, ReadingText]:
    assert result.good is not None
    return result.good.provider, result.good.model, result.good.reading


async def test_the_first_to_answer_ends_it() -> None:
    first, second = Told("first", ANSWER), Told("second", ANSWER)

    result = await Asking(first, second).ask()

    assert good_of(result) == ("first", "a-model", READING)
    assert outcomes(result.attempts) == [("first", "ok", None)]
    assert second.timeouts_s == []


async def test_what_may_pass_is_asked_again_and_every_call_is_told() -> None:
    result = await Asking(Told("only", NOW, NOW, ANSWER)).ask()

    assert good_of(result) == ("only", "a-model", READING)
    busy = ("only", "rate_limited", 429)
    assert outcomes(result.attempts) == [busy, busy, ("only", "ok", None)]


async def test_a_failing_server_is_asked_again_after_waits_that_double() -> None:
    asking = Asking(Told("only", DOWN, DOWN, ANSWER))

    result = await asking.ask()

    down = ("only", "server_error", 500)
    assert outcomes(result.attempts) == [down, down, ("only", "ok", None)]
    assert asking.pauses_s == [0.5, 1.0]


async def test_after_all_retries_the_next_is_asked() -> None:
    first, second = Told("first", NOW, NOW, NOW), Told("second", ANSWER)

    result = await Asking(first, second).ask()

    assert good_of(result)[0] == "second"
    assert [attempt.provider for attempt in result.attempts] == ["first"] * 3 + ["second"]


async def test_without_retries_each_is_asked_once() -> None:
    first, second = Told("first", NOW), Told("second", NOW)

    result = await Asking(first, second, retries=0).ask()

    assert result.good is None
    assert [attempt.provider for attempt in result.attempts] == ["first", "second"]


@pytest.mark.parametrize(
    "error",
    [
        ProviderDenied(code=401),
        AnswerWithheld(code=200),
        ProviderTimeout(),
    ],
)
async def test_what_will_not_pass_goes_to_the_next_at_once(error: ProviderError) -> None:
    result = await Asking(Told("first", error), Told("second", ANSWER)).ask()

    assert outcomes(result.attempts) == [
        ("first", error.outcome, error.code),
        ("second", "ok", None),
    ]


async def test_a_timeout_of_the_last_is_tried_again() -> None:
    last = Told("last", ProviderTimeout(), ANSWER)

    result = await Asking(Told("first", ProviderTimeout()), last).ask()

    assert [(attempt.provider, attempt.outcome) for attempt in result.attempts] == [
        ("first", "timeout"),
        ("last", "timeout"),
        ("last", "ok"),
    ]


async def test_a_hint_beyond_the_deadline_is_not_waited_for() -> None:
    patience = ProviderOverloaded(code=429, retry_after_s=90)

    result = await Asking(Told("first", patience), Told("second", ANSWER)).ask()

    assert [attempt.provider for attempt in result.attempts] == ["first", "second"]


async def test_after_the_deadline_nobody_is_asked() -> None:
    clock = FakeClock()
    first = Told("first", ProviderTimeout(), clock=clock, call_s=90)
    second = Told("second", ANSWER)

    result = await Asking(first, second, clock=clock).ask()

    assert result.good is None
    assert [(attempt.provider, attempt.ms) for attempt in result.attempts] == [("first", 90_000)]
    assert second.timeouts_s == []


async def test_a_call_gets_the_providers_time_or_what_is_left_of_the_budget() -> None:
    clock = FakeClock()
    first = Told("first", ProviderTimeout(), clock=clock, call_s=30)
    second = Told("second", ANSWER)

    await Asking(first, second, clock=clock).ask(45)

    assert (first.timeouts_s, second.timeouts_s) == ([30], [15])


async def test_a_provider_that_keeps_to_no_timeout_is_cut_off() -> None:
    both = Asking(Endless(), Told("second", ANSWER), provider_timeout_s=0.02)

    result = await both.ask()

    assert outcomes(result.attempts) == [("endless", "timeout", None), ("second", "ok", None)]


async def test_a_cancelled_question_is_asked_no_further() -> None:
    second = Told("second", ANSWER)
    asking = asyncio.create_task(Asking(Endless(), second).ask())
    await asyncio.sleep(0)
    asking.cancel()

    with pytest.raises(asyncio.CancelledError):
        await asking
    assert second.timeouts_s == []


async def test_a_chain_of_nobody_brings_nothing() -> None:
    empty = Asking()
    result = await empty.ask()

    assert empty.chain.first is None
    assert result == ChainResult(None, ())


async def test_every_call_and_retry_is_counted_with_what_it_took() -> None:
    tally, clock = Tally(), FakeClock()
    first = Told("first", NOW, NOW, ProviderDenied(code=401), clock=clock, call_s=0.5)
    both = Asking(first, Told("second", ANSWER), clock=clock, tally=tally)

    await both.ask()

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
    asking = asyncio.create_task(Asking(Endless(), tally=tally).ask())
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

    result = await Asking(first, second, retries=1).ask(attempted=attempted)

    assert tuple(attempt for attempt, _ in told) == result.attempts
    assert [calls for _, calls in told] == [1, 2, 3]


@pytest.mark.parametrize(
    ("error", "strike"),
    [
        (ProviderTimeout(), Strike.FAILURE),
        (DOWN, Strike.FAILURE),
        (NOW, Strike.FAILURE),
        (ProviderExhausted(code=429), Strike.SHUT),
        (ProviderDenied(code=403), Strike.SHUT),
        (ProviderRefused(code=400), Strike.NOTHING),
        (ProviderRefused(code=404), Strike.FAILURE),
        (AnswerWithheld(code=200), Strike.NOTHING),
        (CUT, Strike.NOTHING),
        (MESS, Strike.FAILURE),
        (PAGE, Strike.FAILURE),
    ],
)
async def test_each_failure_tells_the_gate_what_it_says_of_the_provider(
    error: ProviderError, strike: Strike
) -> None:
    asking = Asking(Told("first", error, error), Told("second", ANSWER), retries=0)

    result = await asking.ask()

    assert good_of(result)[0] == "second"
    told = [(name, struck) for name, struck, _, _ in asking.gate.left]
    assert told[0] == ("first", strike)
    assert told[-1] == ("second", Strike.GOOD)


@pytest.mark.parametrize(
    "error",
    [ProviderExhausted(code=429), ProviderDenied(code=401), ProviderRefused(code=400), PAGE],
)
async def test_what_asking_again_cannot_help_is_asked_once(error: ProviderError) -> None:
    first = Told("first", error)

    result = await Asking(first, Told("second", ANSWER)).ask()

    assert len(first.calls) == 1
    assert good_of(result)[0] == "second"


async def test_a_mess_gets_one_repair_that_says_what_is_wrong() -> None:
    only = Told("only", MESS, ANSWER)

    result = await Asking(only).ask()

    assert outcomes(result.attempts) == [("only", "unusable", None), ("only", "ok", None)]
    first, second = (call.prompt() for call in only.calls)
    assert (second.system, second.sections) == (first.system, first.sections)
    assert second.user.startswith(first.user)
    assert "a mess" in second.user
    assert "It is a mess." in second.user


async def test_after_one_repair_the_next_is_asked() -> None:
    first = Told("first", MESS, MESS)

    result = await Asking(first, Told("second", ANSWER)).ask()

    assert [attempt.provider for attempt in result.attempts] == ["first", "first", "second"]


async def test_prose_against_the_chart_is_repaired_then_left_to_the_next() -> None:
    first = Told("first", WRONG, WRONG)
    asking = Asking(first, Told("second", ANSWER))

    result = await asking.ask()

    assert outcomes(result.attempts) == [
        ("first", "contradicts_chart", None),
        ("first", "contradicts_chart", None),
        ("second", "ok", None),
    ]
    assert "It is wrong." in first.calls[1].prompt().user
    assert [strike for _, strike, _, _ in asking.gate.left[:2]] == [Strike.NOTHING] * 2


async def test_an_answer_that_was_cut_is_asked_once_more_with_a_larger_cap() -> None:
    first = Told("first", CUT, CUT)

    result = await Asking(first, Told("second", ANSWER)).ask()

    caps = [call.max_output_tokens for call in first.calls]
    assert caps == [MAX_OUTPUT_TOKENS, 2 * MAX_OUTPUT_TOKENS]
    assert first.calls[1].prompt() == PROMPT
    assert [attempt.outcome for attempt in result.attempts] == ["truncated", "truncated", "ok"]


async def test_no_mixture_of_failures_makes_more_calls_than_the_retries_allow() -> None:
    first = Told("first", DOWN, NOW, MESS)

    result = await Asking(first, Told("second", ANSWER)).ask()

    assert [attempt.provider for attempt in result.attempts] == ["first"] * 3 + ["second"]


async def test_without_retries_a_mess_is_still_repaired() -> None:
    result = await Asking(Told("only", MESS, ANSWER), retries=0).ask()

    assert good_of(result)[0] == "only"


async def test_a_provider_behind_a_closed_gate_is_left_out() -> None:
    first = Told("first", ANSWER)

    result = await Asking(first, Told("second", ANSWER), gate=FakeGate({"first"})).ask()

    assert outcomes(result.attempts) == [("first", "skipped", None), ("second", "ok", None)]
    assert first.calls == []


async def test_a_gate_that_closes_meanwhile_ends_the_retries() -> None:
    gate = FakeGate()
    asking = Asking(Told("first", DOWN, ANSWER), Told("second", ANSWER), gate=gate)

    async def attempted(attempt: Attempt) -> None:
        gate.closed.add(attempt.provider)

    result = await asking.ask(attempted=attempted)

    assert outcomes(result.attempts) == [("first", "server_error", 500), ("second", "ok", None)]
    assert asking.pauses_s == []


async def test_each_call_is_paid_for_and_only_the_good_one_stands_in_the_answer() -> None:
    tally = Tally()
    clock = FakeClock()
    # gpt-6-luna, 2026-11-27: 0.10 and 0.50 US dollars for a million tokens.
    priced = Told("openai", MESS, ANSWER)
    priced.model = "gpt-6-luna"
    clock.pass_s(330 * 86_400)

    result = await Asking(priced, clock=clock, tally=tally).ask()

    assert result.good is not None
    assert result.good.usage == Usage(1, 2, pytest.approx(1.1e-6))  # type: ignore[arg-type] # compares
    assert [attempt.cost_usd for attempt in result.attempts] == pytest.approx([3.5e-6, 1.1e-6])
    sums = Sums(tally.take().totals)
    assert sums.cost_usd(Model("openai", "gpt-6-luna")) == pytest.approx(4.6e-6, abs=1e-9)


async def test_who_wants_the_growing_text_is_given_to_each_call() -> None:
    seen: list[str] = []
    only = Told("only", DOWN, ANSWER)

    await Asking(only).ask(writing=seen.append)

    assert [call.written for call in only.calls] == [seen.append, seen.append]


async def test_a_cancelled_call_is_given_back_to_the_gate() -> None:
    asking = Asking(Endless())
    going = asyncio.create_task(asking.ask())
    await asyncio.sleep(0)
    going.cancel()
    with pytest.raises(asyncio.CancelledError):
        await going

    assert [(name, strike) for name, strike, _, _ in asking.gate.left] == [
        ("endless", Strike.NOTHING)
    ]
