"""What happens to a job, told while it happens."""

from __future__ import annotations

import os
import signal
import time
from contextlib import ExitStack, closing, suppress
from typing import TYPE_CHECKING

import pytest
import redis

from tests.acceptance.contract import assert_from_openai, assert_problem, assert_queued
from tests.acceptance.events import TYPE, Event, events_in, following
from tests.acceptance.processes import wait_until
from tests.acceptance.test_privacy import socket_of
from tests.fakes.behaviours import Answer, Held, Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.acceptance.conftest import Question
    from tests.acceptance.stack import Stack
    from tests.fakes.provider import FakeProvider

FOLLOWERS = 50


def told(stack: Stack, job_id: str, last_id: str | None = None) -> list[Event]:
    """All events until the stream ends."""
    with following(stack.caller, job_id, last_id) as response:
        assert response.status == 200
        return list(events_in(response))


def names(events: list[Event]) -> list[str]:
    return [event.name for event in events]


def test_status_attempts_and_the_whole_answer_come_as_they_happen(
    stack: Stack,
    provider: FakeProvider,
    new_question: Question,
    measured: Callable[[str, float], None],
) -> None:
    provider.script([Held(Status(503))])
    provider.hold()
    job_id = assert_queued(stack.caller.ask(new_question()))
    with following(stack.caller, job_id) as response:
        assert response.status == 200
        assert (response.headers["content-type"] or "").split(";")[0] == TYPE
        assert response.headers["x-request-id"]
        coming = events_in(response)
        first: list[Event] = [next(coming)]
        provider.wait_for_in_flight(1)
        provider.release(1)
        while names(first)[-1] != "attempt":
            first.append(next(coming))
        provider.wait_for_calls(2)
        released_s = time.perf_counter()
        provider.release()
        rest = [event for event in coming if event.name != "text"]  # as many as the stream had
        measured(
            "event stream, from the provider's answer to the end",
            time.perf_counter() - released_s,
        )

    assert {event.name for event in first[:-1]} == {"status"}
    assert first[-2].data["status"] == "running"
    assert {event.data["job_id"] for event in first[:-1]} == {job_id}
    assert first[-1].data["outcome"] == "server_error"
    assert (first[-1].data["provider"], first[-1].data["code"]) == ("openai", 503)
    # An answer that comes at once may or may not be told while it grows.
    grown = [event for event in rest if event.name == "text"]
    assert {event.data["attempt"] for event in grown} <= {1}
    rest = [event for event in rest if event.name != "text"]
    assert names(rest) == ["attempt", "completed"]
    assert rest[0].data["outcome"] == "ok"
    assert_from_openai(rest[1].data)
    assert rest[1].data == stack.caller.job(job_id).json
    assert [first[-1].data, rest[0].data] == rest[1].data["attempts"]
    assert all(event.id for event in (*first, *rest))


def test_a_finished_job_is_told_at_once(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    provider.answer_with(Answer())
    job_id = assert_queued(stack.caller.ask(new_question()))
    stack.caller.ended(job_id, within_s=5)

    [completed] = told(stack, job_id)

    assert completed.name == "completed"
    assert completed.data == stack.caller.job(job_id).json


def test_who_comes_back_is_told_what_was_missed_and_how_it_stands(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    provider.hold(Status(503))
    job_id = assert_queued(stack.caller.ask(new_question()))
    with following(stack.caller, job_id) as response:
        seen = next(events_in(response))
    provider.wait_for_in_flight(1)
    provider.release(1)
    provider.wait_for_calls(2)  # the retry

    with following(stack.caller, job_id, seen.id) as response:
        coming = events_in(response)
        missed, status = next(coming), next(coming)
    assert (missed.name, missed.data["outcome"]) == ("attempt", "server_error")
    assert (status.name, status.data["status"]) == ("status", "running")

    provider.reset()
    stack.caller.ended(job_id, within_s=20)
    again = told(stack, job_id, missed.id)
    assert names(again)[-1] == "completed"
    assert missed.data not in [event.data for event in again]


def test_a_withdrawn_job_ends_its_streams(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    provider.hold()
    job_id = assert_queued(stack.caller.ask(new_question()))
    provider.wait_for_in_flight(1)
    with following(stack.caller, job_id) as response:
        coming = events_in(response)
        assert next(coming).data["status"] == "running"
        stack.caller.withdraw(job_id)
        [last] = coming

    assert (last.name, last.data["status"]) == ("status", "cancelled")
    assert last.data == stack.caller.job(job_id).json


@pytest.mark.slow
def test_a_silent_stream_says_every_fifteen_seconds_that_it_is_alive(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    provider.hold()
    job_id = assert_queued(stack.caller.ask(new_question()))
    provider.wait_for_in_flight(1)
    with following(stack.caller, job_id) as response:
        while response.readline() != b"\n":  # the status
            continue
        began_s = time.perf_counter()
        assert response.readline().startswith(b":")
        assert 14 < time.perf_counter() - began_s < 16.5


def test_an_unknown_job_has_no_events(stack: Stack) -> None:
    for accepted in (TYPE, "application/json", "*/*"):
        reply = stack.caller.get("/admin-api/saju/jobs/unknown/events", {"Accept": accepted})
        assert_problem(reply, 404, "job_not_found")
    refused = stack.caller.get("/admin-api/saju/jobs/unknown/events", {"Accept": "image/png"})
    assert_problem(refused, 406, "not_acceptable")


def test_many_followers_share_the_stores_connections(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    provider.hold()
    job_id = assert_queued(stack.caller.ask(new_question()))
    provider.wait_for_in_flight(1)
    with ExitStack() as open_ones:
        path = str(socket_of(stack.state_dir))
        store = open_ones.enter_context(closing(redis.Redis(unix_socket_path=path)))
        before = len(store.client_list())
        streams = [
            events_in(open_ones.enter_context(following(stack.caller, job_id)))
            for _ in range(FOLLOWERS)
        ]
        assert {next(stream).data["status"] for stream in streams} == {"running"}
        assert len(store.client_list()) - before < FOLLOWERS / 5
    provider.release()
    answer = stack.caller.ended(job_id, within_s=5)
    assert told(stack, job_id)[-1].data == answer


def test_a_gateway_that_stops_ends_its_streams(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    provider.hold()
    job_id = assert_queued(stack.caller.ask(new_question()))
    provider.wait_for_in_flight(1)
    [gateway] = stack.processes("uvicorn")
    with following(stack.caller, job_id) as response:
        coming = events_in(response)
        assert next(coming).data["status"] == "running"
        os.kill(gateway.pid, signal.SIGTERM)
        assert list(coming) == []  # the stream has its end; a broken one raises
    wait_until(lambda: gateway not in stack.processes(), 5, "the gateway's end")

    def back() -> bool:
        with suppress(OSError):
            return stack.caller.get("/health/ready").status == 200
        return False

    wait_until(back, 15, "a new gateway")
    provider.release()
    assert names(told(stack, job_id))[-1] == "completed"
