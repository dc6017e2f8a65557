"""Two callers with keys of their own: what they share is the reading of a chart, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.caller import GENERATE
from tests.acceptance.contract import assert_from_openai, assert_problem, assert_queued
from tests.acceptance.keys import Keys
from tests.acceptance.questions import question
from tests.acceptance.stack import Stack, running
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.acceptance.conftest import Question

WAIT = {"Prefer": "wait=20"}
SAME = {"year": 1971, "month": 4, "day": 9, "gender": "female"}
MOMENTS = ({**SAME, "hour": 10, "minute": 5}, {**SAME, "hour": 11, "minute": 20})
"""Two people of one chart: within one double hour by the sun, on one day."""
OF_THE_MOMENT = {"solar_date", "lunar_date", "instant_utc"}


@pytest.fixture(scope="module")
def provider() -> Iterator[FakeProvider]:
    with FakeProvider() as provider:
        yield provider


@pytest.fixture(scope="module")
def one(keys: Keys) -> Mapping[str, str]:
    return keys.add("tenant-one", "submit", "read")


@pytest.fixture(scope="module")
def other(keys: Keys) -> Mapping[str, str]:
    return keys.add("tenant-other", "submit", "read")


@pytest.fixture(scope="module")
def stack(
    provider: FakeProvider, keys: Keys, one: Mapping[str, str], other: Mapping[str, str]
) -> Iterator[Stack]:
    assert one != other
    with running(provider, PALJA_API_KEYS_FILE=str(keys.path)) as stack:
        yield stack


@pytest.fixture(autouse=True)
def _as_good_as_new(provider: FakeProvider) -> Iterator[None]:
    yield
    provider.reset()


def without_moment(answer: dict[str, Any]) -> set[str]:
    return OF_THE_MOMENT & set(answer["chart"])


def test_who_joins_a_job_is_told_nothing_of_who_asked_first(
    stack: Stack,
    provider: FakeProvider,
    one: Mapping[str, str],
    other: Mapping[str, str],
) -> None:
    provider.hold()
    first = stack.caller.ask(question(**MOMENTS[0]), **one, **{"X-Request-ID": "request-of-one"})
    second = stack.caller.ask(question(**MOMENTS[1]), **other)
    job_id = assert_queued(first)
    assert assert_queued(second) == job_id  # one chart, one question
    assert second.json["chart"]["instant_utc"] != first.json["chart"]["instant_utc"]
    provider.release()
    told = stack.caller.get(f"/admin-api/saju/jobs/{job_id}?wait=20", other)
    assert_from_openai(told.json)
    assert without_moment(told.json) == set()  # neither's birth, to neither
    repeated = stack.caller.ask(question(**MOMENTS[1]), **other)
    assert repeated.json["cache_hit"] is True
    for reply in (second, told, repeated):
        for word in (b"tenant", b"request-of-one", first.json["chart"]["instant_utc"].encode()):
            assert word not in reply.raw
        assert "request-of-one" not in str(reply.headers)


def test_withdrawing_takes_back_ones_own_submit_alone(
    stack: Stack,
    provider: FakeProvider,
    new_question: Question,
    one: Mapping[str, str],
    other: Mapping[str, str],
) -> None:
    provider.hold()
    asked = new_question()
    job_id = assert_queued(stack.caller.ask(asked, **one))
    assert assert_queued(stack.caller.ask(asked, **other)) == job_id
    path = f"/admin-api/saju/jobs/{job_id}"
    assert stack.caller.send("DELETE", path, headers=other).json["status"] != "cancelled"
    provider.release()
    assert_from_openai(stack.caller.get(f"{path}?wait=20", one).json)


def test_an_idempotency_key_is_ones_own(
    stack: Stack, new_question: Question, one: Mapping[str, str], other: Mapping[str, str]
) -> None:
    repeat = {"Idempotency-Key": "the same word"}
    first = stack.caller.ask(new_question(), **one, **WAIT, **repeat)
    second = stack.caller.ask(new_question(), **other, **WAIT, **repeat)  # no conflict, no replay
    assert first.status == second.status == 200
    assert "idempotency-replayed" not in second.headers
    assert second.json["chart"] != first.json["chart"]


def test_a_job_id_cannot_be_guessed_and_what_it_is_not_is_not_told(
    stack: Stack, new_question: Question, one: Mapping[str, str]
) -> None:
    ids = {assert_queued(stack.caller.ask(new_question(), **one)) for _ in range(20)}
    assert len(ids) == 20
    assert {len(job_id) for job_id in ids} == {22}  # 128 random bits
    some = next(iter(ids))
    answers = set()
    for wrong in (some[:-1] + ("A" if some[-1] != "A" else "B"), some.swapcase(), some[:-1], "*"):
        reply = stack.caller.get(f"/admin-api/saju/jobs/{wrong}", one)
        assert_problem(reply, 404, "job_not_found")
        answers.add(reply.raw.replace(wrong.encode(), b""))
    assert len(answers) == 1


def test_a_cache_hit_tells_that_somebody_asked_about_the_chart_and_nothing_else_does(
    stack: Stack, new_question: Question, one: Mapping[str, str], other: Mapping[str, str]
) -> None:
    asked = new_question()
    first = stack.caller.ask(asked, **one, **WAIT).json
    again = stack.caller.ask(asked, GENERATE, **other).json
    assert (first["cache_hit"], again["cache_hit"]) == (False, True)
    assert again["job_id"] is None
    assert again["usage"] == {"input_tokens": 0, "output_tokens": 0, "cost_usd": 0.0}
    assert again["attempts"] == []
