"""A job over which worker after worker was lost: its answer, the list, and the question asked again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from shared import redis_keys
from tests.acceptance.contract import (
    assert_from_engine,
    assert_from_openai,
    assert_problem,
    assert_queued,
)
from tests.acceptance.own_store import OwnStore, own_store
from tests.acceptance.processes import wait_until
from tests.acceptance.stack import ROOT, Stack, running
from tests.fakes.provider import FakeProvider
from workers.reading import MAX_CLAIMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.acceptance.conftest import Question

ANSWERED_S = 10.0

pytestmark = pytest.mark.timeout(120)  # a start and a stop of its own


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    with FakeProvider() as provider:
        yield provider


@pytest.fixture
def store() -> Iterator[OwnStore]:
    with own_store() as store:
        yield store


@pytest.fixture
def stack(provider: FakeProvider, store: OwnStore) -> Iterator[Stack]:
    """One job at a time, so that the next one waits."""
    settings = {"PALJA_REDIS_URL": store.url, "PALJA_MAX_CONCURRENT_REQUESTS": "1"}
    with running(provider, **settings) as stack:
        yield stack


def palja_job(stack: Stack, *words: str) -> str:
    """What the command prints, having ended well."""
    own = os.environ  # noqa: TID251 – PATH and the like
    done = subprocess.run(
        (sys.executable, "-m", "scripts", "job", *words),
        cwd=ROOT,
        env={**own, **stack.settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_is_marked_listed_and_asked_again(
    stack: Stack, provider: FakeProvider, store: OwnStore, new_question: Question
) -> None:
    caller, question = stack.caller, new_question()
    provider.hold()
    first = assert_queued(caller.ask(new_question()))
    provider.wait_for_in_flight(1)
    lost = assert_queued(caller.ask(question))
    store.client.hset(
        redis_keys.JOB + lost, "attempts", MAX_CLAIMS
    )  # as if workers had died over it
    provider.release()
    assert_from_openai(caller.ended(first, within_s=ANSWERED_S))

    answer = caller.ended(lost, within_s=ANSWERED_S)
    assert_from_engine(answer)
    assert answer["code"] == "lost_too_often"
    [row] = json.loads(palja_job(stack, "--failed", "--json"))
    assert (row["job_id"], row["reason"], row["claims"]) == (lost, "lost_too_often", MAX_CLAIMS + 1)
    figures = caller.get("/admin-api/ai/stats/comprehensive").json["data"]
    assert figures["failed_jobs"] == 1

    again = palja_job(stack, "--requeue", lost).split()[-1]
    better = caller.ended(again, within_s=ANSWERED_S)
    assert_from_openai(better)
    assert "code" not in better
    assert caller.job(lost).json == answer
    assert json.loads(palja_job(stack, "--failed", "--json")) == []
    entry = json.loads(palja_job(stack, again, "--json", "--reading"))
    assert (entry["status"], entry["response"]) == ("completed", better["response"])


def test_a_damaged_record_holds_no_place_and_its_question_is_answered(
    stack: Stack, provider: FakeProvider, store: OwnStore, new_question: Question
) -> None:
    caller, question = stack.caller, new_question()
    provider.hold()
    job_id = assert_queued(caller.ask(question))
    provider.wait_for_in_flight(1)
    store.client.hset(redis_keys.JOB + job_id, "created", "1e400")
    assert_problem(caller.job(job_id), 404, "job_not_found")
    stack.kill(stack.workers())
    provider.release()

    wait_until(
        lambda: store.client.zscore(redis_keys.FAILED, job_id) is not None, 30, "it is set aside"
    )

    assert_problem(caller.job(job_id), 404, "job_not_found")
    assert_from_openai(caller.ask(question, Prefer="wait=20").json)


def test_a_damaged_entry_of_the_cache_is_replaced(
    stack: Stack, provider: FakeProvider, store: OwnStore, new_question: Question
) -> None:
    caller, question = stack.caller, new_question()
    first = assert_queued(caller.ask(question))
    assert_from_openai(caller.ended(first, within_s=ANSWERED_S))
    [entry] = store.client.keys(redis_keys.CACHE + "*")
    for damaged in (b"garbage", b"10:x is no reading"):
        store.client.set(entry, damaged)
        asked = len(provider.calls)

        answer = caller.ask(question, Prefer="wait=20").json

        assert_from_openai(answer)
        assert (answer["degraded"], answer["cache_hit"]) == (False, False)
        assert len(provider.calls) == asked + 1
        assert store.client.get(entry) != damaged
