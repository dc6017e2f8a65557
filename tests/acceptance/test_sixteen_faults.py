"""The sixteen faults of model providers, in each dialect: a person always gets a whole reading.

The faults are those that a public benchmark of failover products lists.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.circuits import forget_failures
from tests.acceptance.contract import assert_completed, assert_from_engine, assert_queued, outcomes
from tests.acceptance.events import events_in, following
from tests.acceptance.stack import Stack, running
from tests.fakes.behaviours import (
    Answer,
    Behaviour,
    ContentFilter,
    CutBody,
    Malformed,
    Refused,
    Reset,
    Silence,
    Stall,
    Status,
    Took,
    Unended,
)
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.acceptance.conftest import Question

PROVIDERS = ("gemini", "openai", "anthropic")
PROVIDER_TIMEOUT_S, STALL_TIMEOUT_S = 1.5, 0.5
SLACK_S = 1.0
RING = dict(zip(PROVIDERS, (*PROVIDERS[1:], PROVIDERS[0]), strict=True))


@dataclass(frozen=True, slots=True)
class Two:
    """A system whose chain has two providers, each a fake of its own."""

    stack: Stack
    first: FakeProvider
    second: FakeProvider
    names: tuple[str, str]

    def ask(self, question: object) -> tuple[dict[str, Any], float]:
        """The finished answer, and how long it took."""
        reply = self.stack.caller.ask(question, Prefer="wait=20")
        assert reply.status == 200, reply
        assert_completed(reply.json)
        assert reply.json["degraded"] is False
        return reply.json, reply.took_s

    def outcomes(self, answer: dict[str, Any]) -> list[str]:
        """As `first ok`, so that all dialects compare."""
        place = dict(zip(self.names, ("first", "second"), strict=True))
        return [f"{place.get(name, name)} {outcome}" for name, outcome in outcomes(answer)]


@pytest.fixture(scope="module", params=PROVIDERS)
def _two(request: pytest.FixtureRequest) -> Iterator[Two]:
    names = (request.param, RING[request.param])
    with ExitStack() as stack:
        first, second = (stack.enter_context(FakeProvider()) for _ in names)
        settings = {
            "PALJA_CHAIN": ",".join(names),
            f"PALJA_{names[0].upper()}_BASE_URL": first.base_url,
            f"PALJA_{names[1].upper()}_BASE_URL": second.base_url,
            "PALJA_PROVIDER_TIMEOUT": str(PROVIDER_TIMEOUT_S),
            "PALJA_STALL_TIMEOUT": str(STALL_TIMEOUT_S),
            "PALJA_BREAKER_COOLDOWN": "0.1",  # what one fault breaks does not tell on the next
        }
        yield Two(stack.enter_context(running(None, **settings)), first, second, names)
        first.reset()
        second.reset()


@pytest.fixture
def two(_two: Two, new_question: Question) -> Two:
    """Both providers are good, and the first one's circuit remembers no failure."""
    _two.first.reset()
    _two.second.reset()
    forget_failures(_two.stack.caller, new_question, _two.names[0])
    _two.first.reset()
    _two.second.reset()
    return _two


@pytest.mark.parametrize(
    ("fault", "outcome", "least_s"),
    [
        pytest.param(Status(429, retry_after="1"), "rate_limited", 1.0, id="429 with a hint"),
        pytest.param(Refused("busy"), "rate_limited", 0.5, id="429 without a hint"),
        pytest.param(Status(500), "server_error", 0.5, id="500 once"),
        pytest.param(Reset(), "connection", 0.5, id="reset before headers"),
        pytest.param(CutBody(), "connection", 0.5, id="stream cut"),
        pytest.param(Unended(), "connection", 0.5, id="missing end marker"),
        pytest.param(Malformed(), "unusable", 0.0, id="malformed event"),
    ],
)
def test_a_fault_that_passes_is_overcome_by_the_same_provider(
    two: Two, new_question: Question, fault: Behaviour, outcome: str, least_s: float
) -> None:
    two.first.script([fault])
    answer, took_s = two.ask(new_question())
    assert two.outcomes(answer) == [f"first {outcome}", "first ok"]
    assert answer["fallback_used"] is False
    assert least_s <= took_s < max(least_s, 1.0) + SLACK_S
    assert not two.second.calls


@pytest.mark.parametrize(
    ("fault", "outcome", "calls", "most_s"),
    [
        pytest.param(Status(503), "server_error", 3, 3.0, id="503 for ever"),
        pytest.param(Silence(), "timeout", 1, PROVIDER_TIMEOUT_S, id="silence"),
        pytest.param(Stall(), "timeout", 1, STALL_TIMEOUT_S, id="stall"),
        pytest.param(Refused("too_long"), "refused", 1, 0.0, id="context too long"),
        pytest.param(ContentFilter(), "content_filter", 1, 0.0, id="content filter"),
    ],
)
def test_a_fault_that_stays_is_overcome_by_the_next_provider(
    two: Two, new_question: Question, fault: Behaviour, outcome: str, calls: int, most_s: float
) -> None:
    two.first.answer_with(fault)
    answer, took_s = two.ask(new_question())
    assert two.outcomes(answer) == [f"first {outcome}"] * calls + ["second ok"]
    assert answer["model_used"] == two.names[1]
    assert answer["fallback_used"] is True
    assert len(two.first.calls) == calls
    assert took_s < most_s + SLACK_S


def test_a_slow_first_token_is_waited_for(two: Two, new_question: Question) -> None:
    two.first.script([Answer(first_s=STALL_TIMEOUT_S / 2, pace_s=0.02)])
    answer, _ = two.ask(new_question())
    assert two.outcomes(answer) == ["first ok"]


def test_a_fallback_that_refuses_what_the_first_would_take_ends_at_the_engine(
    two: Two, new_question: Question
) -> None:
    two.first.answer_with(Status(503))
    two.second.answer_with(Refused("policy"))
    answer, _ = two.ask(new_question())
    assert_from_engine(answer)
    assert [each.split()[0] for each in two.outcomes(answer)] == [
        *["first"] * 3,
        "second",
        "saju_engine",
    ]
    assert len(two.second.calls) == 1


def test_a_provider_that_flaps_costs_nobody_his_reading(two: Two, new_question: Question) -> None:
    calls = iter(range(1_000))
    two.first.answer_with(lambda _request: Status(503) if next(calls) % 3 else Answer())
    replies, _ = two.stack.caller.ask_at_once([new_question() for _ in range(40)], "wait=25")
    for reply in replies:
        assert reply.status == 200, reply
        assert_completed(reply.json)
        assert reply.json["model_used"] in two.names


def test_after_a_failover_the_answer_is_charged_with_its_own_call_alone(
    two: Two, new_question: Question
) -> None:
    two.first.answer_with(Answer(content="no reading at all", took=Took(1_000, 200)))
    two.second.answer_with(Answer(took=Took(700, 900)))
    before = two.stack.caller.get("/admin-api/ai/stats/comprehensive").json["data"]
    answer, _ = two.ask(new_question())

    assert two.outcomes(answer) == ["first unusable", "first unusable", "second ok"]
    usage = answer["usage"]
    assert (usage["input_tokens"], usage["output_tokens"]) == (700, 900)
    assert usage["cost_usd"] > 0
    assert [(row["input_tokens"], row["output_tokens"]) for row in answer["attempts"]] == [
        (1_000, 200),
        (1_000, 200),
        (700, 900),
    ]
    assert usage["cost_usd"] == answer["attempts"][-1]["cost_usd"]
    assert before["total_requests"] > 0


def test_who_follows_sees_the_text_grow_and_a_cut_one_replaced(
    two: Two, new_question: Question
) -> None:
    two.first.script([CutBody(), Answer(pieces=20, pace_s=0.05)])
    job_id = assert_queued(two.stack.caller.ask(new_question()))
    with following(two.stack.caller, job_id) as response:
        events = list(events_in(response))
    assert events[-1].name == "completed"
    answer = events[-1].data
    assert two.outcomes(answer) == ["first connection", "first ok"]
    pieces = [event.data for event in events if event.name == "text"]
    assert {piece["checked"] for piece in pieces} == {False}
    good = [piece for piece in pieces if piece["attempt"] == 1]
    assert len(good) > 1
    shown = ""
    for piece in good:
        assert piece["offset"] == len(shown)
        shown += piece["text"]
    assert answer["response"].startswith(shown)
    assert len(shown) > 100
