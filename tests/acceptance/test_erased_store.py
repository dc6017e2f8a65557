"""A store that loses all it held, under those who wait: they learn it soon, and what was paid for is kept."""

from __future__ import annotations

import http.client
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.caller import JOBS, Caller
from tests.acceptance.contract import assert_from_openai, assert_problem, assert_queued
from tests.acceptance.own_store import own_store
from tests.acceptance.processes import wait_until
from tests.acceptance.stack import running
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from tests.acceptance.conftest import Question

LEASE_S = 1
"""Renewed every third of it."""
WAIT_S = 20
SOON_S = 15.0
"""They were to wait longer; who looks does so every two seconds."""

pytestmark = pytest.mark.timeout(120)  # a start and a stop of its own


def waiting_callers(caller: Caller) -> int:
    processes = caller.get("/admin-api/ai/stats/comprehensive").json["data"]["processes"]
    return sum(process["waiting_callers"] or 0 for process in processes)


def test_those_who_wait_learn_it_and_calls_in_flight_go_on(new_question: Question) -> None:
    settings = {"PALJA_LEASE": str(LEASE_S), "PALJA_STREAMING": "false"}
    with (
        own_store() as store,
        FakeProvider() as provider,
        running(provider, PALJA_REDIS_URL=store.url, **settings) as stack,
        ThreadPoolExecutor() as waiters,
    ):
        caller = stack.caller
        provider.hold()
        question = new_question()
        job_id = assert_queued(caller.ask(question))
        provider.wait_for_in_flight(1)

        def follow() -> bytes:
            connection = http.client.HTTPConnection("127.0.0.1", caller.port, timeout=40)
            with closing(connection):
                connection.request("GET", f"{JOBS}{job_id}/events")
                return connection.getresponse().read()

        polled = waiters.submit(caller.job, job_id, f"?wait={WAIT_S}")
        followed = waiters.submit(follow)
        asked = waiters.submit(caller.ask, new_question(), Prefer=f"wait={WAIT_S}")
        provider.wait_for_in_flight(2)
        wait_until(lambda: waiting_callers(caller) >= 3, 10, "three wait")

        store.client.flushall()

        gone = polled.result()
        assert_problem(gone, 404, "job_not_found")
        assert gone.took_s < SOON_S
        assert b"event: problem" in followed.result()
        # Who waits for an answer has his question asked once more; and several renewals have passed
        # since, of the two calls before.
        provider.wait_for_in_flight(3)
        provider.release()
        assert_from_openai(asked.result().json)
        kept = caller.ask(
            question, Prefer=f"wait={WAIT_S}"
        ).json  # with its job it lost no more than that
        assert (kept["model_used"], kept["cache_hit"]) == ("openai", True)
        assert len(provider.calls) == 3
