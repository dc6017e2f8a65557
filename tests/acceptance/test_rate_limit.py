"""The limit of an address while the gateway is open, with the store and without."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.contract import assert_problem
from tests.acceptance.questions import FIRST_BIRTH, calculation
from tests.acceptance.stack import Stack, running

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT = 5
CHART = calculation(FIRST_BIRTH)


@pytest.fixture(scope="module")
def limited() -> Iterator[Stack]:
    with running(PALJA_RATE_LIMIT=f"{LIMIT}/hour") as stack:
        yield stack


def statuses(stack: Stack, tries: int) -> list[int]:
    return [stack.caller.ask(CHART).status for _ in range(tries)]


def test_a_limit_is_exact_and_outlives_the_gateway(limited: Stack) -> None:
    assert statuses(limited, LIMIT + 2) == [200] * LIMIT + [429] * 2

    refused = limited.caller.ask(CHART, **{"X-Forwarded-For": "192.0.2.7"})
    assert_problem(refused, 429, "rate_limited")
    assert 0 < int(refused.headers["retry-after"]) <= 3600 / LIMIT
    assert limited.caller.get("/admin-api/nowhere").status == 429
    assert limited.caller.get("/health/ready").status == 200

    limited.kill(limited.processes("uvicorn"))
    assert statuses(limited, 1) == [429]  # waits until it is started again


def test_without_the_store_a_process_counts_for_itself(limited: Stack) -> None:
    stores = limited.stores()
    limited.kill(limited.processes("uvicorn"))  # the next one knows nobody
    assert limited.caller.get("/health/live").status == 200
    for store in stores:
        os.kill(store.pid, signal.SIGSTOP)
    try:
        assert statuses(limited, LIMIT + 2) == [200] * LIMIT + [429] * 2
    finally:
        for store in stores:
            os.kill(store.pid, signal.SIGCONT)


def test_an_open_gateway_limits_nobody_unless_it_is_told_to(stack: Stack) -> None:
    assert set(statuses(stack, 700)) == {200}
