"""The clock of a host jumps by an hour while that of the store does not.

libfaketime (Debian: faketime) changes what our processes take for the time, and leaves the stopwatch.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from shared import queue
from shared.clock import SystemClock
from tests.acceptance.contract import assert_completed, assert_from_openai, assert_queued
from tests.acceptance.host_clock import ABSENT, LIBRARIES, HostClock
from tests.acceptance.own_store import OwnStore, own_store
from tests.acceptance.processes import wait_until
from tests.acceptance.stack import Stack, running
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.acceptance.conftest import Question

SLOTS, QUEUED = 4, 2
SETTINGS = {
    "PALJA_MAX_CONCURRENT_REQUESTS": f"{SLOTS}",
    "PALJA_PROVIDER_TIMEOUT": "80",  # calls are held for as long as the test takes
    "PALJA_STALL_TIMEOUT": "80",
}
REDELIVERED_S = 15.0  # the transport looks every five seconds
ANSWERED_S = 15.0
A_WHILE_S = 120.0

pytestmark = pytest.mark.skipif(not LIBRARIES, reason=ABSENT)


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    with FakeProvider() as provider:
        yield provider


@pytest.fixture
def clock(tmp_path: Path) -> HostClock:
    return HostClock(tmp_path)


@pytest.fixture
def store() -> Iterator[OwnStore]:
    """On another host, whose clock does not jump."""
    with own_store() as store:
        yield store


@pytest.fixture
def stack(provider: FakeProvider, store: OwnStore, clock: HostClock) -> Iterator[Stack]:
    """Gateway and worker, on the host whose clock does."""
    with running(provider, PALJA_REDIS_URL=store.url, **SETTINGS, **clock.environ) as stack:
        yield stack
        clock.set("+0")  # libfaketime errs in sleeps while a clock is set back


@pytest.mark.timeout(120)
@pytest.mark.parametrize("jump_s", [3600, -3600])
def test_nothing_is_lost_or_answered_twice(
    stack: Stack,
    store: OwnStore,
    provider: FakeProvider,
    clock: HostClock,
    new_question: Question,
    jump_s: int,
) -> None:
    caller = stack.caller
    provider.hold()
    job_ids = [assert_queued(caller.ask(new_question())) for _ in range(SLOTS + QUEUED)]
    provider.wait_for_in_flight(SLOTS)
    with ThreadPoolExecutor() as pool:
        polled = pool.submit(caller.job, job_ids[0], "?wait=30")
        held = pool.submit(caller.ask, new_question(), Prefer="wait=30")
        wait_until(lambda: _waiting(stack) == 2, ANSWERED_S, "two callers wait")
        clock.set(f"{jump_s:+d}")
        if jump_s > 0:
            # To the transport the messages in hand are an hour old: their worker must be dead.
            wait_until(
                lambda: _messages(store) == SLOTS + QUEUED + 1, REDELIVERED_S, "all are sent again"
            )
        between = assert_queued(caller.ask(new_question()))
        provider.release()
        answers = [caller.ended(job_id, within_s=ANSWERED_S) for job_id in (*job_ids, between)]
        assert polled.result().json["response"] == answers[0]["response"]
        assert held.result().status == 200
        assert_completed(held.result().json)
    for answer in answers:
        assert_from_openai(answer)
        written_s = datetime.fromisoformat(answer["created_at"]).timestamp()
        assert abs(written_s - SystemClock().now().timestamp() - jump_s) < A_WHILE_S  # it did jump
        assert caller.job(answer["job_id"]).json == answer
    assert len(provider.calls) == SLOTS + QUEUED + 2
    wait_until(lambda: _messages(store) == 0, ANSWERED_S, "every message is taken")
    figures = _figures(stack)
    assert figures["late_results"] == 0
    if jump_s > 0:
        assert figures["redelivered"] >= SLOTS


def _figures(stack: Stack) -> dict[str, Any]:
    figures: dict[str, Any] = stack.caller.get("/admin-api/ai/stats/comprehensive").json["data"]
    return figures


def _messages(store: OwnStore) -> int:
    return sum(store.client.llen(name) for name in queue.LISTS)


def _waiting(stack: Stack) -> int:
    return sum(process["waiting_callers"] or 0 for process in _figures(stack)["processes"])
