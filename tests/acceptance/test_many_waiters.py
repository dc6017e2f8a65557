"""Two thousand callers who wait for jobs at once, by one gateway process."""

from __future__ import annotations

import asyncio
import json
import resource
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from scripts.up.descriptors import raise_limit
from tests.acceptance.caller import GENERATE, JOBS
from tests.acceptance.contract import assert_queued
from tests.acceptance.processes import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.acceptance.conftest import Question
    from tests.acceptance.stack import Stack
    from tests.fakes.provider import FakeProvider

CALLERS = 2_000
AT_ONCE = 40
FILES = CALLERS + 200
WAIT_S = 30
GENEROUS_S = 20.0
LEFT_MB = 40.0  # what Python keeps for its next objects
GONE_S = 5.0  # a report each second, and what a busy machine adds


@pytest.fixture(autouse=True)
def _enough_files() -> None:
    raise_limit()
    if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < FILES:
        pytest.skip(f"no process may have {FILES} files open here")


def gateway(stack: Stack) -> dict[str, Any]:
    """What the one gateway process says of itself, once it has."""
    found: list[dict[str, Any]] = []

    def has_reported() -> bool:
        figures = stack.caller.get("/admin-api/ai/stats/comprehensive").json["data"]
        found[:] = [row for row in figures["processes"] if row["kind"] == "gateway"]
        return bool(found)

    wait_until(has_reported, 10.0, "the gateway has reported")
    (process,) = found
    return process


def until_waiting(stack: Stack, callers: int, within_s: float) -> float:
    """Seconds until the gateway says that so many wait."""
    return wait_until(
        lambda: gateway(stack)["waiting_callers"] == callers, within_s, f"{callers} wait"
    )


class Waiter:
    """One caller who waits for a job's end, by `Prefer: wait`, `?wait=` or an event stream."""

    def __init__(self, port: int, way: int, question: dict[str, Any], job_id: str) -> None:
        self.job_id = job_id
        self._port = port
        body = json.dumps(question) if way == 0 else ""
        line = (
            f"POST {GENERATE} HTTP/1.1\r\nPrefer: wait={WAIT_S}\r\nContent-Length: {len(body)}",
            f"GET {JOBS}{job_id}?wait={WAIT_S} HTTP/1.1",
            f"GET {JOBS}{job_id}/events HTTP/1.1",
        )[way]
        self._asked = f"{line}\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n{body}".encode()

    async def begin(self) -> None:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        self._writer.write(self._asked)

    async def answer(self) -> str:
        """All that comes until the connection ends."""
        while True:
            raw = await self._reader.read(-1)
            self._writer.close()
            if not raw.startswith(b"HTTP/1.1 503"):
                return raw.decode()
            await self.begin()  # neighbours kept the store from its work for a moment

    def leave(self) -> None:
        self._writer.transport.abort()


async def begun(
    stack: Stack, questions: list[dict[str, Any]], job_ids: list[str]
) -> list[tuple[Waiter, asyncio.Task[str]]]:
    """All the callers, spread over the jobs, when the gateway says that they wait."""
    waiters = []
    for number in range(CALLERS):
        job, way = number // 3 % len(job_ids), number % 3
        waiters.append(Waiter(stack.caller.port, way, questions[job], job_ids[job]))
    for first in range(0, CALLERS, AT_ONCE):
        await asyncio.gather(*(waiter.begin() for waiter in waiters[first : first + AT_ONCE]))
    pairs = [(waiter, asyncio.create_task(waiter.answer())) for waiter in waiters]
    await asyncio.to_thread(until_waiting, stack, CALLERS, GENEROUS_S)
    return pairs


def submitted(stack: Stack, questions: list[dict[str, Any]]) -> list[str]:
    return [assert_queued(stack.caller.ask(question)) for question in questions]


@pytest.mark.parametrize("jobs", [2, 200])
def test_all_who_wait_are_answered(
    stack: Stack,
    provider: FakeProvider,
    new_question: Question,
    measured: Callable[[str, float], None],
    jobs: int,
) -> None:
    provider.hold()
    questions = [new_question() for _ in range(jobs)]
    job_ids = submitted(stack, questions)

    async def waited() -> float:
        pairs = await begun(stack, questions, job_ids)
        began_s = time.perf_counter()
        provider.release()
        async with asyncio.timeout(GENEROUS_S):
            for waiter, answer in pairs:
                text = await answer
                assert '"status":"completed"' in text, text[:2000]
                assert f'"job_id":"{waiter.job_id}"' in text
                assert '"model_used":"openai"' in text
        return time.perf_counter() - began_s

    took_s = asyncio.run(waited())
    measured(f"{CALLERS} callers on {jobs} jobs, from the provider's answer to the last", took_s)
    until_waiting(stack, 0, GONE_S)
    assert len(provider.calls) == jobs


def test_who_goes_away_is_dropped_at_once(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    provider.hold()
    questions = [new_question() for _ in range(2)]
    job_ids = submitted(stack, questions)
    before_mb = gateway(stack)["memory_mb"]

    async def left() -> None:
        pairs = await begun(stack, questions, job_ids)
        for waiter, _ in pairs:
            waiter.leave()
        with suppress(ConnectionError):
            await asyncio.gather(*(answer for _, answer in pairs))

    asyncio.run(left())
    until_waiting(stack, 0, GONE_S)
    wait_until(
        lambda: gateway(stack)["memory_mb"] < before_mb + LEFT_MB,
        GENEROUS_S,
        "memory is given back",
    )
    assert {stack.caller.job(job_id).json["status"] for job_id in job_ids} == {"running"}
    provider.release()
    for job_id in job_ids:
        assert stack.caller.ended(job_id, GENEROUS_S)["status"] == "completed"
