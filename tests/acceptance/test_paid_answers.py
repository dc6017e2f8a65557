"""The store dies while a worker has an answer in hand that was paid for."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.contract import assert_from_openai, assert_queued
from tests.acceptance.own_store import OwnStore, own_store
from tests.acceptance.processes import wait_until
from tests.acceptance.stack import Stack, running
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.acceptance.conftest import Question

AWAY_S = 5.0
BACK_S = 15.0
JOBS = 5

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
    with running(provider, PALJA_REDIS_URL=store.url) as stack:
        yield stack


def test_they_are_written_when_it_is_back_and_nobody_is_paid_twice(
    stack: Stack,
    provider: FakeProvider,
    store: OwnStore,
    new_question: Question,
    measured: Callable[[str, float], None],
) -> None:
    provider.hold()
    job_ids = [assert_queued(stack.caller.ask(new_question())) for _ in range(JOBS)]
    provider.wait_for_in_flight(JOBS)
    with store.dead():
        gone_s = time.perf_counter()
        provider.release()
        provider.wait_for_in_flight(0)
        wait_until(
            lambda: time.perf_counter() - gone_s > AWAY_S, 2 * AWAY_S, "the outage has lasted"
        )
    back_s = time.perf_counter()

    def ready() -> bool:
        return stack.caller.get("/health/ready").json.get("degraded") is False

    wait_until(ready, BACK_S, "nothing is away any more")
    for job_id in job_ids:
        assert_from_openai(stack.caller.ended(job_id, within_s=BACK_S))
    measured("paid answers written, after the store was back", time.perf_counter() - back_s)
    assert len(provider.calls) == JOBS
