"""The store goes away in different ways, and so do the workers; who asks is answered, and soon."""

from __future__ import annotations

import json
import os
import signal
import time
from contextlib import closing
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.caller import BATCH, GENERATE, JOBS, Caller, Reply
from tests.acceptance.contract import assert_from_openai, assert_queued
from tests.acceptance.outages import (
    BACK_S,
    OUTAGES,
    READABLE,
    System,
    assert_away,
    assert_written_at_once,
    degraded,
    ended,
)
from tests.acceptance.processes import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.acceptance.conftest import Question

SOON_S = 1.0  # the bar is 0.1 s, which the summary shows
ALL_SOON_S = 5.0  # as many readings written at once take their time of the processor
WORKERS_SILENCE_S = 10.0
HITS, MISSES = 100, 40
STATS = "/admin-api/ai/stats"
TOGGLE = "/admin-api/ai/optimization/toggle"
FIGURES = (STATS, STATS + "/comprehensive", "/metrics")
SPARE = 70  # a pool of 64 connections, which a burst fills and which is kept, and a few more
"""Connections that a pool may have more than before: it opens what it needs at once."""
CUT_OFF = 4


@dataclass(frozen=True)
class Meanwhile:
    """What was asked during an outage, and what came of it."""

    hits: list[Reply]
    misses: list[Reply]
    together: list[Reply]
    waiting: Reply
    keyed: Reply
    batch: Reply
    needing_store: list[Reply]
    job: Reply
    health: Reply


def asked_meanwhile(caller: Caller, known: Any, job_id: str, new_question: Question) -> Meanwhile:
    stats = [caller.get(path) for path in FIGURES]
    return Meanwhile(
        hits=[caller.ask(known) for _ in range(HITS)],
        misses=[caller.ask(new_question()) for _ in range(MISSES)],
        together=caller.ask_at_once(new_question() for _ in range(MISSES))[0],
        waiting=caller.ask(new_question(), Prefer="wait=10"),
        keyed=caller.ask(new_question(), **{"Idempotency-Key": f"during {job_id}"}),
        batch=caller.ask({"items": [new_question(), new_question()]}, path=BATCH),
        needing_store=[
            *stats,
            caller.ask({"optimization_enabled": True}, path=TOGGLE),
            caller.withdraw(job_id),
        ],
        job=caller.job(job_id),
        health=caller.get("/health/ready"),
    )


@pytest.mark.timeout(120)
@pytest.mark.parametrize("kind", OUTAGES)
def test_while_the_store_is_away_everybody_is_answered_at_once(
    system: System, kind: str, new_question: Question, measured: Callable[[str, float], None]
) -> None:
    caller, provider = system.stack.caller, system.provider
    known = new_question()
    assert_from_openai(caller.ask(known, Prefer="wait=20").json)
    before = [caller.ask(known) for _ in range(HITS)]
    provider.hold()
    job_id = assert_queued(caller.ask(new_question()))
    provider.wait_for_in_flight(1)

    with system.outage(kind):
        found = asked_meanwhile(caller, known, job_id, new_question)
        if kind not in READABLE:  # else there is a stream, and it has no end
            found.needing_store.append(caller.get(f"{JOBS}{job_id}/events"))
        provider.release()  # the answer comes while there is nothing to write it to

    assert {(hit.status, hit.json["cache_level"]) for hit in found.hits} == {(200, "memory")}
    for reply in (*found.misses, *found.together, found.waiting, found.keyed):
        assert_written_at_once(reply)
    for row in found.batch.json["items"]:
        assert (row["status"], row["result"]["degraded"]) == ("completed", True)
    for reply in found.needing_store:
        assert_away(reply)
    if kind in READABLE:
        assert found.job.json["status"] == "running"  # what needs no write goes on
    else:
        assert_away(found.job)
    assert (found.health.status, found.health.json["degraded"]) == (200, True)
    assert median_s(found.hits) < 3 * median_s(before) + 0.005
    measured(f"{kind} store: the median memory hit", median_s(found.hits))
    measured(f"{kind} store: before it", median_s(before))
    measured(f"{kind} store: the median miss", median_s(found.misses))
    for what, replies in (
        ("memory hit", found.hits),
        ("miss", [*found.misses, found.waiting, found.keyed]),
        ("call that needs the store", [*found.needing_store, found.job, found.health]),
    ):
        slowest_s = max(reply.took_s for reply in replies)
        measured(f"{kind} store: the slowest {what}", slowest_s)
        assert slowest_s < SOON_S
    slowest_s = max(reply.took_s for reply in found.together)
    measured(f"{kind} store: the slowest of {MISSES} misses at once", slowest_s)
    assert slowest_s < ALL_SOON_S
    assert_from_openai(ended(caller, job_id))  # it was paid for, and is not lost


@pytest.mark.timeout(120)
@pytest.mark.parametrize("kind", OUTAGES)
def test_what_was_away_is_used_again_and_nothing_is_left_behind(
    system: System, kind: str, new_question: Question, measured: Callable[[str, float], None]
) -> None:
    caller, provider = system.stack.caller, system.provider
    caller.ask_at_once((new_question() for _ in range(MISSES)), prefer="wait=20")
    files, connections = system.open_files(), system.store.connections()
    provider.reset()
    with system.outage(kind):
        caller.ask_at_once(new_question() for _ in range(MISSES))
        wait_until(lambda: degraded(system.stack), BACK_S, "it is seen that the store is away")
    back_s = time.perf_counter()
    question = new_question()

    def left_s() -> float:
        return back_s + BACK_S - time.perf_counter()

    wait_until(lambda: caller.ask(question).status == 202, left_s(), "questions are queued")
    measured(f"{kind} store back: until questions were queued", time.perf_counter() - back_s)
    asked = caller.ask(question).json
    assert_from_openai(caller.ended(asked["job_id"], left_s()) if asked["job_id"] else asked)
    measured(f"{kind} store back: until one was answered", time.perf_counter() - back_s)
    for path in FIGURES:
        assert caller.get(path).status == 200
    assert caller.ask({"optimization_enabled": True}, path=TOGGLE).status == 200
    wait_until(lambda: not degraded(system.stack), left_s(), "nothing is degraded")
    measured(f"{kind} store back: until nothing was degraded", time.perf_counter() - back_s)
    # Of the questions that the engine has answered none was queued as well, but for one whose submit
    # was under way when patience with the store ended; its reading goes into the cache.
    assert 1 <= len(provider.calls) <= 1 + CUT_OFF
    wait_until(
        lambda: system.open_files() <= files + SPARE,
        BACK_S,
        f"the gateway has no more than {files} files open",
    )
    wait_until(
        lambda: system.store.connections() <= connections + SPARE,
        BACK_S,
        f"the store has no more than {connections} connections",
    )


@pytest.mark.parametrize("kind", OUTAGES)
def test_who_waits_while_the_store_goes_keeps_his_job(
    system: System, kind: str, new_question: Question
) -> None:
    caller, provider = system.stack.caller, system.provider
    provider.hold()
    body, headers = json.dumps(new_question()).encode(), {"Prefer": "wait=2"}
    with closing(caller.connection()) as waiting:
        waiting.request("POST", GENERATE, body, headers)
        provider.wait_for_in_flight(1)
        with system.outage(kind):
            sent_home = waiting.getresponse()
            told = json.loads(sent_home.read())
    provider.release()
    assert sent_home.status == 202, told
    assert_from_openai(ended(caller, told["job_id"]))


def median_s(replies: list[Reply]) -> float:
    return median(reply.took_s for reply in replies)


@pytest.mark.timeout(120)
def test_without_any_worker_the_engine_answers_and_the_rest_goes_on(
    system: System, new_question: Question, measured: Callable[[str, float], None]
) -> None:
    caller, provider = system.stack.caller, system.provider
    known = new_question()
    assert_from_openai(caller.ask(known, Prefer="wait=20").json)
    assert caller.ask(known).json["cache_hit"] is True
    workers = system.stack.workers()
    for worker in workers:
        os.kill(worker.pid, signal.SIGSTOP)
    try:
        job_id = assert_queued(caller.ask(new_question()))  # nobody knows yet
        stopped_s = time.perf_counter()

        def silent_for_long() -> bool:
            return time.perf_counter() - stopped_s >= WORKERS_SILENCE_S

        wait_until(silent_for_long, WORKERS_SILENCE_S + 1, "no worker counts any more")
        assert degraded(system.stack)
        hits = [caller.ask(known) for _ in range(HITS)]
        misses = [caller.ask(new_question()) for _ in range(MISSES)]
        stats, job = caller.get(STATS), caller.job(job_id)
    finally:
        for worker in workers:
            os.kill(worker.pid, signal.SIGCONT)
    back_s = time.perf_counter()

    assert {hit.json["cache_level"] for hit in hits} == {"memory"}
    for reply in misses:
        assert_written_at_once(reply)
    assert (stats.status, job.json["status"]) == (200, "queued")
    for what, replies in (("memory hit", hits), ("miss", misses)):
        slowest_s = max(reply.took_s for reply in replies)
        measured(f"stopped workers: the slowest {what}", slowest_s)
        assert slowest_s < SOON_S
    assert_from_openai(caller.ended(job_id, within_s=BACK_S))
    question = new_question()
    wait_until(lambda: caller.ask(question).status == 202, BACK_S, "questions are queued")
    wait_until(lambda: not degraded(system.stack), BACK_S, "nothing is degraded")
    measured("workers back: until nothing was degraded", time.perf_counter() - back_s)
    assert len(provider.calls) >= 2
