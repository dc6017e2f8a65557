"""The store goes away in different ways; who asks is answered all the same, and soon."""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.contract import assert_problem
from tests.acceptance.processes import wait_until
from tests.acceptance.stack import Stack, running
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.acceptance.conftest import Question

BACK_S = 5.0
SOON_S = 1.0  # the bar is 0.1 s, which the summary shows


@pytest.fixture(scope="module")
def _provider() -> Iterator[FakeProvider]:
    with FakeProvider() as provider:
        yield provider


@pytest.fixture(scope="module")
def stack(_provider: FakeProvider) -> Iterator[Stack]:
    """An installation of its own: its store is stopped."""
    with running(_provider) as stack:
        yield stack


@contextmanager
def silent(stack: Stack) -> Iterator[None]:
    """The store takes what is sent and says nothing, like a machine that hangs."""
    stores = stack.stores()
    assert stores
    for store in stores:
        os.kill(store.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for store in stores:
            os.kill(store.pid, signal.SIGCONT)


def test_a_silent_store_keeps_nobody_waiting(
    stack: Stack, new_question: Question, measured: Callable[[str, float], None]
) -> None:
    known = new_question()
    assert stack.caller.ask(known, Prefer="wait=20").status == 200
    assert stack.caller.ask(known).json["cache_hit"] is True
    with silent(stack):
        hits = [stack.caller.ask(known) for _ in range(20)]
        misses = [stack.caller.ask(new_question()) for _ in range(20)]
        job = stack.caller.job("some-job")
    assert {(hit.status, hit.json["cache_level"]) for hit in hits} == {(200, "memory")}
    for miss in misses:
        assert miss.status == 200
        assert (miss.json["degraded"], miss.json["model_used"]) == (True, "saju_engine")
    assert_problem(job, 503, "store_unavailable")
    assert int(job.headers["retry-after"]) > 0
    for name, replies in (("memory hits", hits), ("misses", misses), ("job calls", [job])):
        slowest_s = max(reply.took_s for reply in replies)
        measured(f"slowest of the {name} while the store is silent", slowest_s)
        assert slowest_s < SOON_S


def test_what_was_away_is_used_again(
    stack: Stack, new_question: Question, measured: Callable[[str, float], None]
) -> None:
    with silent(stack):
        assert stack.caller.ask(new_question()).json["degraded"] is True
    waited_s = wait_until(
        lambda: stack.caller.ask(new_question()).status == 202, BACK_S, "questions are queued again"
    )
    measured("until questions were queued again after the store's return", waited_s)
