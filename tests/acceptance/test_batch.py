"""Many questions in one request, and who is answered first."""

from __future__ import annotations

import json
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.caller import BATCH, Reply
from tests.acceptance.contract import assert_completed, assert_from_openai, assert_problem
from tests.acceptance.questions import FIRST_BIRTH, calculation
from tests.acceptance.stack import Stack, running
from tests.fakes.behaviours import Answer
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.acceptance.conftest import Question

SLOTS = 10  # PALJA_MAX_CONCURRENT_REQUESTS by default
LOW_SLOTS = SLOTS // 2
ROW_FIELDS = {"index", "status", "job_id", "result", "problem"}
SLOW_S = 0.2
ITEMS = 300


def ask_all(stack: Stack, items: list[Any]) -> list[dict[str, Any]]:
    """The rows of a batch, each of the contract's form and in its place."""
    reply = stack.caller.ask({"items": items}, path=BATCH)
    assert reply.status == 200, reply
    assert reply.json["success"] is True
    rows: list[dict[str, Any]] = reply.json["items"]
    assert [row["index"] for row in rows] == list(range(len(items)))
    for row in rows:
        assert set(row) == ROW_FIELDS
        assert sum(row[name] is not None for name in ("job_id", "result", "problem")) == 1
    return rows


def test_each_row_has_its_own_answer_in_order(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    known, fresh = new_question(), new_question()
    assert_from_openai(stack.caller.ask(known, Prefer="wait=10").json)
    provider.hold()
    impossible = {"birth_info": {"year": 1990, "month": 2, "day": 30}, "language": "ko"}

    rows = ask_all(stack, [fresh, impossible, known, calculation(FIRST_BIRTH), fresh, 7, {}])

    first, no_day, cached, chart, again, no_object, empty = rows
    assert first["status"] in {"queued", "running"}
    assert again["job_id"] == first["job_id"]
    assert_completed(cached["result"])
    assert cached["result"]["cache_hit"] is True
    assert cached["result"]["chart"]["solar_date"]["year"] >= 1962
    assert chart["status"] == cached["status"] == "completed"
    assert chart["result"]["chart"]["day_pillar"] == "기묘"
    assert chart["result"]["response"] is None
    for row, code in (
        (no_day, "invalid_birth_info"),
        (no_object, "invalid_request"),
        (empty, "invalid_birth_info"),
    ):
        assert row["status"] == "failed"
        as_reply = Reply(422, PROBLEM, json.dumps(row["problem"]).encode(), 0)
        assert assert_problem(as_reply, 422, code)
    assert no_day["problem"]["errors"][0]["field"] == "birth_info.day"
    provider.release()
    assert_from_openai(stack.caller.ended(first["job_id"], within_s=5))
    assert len(provider.calls) == 2


PROBLEM = {"content-type": "application/problem+json"}


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        (b'{"items": [', 400, "malformed_json", None),
        (b'{"items": [NaN]}', 400, "malformed_json", None),
        (b"[]", 422, "invalid_request", "body"),
        (b"{}", 422, "invalid_request", "items"),
        (b'{"items": {}}', 422, "invalid_request", "items"),
        (b'{"items": [], "rows": []}', 422, "invalid_request", "rows"),
        (b'{"items": [' + b"0," * 1000 + b"0]}", 422, "invalid_request", "items"),
        (b'{"items": ["' + b"x" * 2**20 + b'"]}', 413, "body_too_large", None),
    ],
)
def test_a_batch_as_a_whole_is_refused_for_its_form_alone(
    stack: Stack, body: bytes, status: int, code: str, field: str | None
) -> None:
    reply = stack.caller.send("POST", BATCH, body)
    fields = [row["field"] for row in assert_problem(reply, status, code)]
    assert fields == ([] if field is None else [field])


def test_a_thousand_rows_are_taken_and_none_of_them_stops_the_others(stack: Stack) -> None:
    good, bad = calculation(FIRST_BIRTH), {"birth_info": {"year": 1990, "month": 13, "day": 1}}

    rows = ask_all(stack, [good, bad] * 500)

    assert [row["status"] for row in rows] == ["completed", "failed"] * 500


def test_an_empty_batch_has_no_rows(stack: Stack) -> None:
    assert ask_all(stack, []) == []


def test_nobody_waits_long_behind_a_thousand_rows(
    stack: Stack, measured: Callable[[str, float], None]
) -> None:
    """The gateway goes on answering: no other call sees it held up."""
    items = [calculation(FIRST_BIRTH), {"birth_info": {"year": 1990}, "language": "fr"}] * 500
    body = json.dumps({"items": items}).encode()
    replies: list[Reply] = []
    # Not parsed meanwhile: that would hold up this process, not the gateway.
    batch = threading.Thread(target=lambda: replies.append(stack.caller.send("POST", BATCH, body)))
    batch.start()
    waits_s = []
    while batch.is_alive():
        waits_s.append(stack.caller.get("/health/live").took_s)
    batch.join()

    assert len(replies[0].json["items"]) == 1000
    waits_s.sort()
    measured("a call beside a batch of 1,000 rows, the slowest", waits_s[-1])
    measured("a call beside a batch of 1,000 rows, the median", waits_s[len(waits_s) // 2])
    assert waits_s[-1] < 0.5  # the loop itself is measured in tests/api_gateway/test_batches.py


@pytest.fixture(scope="module")
def own_provider() -> Iterator[FakeProvider]:
    with FakeProvider() as provider:
        yield provider


@pytest.fixture(scope="module")
def small(own_provider: FakeProvider) -> Iterator[Stack]:
    """A system whose queue takes three questions."""
    with running(own_provider, PALJA_MAX_QUEUED="3") as stack:
        yield stack


def test_what_is_over_the_backlog_limit_is_refused_row_by_row(
    small: Stack, own_provider: FakeProvider, new_question: Question
) -> None:
    own_provider.hold()
    running_now = ask_all(small, [new_question() for _ in range(LOW_SLOTS)][:3])
    own_provider.wait_for_in_flight(3)
    running_now += ask_all(small, [new_question() for _ in range(LOW_SLOTS - 3)])
    own_provider.wait_for_in_flight(LOW_SLOTS)
    questions = [new_question() for _ in range(5)]

    rows = ask_all(small, questions)

    queued = [row for row in rows if row["status"] == "queued"]
    refused = [row["problem"] for row in rows if row["status"] == "failed"]
    assert [len(queued), len(refused)] == [3, 2]
    assert {(problem["code"], problem["status"]) for problem in refused} == {("queue_full", 503)}
    again = ask_all(small, [questions[row["index"]] for row in queued])  # these are known
    assert [row["job_id"] for row in again] == [row["job_id"] for row in queued]
    own_provider.release()
    for row in (*running_now, *queued):
        assert_from_openai(small.caller.ended(row["job_id"], within_s=10))


def test_an_interactive_question_does_not_wait_for_a_batch(
    stack: Stack,
    provider: FakeProvider,
    new_question: Question,
    measured: Callable[[str, float], None],
) -> None:
    provider.answer_with(Answer(delay_s=SLOW_S))
    began_s = time.perf_counter()
    rows = ask_all(stack, [new_question() for _ in range(ITEMS)])
    measured(f"a batch of {ITEMS} new questions queued", time.perf_counter() - began_s)
    assert {row["status"] for row in rows} == {"queued"}
    provider.wait_for_in_flight(LOW_SLOTS)

    reply = stack.caller.ask(new_question(), Prefer="wait=10")

    assert_from_openai(reply.json)
    measured(f"a question of {SLOW_S} s during that batch", reply.took_s)
    done = sum(stack.caller.job(row["job_id"]).json["status"] == "completed" for row in rows)
    assert done < ITEMS // 2
    last = stack.caller.ended(rows[-1]["job_id"], within_s=40)
    measured("the batch's last answer", time.perf_counter() - began_s)
    assert_from_openai(last)
    for row in rows:
        assert_from_openai(stack.caller.ended(row["job_id"], within_s=10))
    assert len(provider.calls) == ITEMS + 1
    assert provider.max_in_flight == LOW_SLOTS + 1  # the one question besides half of the slots


def test_low_items_hold_half_of_the_slots_and_the_others_all_of_them(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    provider.hold()
    low = ask_all(stack, [new_question() for _ in range(SLOTS)])
    provider.wait_for_in_flight(LOW_SLOTS)
    items = [{**new_question(), "priority": name} for name in ("normal", "high")]
    more = ask_all(stack, items * 2)  # the second pair joins the first
    assert [row["job_id"] for row in more[:2]] == [row["job_id"] for row in more[2:]]
    provider.wait_for_in_flight(LOW_SLOTS + 2)
    interactive = stack.caller.ask_at_once([new_question() for _ in range(SLOTS)])[0]
    provider.wait_for_in_flight(SLOTS)
    provider.release()
    for job_id in [row["job_id"] for row in (*low, *more)] + [
        reply.json["job_id"] for reply in interactive
    ]:
        assert_from_openai(stack.caller.ended(job_id, within_s=10))
    assert provider.max_in_flight == SLOTS


def test_the_more_urgent_starts_first(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    provider.hold()
    first = stack.caller.ask_at_once([new_question() for _ in range(SLOTS)])[0]
    provider.wait_for_in_flight(SLOTS)
    waiting = [
        stack.caller.ask({**new_question(), "priority": name}).json["job_id"]
        for name in ("low", "normal", "high")
    ]
    for started in (1, 2, 3):
        provider.release(1)
        provider.wait_for_calls(SLOTS + started)
        running_now = [stack.caller.job(job).json["status"] == "running" for job in waiting]
        assert running_now == [False] * (3 - started) + [True] * started
    provider.release()
    for job_id in (*waiting, *(reply.json["job_id"] for reply in first)):
        assert_from_openai(stack.caller.ended(job_id, within_s=10))


def test_who_joins_a_low_job_lifts_it(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    provider.hold()
    rows = ask_all(stack, [new_question() for _ in range(LOW_SLOTS)])
    provider.wait_for_in_flight(LOW_SLOTS)
    wanted = new_question()
    waiting = ask_all(stack, [new_question(), wanted])
    assert waiting[1]["status"] == "queued"

    joined = stack.caller.ask(wanted)

    assert joined.json["job_id"] == waiting[1]["job_id"]
    provider.wait_for_in_flight(LOW_SLOTS + 1)
    assert stack.caller.job(waiting[1]["job_id"]).json["status"] == "running"
    assert stack.caller.job(waiting[0]["job_id"]).json["status"] == "queued"
    provider.release()
    for row in (*rows, *waiting):
        assert_from_openai(stack.caller.ended(row["job_id"], within_s=10))
    assert len(provider.calls) == LOW_SLOTS + 2
