"""A store at its limits (memory, disk, clients), or emptied: what goes on and what comes back."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.caller import GENERATE, Caller, Reply
from tests.acceptance.contract import assert_from_openai, assert_problem, assert_queued
from tests.acceptance.events import events_in, following
from tests.acceptance.outages import (
    BACK_S,
    System,
    assert_away,
    assert_written_at_once,
    degraded,
    ended,
)
from tests.acceptance.processes import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.acceptance.conftest import Question

IN_HAND, QUEUED = 10, 20
LONG_S = 4.0  # several rounds of all that tries again
ALL_BACK_S = 20.0
BURST = 40
FILLING_BYTES, PIECE_BYTES = 64 * 1024 * 1024, 64 * 1024
REWRITES = 5
SOON_S = 5.0  # it is a tenth of a second on a machine that does nothing else


def accepted(caller: Caller, question: Any) -> str:
    """The job of this question, as soon as questions are queued."""
    replies = []

    def is_queued() -> bool:
        replies.append(caller.ask(question))
        return replies[-1].status == 202

    wait_until(is_queued, BACK_S, "questions are queued")
    return assert_queued(replies[-1])


def queued(system: System, new_question: Question) -> list[str]:
    """Jobs that hold every slot of the worker's, and more that wait; their provider is held."""
    system.provider.hold()
    caller = system.stack.caller
    job_ids = [accepted(caller, new_question()) for _ in range(IN_HAND)]
    system.provider.wait_for_in_flight(IN_HAND)
    return job_ids + [accepted(caller, new_question()) for _ in range(QUEUED)]


def passes(seconds: float) -> None:
    """Lets an outage last."""
    over_s = time.perf_counter() + seconds
    wait_until(lambda: time.perf_counter() >= over_s, seconds + 1, "time passes")


@contextmanager
def asking_meanwhile(caller: Caller, body: bytes, wait_s: int) -> Iterator[list[Reply]]:
    """One caller who asks and waits (`Prefer`) in a thread; the answer is there afterwards."""
    replies: list[Reply] = []

    def ask() -> None:
        replies.append(caller.send("POST", GENERATE, body, {"Prefer": f"wait={wait_s}"}))

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield replies
    finally:
        thread.join()


def test_in_a_full_store_readings_and_jobs_are_still_read_and_what_is_in_hand_is_finished(
    system: System, new_question: Question
) -> None:
    caller, provider = system.stack.caller, system.provider
    known = new_question()
    done_id = accepted(caller, known)  # its reading is in the store, and not in memory
    assert_from_openai(ended(caller, done_id))
    provider.hold()
    body = json.dumps(new_question()).encode()
    with asking_meanwhile(caller, body, 20) as replies:
        provider.wait_for_in_flight(1)
        job_id = assert_queued(caller.send("POST", GENERATE, body))
        with system.outage("full"):
            hit, done = caller.ask(known), caller.job(done_id)
            assert_written_at_once(caller.ask(new_question()))
            assert_away(caller.withdraw(job_id))
            wait_until(lambda: degraded(system.stack), BACK_S, "it is seen that no job is taken")
            provider.release()
            finished = ended(caller, job_id)
            again = caller.ask(json.loads(body))
    assert (hit.status, hit.json["cache_level"]) == (200, "redis")
    assert_from_openai(done.json)
    assert_from_openai(finished)
    assert (again.status, again.json["cache_level"]) == (200, "redis")
    (waited,) = replies
    assert waited.status == 200
    assert_from_openai(waited.json)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("kind", ["full", "without disk", "read-only", "crowded", "loading"])
def test_no_job_is_lost_or_paid_for_twice_while_the_store_takes_nothing(
    system: System, kind: str, new_question: Question, measured: Callable[[str, float], None]
) -> None:
    caller, provider = system.stack.caller, system.provider
    workers = system.stack.workers()
    job_ids = queued(system, new_question)
    with system.outage(kind):
        wait_until(lambda: degraded(system.stack), BACK_S, "it is seen that the store is away")
        passes(LONG_S / 2)
        provider.release()
        passes(LONG_S / 2)
    back_s = time.perf_counter()

    for job_id in job_ids:
        assert_from_openai(ended(caller, job_id, back_s + ALL_BACK_S - time.perf_counter()))
    measured(
        f"{kind} store back: until {len(job_ids)} jobs were done", time.perf_counter() - back_s
    )
    assert len(provider.calls) == len(job_ids)
    assert system.stack.workers() == workers  # none of them had to be started again
    wait_until(lambda: not degraded(system.stack), BACK_S, "nothing is degraded")


def test_while_the_store_takes_no_more_clients_the_connections_that_exist_are_used(
    system: System, new_question: Question
) -> None:
    caller = system.stack.caller
    assert_from_openai(caller.ask(new_question(), Prefer="wait=20").json)
    with system.store.taking_no_clients():
        for _ in range(2):
            replies, _took_s = caller.ask_at_once(new_question() for _ in range(BURST))
            for reply in replies:
                if reply.status != 202:
                    assert_written_at_once(reply)
            assert_from_openai(ended(caller, accepted(caller, new_question())))


@pytest.mark.timeout(120)
def test_nobody_notices_that_the_store_writes_its_log_anew(
    system: System, new_question: Question, measured: Callable[[str, float], None]
) -> None:
    caller, client = system.stack.caller, system.store.client
    for number in range(FILLING_BYTES // PIECE_BYTES):
        client.set(f"filling {number}", b"x" * PIECE_BYTES)
    try:
        replies = []
        for _ in range(REWRITES):
            wait_until(lambda: not system.store.rewrites(), ALL_BACK_S, "the log is written")
            client.bgrewriteaof()
            replies.append(caller.ask(new_question(), Prefer="wait=10"))
            while system.store.rewrites():
                replies.append(caller.ask(new_question(), Prefer="wait=10"))
        assert client.info("persistence")["aof_last_bgrewrite_status"] == "ok"
    finally:
        client.delete(*client.scan_iter("filling *", count=1000))
    degraded_ones = [reply for reply in replies if reply.json["degraded"]]
    for reply in replies:
        if reply in degraded_ones:  # on a busy machine a fork may outlast the gateway's patience
            assert_written_at_once(reply)
        else:
            assert_from_openai(reply.json)
    assert len(degraded_ones) < len(replies) / 2
    slowest_s = max(reply.took_s for reply in replies)
    measured(f"the slowest of {len(replies)} readings while the log is written anew", slowest_s)
    assert slowest_s < SOON_S


def test_scripts_that_the_store_forgot_are_given_to_it_again(
    system: System, new_question: Question
) -> None:
    caller, provider = system.stack.caller, system.provider
    provider.hold()
    job_id = accepted(caller, new_question())
    provider.wait_for_in_flight(1)
    system.store.client.script_flush()
    assert caller.get("/admin-api/ai/stats").status == 200
    accepted(caller, new_question())
    system.store.client.script_flush()
    provider.release()
    assert_from_openai(ended(caller, job_id))
    assert caller.withdraw(job_id).status == 204


@pytest.mark.timeout(120)
def test_whose_job_was_erased_with_all_the_store_holds_is_told_so(
    system: System, new_question: Question
) -> None:
    caller, provider = system.stack.caller, system.provider
    workers = system.stack.workers()
    *_, waiting_id = job_ids = queued(system, new_question)
    body = json.dumps(new_question()).encode()
    with following(caller, waiting_id) as stream, asking_meanwhile(caller, body, 2) as replies:
        events = events_in(stream)
        assert next(events).data["status"] == "queued"
        depth = QUEUED + 1
        wait_until(lambda: system.store.queued() == depth, BACK_S, "the one who waits is queued")
        system.store.client.flushall()
        assert_problem(caller.job(waiting_id, "?wait=20"), 404, "job_not_found")
        provider.release()
        assert [event.name for event in events] == ["problem"]  # and then it ends
    (waited,) = replies
    assert waited.status in {200, 202}  # his question was asked once more, see test_erased_store.py
    for job_id in job_ids:
        assert_problem(caller.job(job_id), 404, "job_not_found")
        assert_problem(caller.withdraw(job_id), 404, "job_not_found")

    assert_from_openai(ended(caller, accepted(caller, new_question())))
    assert caller.get("/admin-api/ai/stats").status == 200
    assert system.stack.workers() == workers
