"""How a question is asked and its answer awaited."""

from __future__ import annotations

import json
import threading
import time
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.caller import GENERATE
from tests.acceptance.contract import assert_from_openai, assert_problem, assert_queued, outcomes
from tests.acceptance.questions import FIRST_BIRTH, FIRST_QUESTION, calculation
from tests.fakes.behaviours import Answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.acceptance.caller import Reply
    from tests.acceptance.conftest import Question
    from tests.acceptance.stack import Stack
    from tests.fakes.provider import FakeProvider

DAY_ONLY = {"year": 1990, "month": 3, "day": 15}


def test_a_chart_alone_is_answered_at_once_and_asks_nobody(
    stack: Stack, provider: FakeProvider
) -> None:
    reply = stack.caller.ask(calculation(FIRST_BIRTH))
    assert reply.status == 200
    assert reply.json["success"] is True
    assert reply.json["status"] == "completed"
    assert reply.json["job_id"] is None
    assert reply.json["chart"]["day_pillar"] == "기묘"
    assert provider.calls == ()


def test_an_unknown_hour_leaves_three_pillars(stack: Stack) -> None:
    chart = stack.caller.ask(calculation(DAY_ONLY)).json["chart"]
    assert chart["hour_pillar"] is None
    assert chart["pillars"]["hour"] is None
    assert chart["instant_utc"] is None
    assert [chart[name] for name in ("year_pillar", "month_pillar")] == ["경오", "기묘"]


def test_the_provider_writes_the_reading_once_and_the_cache_repeats_it(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    question = new_question()
    job_id = assert_queued(stack.caller.ask(question))
    answer = stack.caller.ended(job_id, within_s=5)
    assert_from_openai(answer)
    assert outcomes(answer) == [("openai", "ok")]
    assert answer["cache_hit"] is False
    assert answer["cache_level"] is None
    assert answer["fallback_used"] is False
    hit = stack.caller.ask(question)
    assert hit.status == 200
    assert hit.json["cache_hit"] is True
    assert hit.json["model_used"] == "openai"
    assert hit.json["response"] == answer["response"]
    assert len(provider.calls) == 1


def test_the_alias_answers_the_same(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    question = new_question()
    answer = stack.caller.ask(question, path="/admin-api/saju/ai", Prefer="wait=10")
    assert answer.status == 200
    assert stack.caller.ask(question).json["cache_hit"] is True
    assert len(provider.calls) == 1


@pytest.mark.parametrize(
    "content_type", [None, "application/x-www-form-urlencoded", "application/json; charset=utf-8"]
)
def test_a_body_is_read_as_json_whatever_it_is_called(
    stack: Stack, content_type: str | None
) -> None:
    question = calculation(DAY_ONLY)
    headers = {} if content_type is None else {"Content-Type": content_type}
    reply = stack.caller.send("POST", GENERATE, json.dumps(question).encode(), headers)
    assert reply.status == 200
    assert reply.json["chart"]["year_pillar"] == "경오"


@pytest.mark.parametrize("sane", ["abc-123", "0af7651916cd43dd8448eb211c80319c"])
def test_a_sane_request_id_is_kept(stack: Stack, sane: str) -> None:
    reply = stack.caller.get("/health/live", {"X-Request-ID": sane})
    assert reply.headers["x-request-id"] == sane


@pytest.mark.parametrize("odd", ["x" * 5000, "a b<script>", '"}{"', ""])
def test_any_other_request_id_is_replaced(stack: Stack, odd: str) -> None:
    first = stack.caller.get("/health/live", {"X-Request-ID": odd}).headers["x-request-id"]
    second = stack.caller.get("/health/live", {"X-Request-ID": odd}).headers["x-request-id"]
    assert odd not in {first, second}
    assert first
    assert first != second


def test_every_kind_of_answer_carries_a_request_id(stack: Stack, new_question: Question) -> None:
    replies = [
        stack.caller.ask(FIRST_QUESTION),
        stack.caller.ask(new_question()),
        stack.caller.ask({}),
        stack.caller.get("/nowhere"),
    ]
    ids = [reply.headers["x-request-id"] for reply in replies]
    assert len(set(ids)) == len(ids)


def test_who_prefers_to_wait_gets_the_answer_in_the_same_request(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    provider.answer_with(Answer(delay_s=0.3))
    reply = stack.caller.ask(new_question(), Prefer="wait=10")
    assert reply.status == 200
    assert 0.3 <= reply.took_s < 5
    assert_from_openai(reply.json)
    assert reply.json["chart"]["solar_date"]["year"] >= 1962


def test_who_waits_too_short_is_told_where_to_poll(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    provider.hold()
    reply = stack.caller.ask(new_question(), Prefer="wait=1")
    assert 0.9 < reply.took_s < 3
    job_id = assert_queued(reply)
    assert stack.caller.job(job_id).json["status"] == "running"
    provider.release()
    assert_from_openai(stack.caller.ended(job_id, within_s=5))


def test_a_long_poll_returns_the_moment_the_job_ends(
    stack: Stack,
    provider: FakeProvider,
    new_question: Question,
    measured: Callable[[str, float], None],
) -> None:
    provider.hold()
    job_id = assert_queued(stack.caller.ask(new_question()))
    returned: list[tuple[float, Reply]] = []

    def poll() -> None:
        reply = stack.caller.job(job_id, "?wait=20")
        returned.append((time.perf_counter(), reply))

    waiting = threading.Thread(target=poll)
    waiting.start()
    provider.wait_for_in_flight(1)
    released_s = time.perf_counter()
    assert returned == []
    provider.release()
    waiting.join(10)
    ((returned_s, reply),) = returned
    measured("long poll, from the provider's answer to the caller's", returned_s - released_s)
    assert returned_s - released_s < 1
    assert reply.status == 200
    assert_from_openai(reply.json)


def test_a_long_poll_that_ends_first_says_that_the_job_runs(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    provider.hold()
    job_id = assert_queued(stack.caller.ask(new_question()))
    provider.wait_for_in_flight(1)
    reply = stack.caller.job(job_id, "?wait=1")
    assert reply.status == 200
    assert reply.json["status"] == "running"
    assert 0.9 < reply.took_s < 3


def test_an_unknown_job_is_not_found(stack: Stack) -> None:
    for job_id in ("0" * 32, "no-such-job", "..%2f..%2fetc"):
        assert_problem(stack.caller.job(job_id), 404, "job_not_found", "not_found")
    assert_problem(stack.caller.withdraw("0" * 32), 404, "job_not_found")
