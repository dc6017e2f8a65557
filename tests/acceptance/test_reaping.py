"""One worker reaps for all of them; when it dies, or is stopped, another does."""

from __future__ import annotations

import os
import signal
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from shared import redis_keys
from tests.acceptance.contract import assert_from_openai, assert_queued
from tests.acceptance.own_store import OwnStore, own_store
from tests.acceptance.processes import wait_until
from tests.acceptance.stack import Stack, running
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.acceptance.conftest import Question

LEASE_S = 2.0
QUESTIONS = 15  # more than one worker takes at once, so both have some
TAKEN_OVER_S = 3.0 + 2.0  # the reaper's lease, and two of its rounds
ANSWERED_S = 15.0
SETTINGS = {"PALJA_WORKER_PROCESSES": "2", "PALJA_LEASE": f"{LEASE_S:g}"}

pytestmark = pytest.mark.timeout(120)  # a start and a stop of its own


@dataclass
class System:
    """An installation with two workers, whose store and provider are the test's own."""

    stack: Stack
    provider: FakeProvider
    store: OwnStore

    def reaper(self) -> int | None:
        """The process that reaps."""
        token = self.store.client.get(redis_keys.REAPER)
        assert token is None or isinstance(token, bytes)
        return None if token is None else int(token.split(b" ")[0].rpartition(b":")[2])

    def both_work(self) -> bool:
        """Whether there is a reaper, and another to take its place."""
        alive = self.store.client.zcard(redis_keys.WORKERS)
        return alive == 2 and self.reaper() in {worker.pid for worker in self.stack.workers()}


@pytest.fixture
def system() -> Iterator[System]:
    with (
        own_store() as store,
        FakeProvider() as provider,
        running(provider, PALJA_REDIS_URL=store.url, **SETTINGS) as stack,
    ):
        system = System(stack, provider, store)
        wait_until(system.both_work, ANSWERED_S, "two workers, one of which reaps")
        yield system


@contextmanager
def stopped(pid: int) -> Iterator[None]:
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def test_another_reaps_for_one_that_is_stopped_and_nothing_changes_when_it_wakes(
    system: System, new_question: Question, measured: Callable[[str, float], None]
) -> None:
    caller, provider = system.stack.caller, system.provider
    provider.hold()
    job_ids = [assert_queued(caller.ask(new_question())) for _ in range(QUESTIONS)]
    provider.wait_for_in_flight(QUESTIONS)
    reaper = system.reaper()
    assert reaper is not None
    with stopped(reaper):
        provider.release()
        stopped_s = time.perf_counter()
        wait_until(
            lambda: system.reaper() not in {None, reaper}, TAKEN_OVER_S, "another worker reaps"
        )
        measured("another worker reaps, after the reaping one was stopped", _since(stopped_s))
        answers = [caller.ended(job_id, within_s=ANSWERED_S) for job_id in job_ids]
        measured("all jobs done, half of them held by a stopped worker", _since(stopped_s))
        second = system.reaper()
    assert len(provider.calls) > QUESTIONS  # it had some of them in hand
    wait_until(
        lambda: _calls_ended(system) == len(provider.calls), ANSWERED_S, "it is done with its calls"
    )
    for job_id, answer in zip(job_ids, answers, strict=True):
        assert_from_openai(answer)
        assert caller.job(job_id).json == answer
    assert system.reaper() == second
    question = assert_queued(caller.ask(new_question()))
    assert_from_openai(caller.ended(question, within_s=ANSWERED_S))


def test_another_reaps_for_one_that_is_killed(
    system: System, new_question: Question, measured: Callable[[str, float], None]
) -> None:
    caller, provider = system.stack.caller, system.provider
    provider.hold()
    job_ids = [assert_queued(caller.ask(new_question())) for _ in range(QUESTIONS)]
    provider.wait_for_in_flight(QUESTIONS)
    reaper = system.reaper()
    assert reaper is not None
    os.kill(reaper, signal.SIGKILL)
    killed_s = time.perf_counter()
    provider.release()

    wait_until(lambda: system.reaper() not in {None, reaper}, TAKEN_OVER_S, "another worker reaps")
    measured("another worker reaps, after the reaping one was killed", _since(killed_s))
    for job_id in job_ids:
        assert_from_openai(caller.ended(job_id, within_s=ANSWERED_S))


def _calls_ended(system: System) -> int:
    """How many calls the workers know the end of."""
    figures = system.stack.caller.get("/admin-api/ai/stats/comprehensive").json
    return int(figures["data"]["provider_calls"])


def _since(began_s: float) -> float:
    return time.perf_counter() - began_s
