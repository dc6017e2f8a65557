"""What both clients send, and what they make of the answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from client import (
    MAX_BATCH_ITEMS,
    Answer,
    Attempt,
    Birth,
    Finding,
    Job,
    JobEnded,
    JobNotFound,
    Question,
    Section,
    StillOpen,
    TooMuch,
    UnexpectedAnswer,
    Unsendable,
    Usage,
)
from tests.fakes.gateway import ANSWER, BASE, DONE, QUEUED, FakeGateway, problem, reply
from tests.fakes.wire import Reply

if TYPE_CHECKING:
    from tests.client.conftest import Driven

QUESTION = Question(birth=Birth(year=1990, month=3, day=15))
GENERATE = "/admin-api/saju/ai-generate"
JOB = "/admin-api/saju/jobs/a-job"
FAILED = {**BASE, "status": "failed", "job_id": "a-job", "code": "provider_away", "response": None}


def test_a_known_answer_has_its_types(gateway: FakeGateway, palja: Driven) -> None:
    gateway.script([reply(ANSWER)])

    answer = palja.generate(QUESTION)

    assert isinstance(answer, Answer)
    assert answer.sections == (Section("personality", "성품", "굳다."),)
    assert answer.usage == Usage(3, 5, 0.25)
    assert answer.attempts == (Attempt("gemini", "gemini-x", "ok", 200, 8),)
    assert answer.created_at == dt.datetime(2026, 11, 27, 10, 0, 0, 500_000, dt.UTC)
    assert (answer.cache_hit, answer.cache_level, answer.job_id) == (True, "memory", None)
    assert answer.raw == ANSWER


def test_a_queued_question_is_a_job_with_its_chart(gateway: FakeGateway, palja: Driven) -> None:
    gateway.script([reply(QUEUED, 202)])

    job = palja.generate(QUESTION)

    assert isinstance(job, Job)
    assert (job.job_id, job.status, job.finished) == ("a-job", "queued", False)
    assert job.chart == BASE["chart"]


def test_a_question_is_sent_as_the_contract_has_it(gateway: FakeGateway, palja: Driven) -> None:
    gateway.script([reply(ANSWER)])
    palja.generate(QUESTION, wait_s=7.2)

    [came] = gateway.requests
    assert came.asked == ("POST", GENERATE)
    assert came.json["birth_info"] == {"year": 1990, "month": 3, "day": 15}
    assert came.request.headers["prefer"] == "wait=8"
    assert came.request.headers["content-type"] == "application/json"
    assert "authorization" not in came.request.headers


def test_each_question_has_an_idempotency_key_of_its_own_or_the_one_given(
    gateway: FakeGateway, palja: Driven
) -> None:
    gateway.script([reply(ANSWER)] * 3)
    palja.generate(QUESTION)
    palja.generate(QUESTION)
    palja.generate(QUESTION, idempotency_key="mine")

    keys = [came.request.headers["idempotency-key"] for came in gateway.requests]
    assert len(set(keys)) == 3
    assert keys[2] == "mine"


@pytest.mark.parametrize("key", ["", " mine", "한", "a\nb", "x" * 256])
def test_an_idempotency_key_that_is_none_is_told_before_anything_is_sent(
    gateway: FakeGateway, palja: Driven, key: str
) -> None:
    with pytest.raises(Unsendable):
        palja.generate(QUESTION, idempotency_key=key)
    assert gateway.requests == []


def test_members_that_are_new_are_let_be(gateway: FakeGateway, palja: Driven) -> None:
    newer = {**ANSWER, "mood": "good", "usage": {**ANSWER["usage"], "joules": 1}}
    gateway.script([reply(newer)])

    assert palja.generate(QUESTION).raw["mood"] == "good"


def test_calls_share_a_connection(gateway: FakeGateway, palja: Driven) -> None:
    gateway.script([reply(ANSWER), reply(DONE), problem(404, "job_not_found"), reply(ANSWER)])
    palja.generate(QUESTION)
    palja.job("a-job")
    with pytest.raises(JobNotFound):
        palja.job("a-job")
    palja.generate(QUESTION)

    assert {came.connection for came in gateway.requests} == {1}


def test_a_key_is_sent_and_shown_nowhere(
    gateway: FakeGateway, open_palja: Callable[..., Driven]
) -> None:
    gateway.script([reply(ANSWER)])
    palja = open_palja(key="secret-key")
    palja.generate(QUESTION)

    assert gateway.requests[0].request.headers["authorization"] == "Bearer secret-key"
    assert "secret-key" not in repr(palja._palja._connection)


def test_a_wait_goes_on_until_the_job_ends(gateway: FakeGateway, palja: Driven) -> None:
    gateway.script([reply(QUEUED), reply({**QUEUED, "status": "running"}), reply(DONE)])

    answer = palja.wait("a-job", timeout_s=600)

    assert answer.response == DONE["response"]
    assert gateway.asked == [("GET", f"{JOB}?wait=30")] * 3


def test_a_job_that_ended_without_a_reading_is_an_error_with_the_job(
    gateway: FakeGateway, palja: Driven
) -> None:
    gateway.script([reply(FAILED)])

    with pytest.raises(JobEnded, match="a-job has failed: provider_away") as caught:
        palja.wait("a-job")
    assert caught.value.job.status == "failed"


def test_a_job_that_goes_on_when_the_time_is_over_is_an_error_with_the_job(
    gateway: FakeGateway, palja: Driven
) -> None:
    gateway.script([reply(QUEUED)])

    with pytest.raises(StillOpen, match="still queued after 0.1 s") as caught:
        palja.wait("a-job", timeout_s=0.1)
    assert caught.value.job.job_id == "a-job"


def test_to_read_is_to_ask_and_to_wait(gateway: FakeGateway, palja: Driven) -> None:
    gateway.script([reply(QUEUED, 202), reply(DONE)])

    assert palja.read(QUESTION).job_id == "a-job"
    assert gateway.asked == [("POST", GENERATE), ("GET", f"{JOB}?wait=30")]
    assert gateway.requests[0].request.headers["prefer"] == "wait=30"


def test_a_job_is_read_as_it_stands(gateway: FakeGateway, palja: Driven) -> None:
    gateway.script([reply(QUEUED), reply(DONE), reply(FAILED)])
    queued, done, failed = (palja.job("a-job") for _ in range(3))

    assert (queued.answer, done.answer.model_used, failed.answer) == (None, "gemini", None)
    assert failed.code == "provider_away"
    assert gateway.asked[0] == ("GET", JOB)


def test_an_id_of_any_signs_stays_in_its_place(gateway: FakeGateway, palja: Driven) -> None:
    gateway.script([reply(QUEUED)])
    palja.job("a/../b?c#d 한")

    assert gateway.asked == [("GET", "/admin-api/saju/jobs/a%2F..%2Fb%3Fc%23d%20%ED%95%9C")]


def test_a_submit_is_taken_back_or_a_record_removed(gateway: FakeGateway, palja: Driven) -> None:
    taken_back = {"success": True, "status": "cancelled", "job_id": "a-job"}
    gateway.script([reply(taken_back), Reply(204, b"")])

    assert palja.cancel("a-job") == "cancelled"
    assert palja.cancel("a-job") is None
    assert gateway.asked == [("DELETE", JOB)] * 2


def test_a_batch_has_a_row_for_each_item(gateway: FakeGateway, palja: Driven) -> None:
    refused = {"status": 422, "code": "invalid_birth_info", "detail": "No.", "errors": [
        {"field": "birth_info.day", "code": "no_such_day", "message": "there is none"},
    ]}  # fmt: skip
    full = {"status": 503, "code": "queue_full", "detail": "No.", "retry_after": 9}
    rows = [
        {"index": 0, "status": "completed", "job_id": None, "result": ANSWER, "problem": None},
        {"index": 1, "status": "queued", "job_id": "a-job", "result": None, "problem": None},
        {"index": 2, "status": "failed", "job_id": None, "result": None, "problem": refused},
        {"index": 3, "status": "failed", "job_id": None, "result": None, "problem": full},
    ]
    gateway.script([reply({"success": True, "items": rows})])

    known, queued, wrong, later = palja.batch([QUESTION, {"birth_info": {}}, QUESTION, QUESTION])

    assert gateway.requests[0].asked == ("POST", f"{GENERATE}/batch")
    assert gateway.requests[0].json["items"][1] == {"birth_info": {}}
    assert known.answer.response == ANSWER["response"]
    assert queued.job_id == "a-job"
    assert wrong.problem.errors[0].field == "birth_info.day"
    assert later.problem.retry_after_s == 9


def test_a_batch_that_is_too_large_is_not_sent(gateway: FakeGateway, palja: Driven) -> None:
    with pytest.raises(TooMuch, match="1001 items"):
        palja.batch([QUESTION] * (MAX_BATCH_ITEMS + 1))
    with pytest.raises(TooMuch, match="bytes"):
        palja.batch([{"birth_info": "x" * 1024 * 1024}])
    assert gateway.requests == []


def test_what_is_no_json_is_not_sent(gateway: FakeGateway, palja: Driven) -> None:
    with pytest.raises(Unsendable):
        palja.batch([{"birth_info": {1, 2}}])
    with pytest.raises(Unsendable):
        palja.generate({"birth_info": "\ud800"})
    assert gateway.requests == []


def test_fewer_rows_than_items_are_no_answer(gateway: FakeGateway, palja: Driven) -> None:
    gateway.script([reply({"success": True, "items": []})])

    with pytest.raises(UnexpectedAnswer):
        palja.batch([QUESTION])


def test_it_is_looked_up_what_is_known(gateway: FakeGateway, palja: Driven) -> None:
    rows = [
        {"index": 0, "known": "fresh", "problem": None},
        {"index": 1, "known": None, "problem": {"status": 422, "code": "c", "detail": "d"}},
    ]
    gateway.script([reply({"success": True, "items": rows})])

    fresh, wrong = palja.known([QUESTION, QUESTION])

    assert gateway.requests[0].asked == ("POST", "/admin-api/saju/ai-known")
    assert (fresh.known, wrong.known, wrong.problem.status) == ("fresh", None, 422)


def test_an_inspection_has_its_findings(gateway: FakeGateway, palja: Driven) -> None:
    found = {
        **BASE, "status": "completed", "job_id": None, "verdict": "incorrect", "score": 0.5,
        "judged": 2, "statements": None, "statement_counts": None, "review": None,
        "findings": [{
            "field": "month_pillar", "expected": "기묘", "claimed": "정묘", "why": "…",
            "right_under": None,
        }],
    }  # fmt: skip
    gateway.script([reply(found)])

    inspection = palja.inspect({"birth_info": {}, "saju_result": {"month_pillar": "정묘"}})

    assert (inspection.verdict, inspection.score, inspection.judged) == ("incorrect", 0.5, 2)
    assert inspection.findings == (Finding("month_pillar", "기묘", "정묘", "…", None),)


def test_the_switch_and_the_clearing_of_the_cache(gateway: FakeGateway, palja: Driven) -> None:
    at = "2026-11-27T10:00:00Z"
    gateway.script(
        [
            reply({"success": True, "optimization_enabled": False, "since": at}),
            reply({"success": True, "entries": 12, "cleared_at": at}),
        ]
    )
    moment = dt.datetime(2026, 11, 27, 10, tzinfo=dt.UTC)

    switch, cleared = palja.toggle(enabled=False), palja.clear_cache()

    assert (switch.enabled, switch.since) == (False, moment)
    assert (cleared.entries, cleared.at) == (12, moment)
    assert gateway.requests[0].json == {"optimization_enabled": False}
    assert gateway.asked[1] == ("POST", "/admin-api/ai/cache/clear")
