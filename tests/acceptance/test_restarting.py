"""`palja restart`: every process is another one afterwards, and no caller has noticed."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.contract import assert_from_openai
from tests.acceptance.load import Load
from tests.acceptance.processes import wait_until
from tests.acceptance.rabbitmq import rabbitmq
from tests.acceptance.stack import Stack, running, running_in
from tests.fakes.behaviours import Answer
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.acceptance.conftest import Question

CALL_S = 0.3
GONE_S = 60.0  # an idle connection keeps its gateway for 25 s
SOME = 3
RESTARTED = "palja: restarted: "


@pytest.fixture(scope="module")
def _provider() -> Iterator[FakeProvider]:
    with FakeProvider() as provider:
        yield provider


@pytest.fixture(scope="module")
def stack(_provider: FakeProvider) -> Iterator[Stack]:
    """Two of each kind, in a folder of its own."""
    settings = {"PALJA_GATEWAY_PROCESSES": "2", "PALJA_WORKER_PROCESSES": "2"}
    with running_in(None, _provider, **settings) as stack:
        flower_runs(stack)
        yield stack


@pytest.fixture
def provider(_provider: FakeProvider) -> FakeProvider:
    _provider.reset()
    return _provider


def flower_runs(stack: Stack) -> None:
    wait_until(lambda: "palja is ready after" in stack.log, 30, "the banner")


def is_whole(stack: Stack) -> bool:
    ready = stack.caller.get("/health/ready")
    return ready.status == 200 and not ready.json["degraded"]


def replaceable(stack: Stack) -> set[int]:
    """The ids of all processes but the store's and the supervisor's."""
    found = (*stack.gateways(), *stack.workers(), *stack.flowers())
    return {process.pid for process in found}


@pytest.mark.timeout(400)
def test_under_load_no_request_fails_and_no_job_is_lost_or_doubled(
    stack: Stack,
    provider: FakeProvider,
    new_question: Question,
    measured: Callable[[str, float], None],
) -> None:
    provider.answer_with(Answer(delay_s=CALL_S))
    before, stores = replaceable(stack), stack.stores()
    assert len(before) == 5
    questions = iter(new_question, None)
    with Load(stack.caller.port, questions) as load:
        callers_of_all_kinds(load)
        told = stack.palja("restart")
        assert (told.returncode, told.stderr) == (0, ""), f"{told}\n{stack.tail}"
        assert told.stdout.startswith(RESTARTED)
        callers_of_all_kinds(load)
    measured(f"answers while all was replaced: {dict(load.answered)}", 0.0)
    wait_until(lambda: len(replaceable(stack)) == 5, GONE_S, "the old ones are gone")
    assert not replaceable(stack) & before
    assert stack.stores() == stores
    assert load.asked == len(load.jobs)
    # Each job was asked for once. What a slow store took in without saying so may be one more.
    doubtful = load.answered["store was slow"]
    assert load.asked <= len(provider.calls) <= load.asked + 2 * doubtful


def callers_of_all_kinds(load: Load) -> None:
    """Returns when some callers of each kind have been answered, or the load has failed."""
    before = load.answered.copy()
    kinds = ("hit", "waited in the request", "waited for the job", "followed", "batch")
    wait_until(
        lambda: load.failed or all(load.answered[kind] >= before[kind] + SOME for kind in kinds),
        60,
        "answers to callers of all kinds",
    )


@pytest.mark.timeout(300)
def test_a_rabbitmq_gives_the_new_worker_its_queues_beside_the_old_one(
    provider: FakeProvider, new_question: Question
) -> None:
    provider.answer_with(Answer(delay_s=CALL_S))
    with rabbitmq() as broker, running(provider, **broker.settings) as stack:
        flower_runs(stack)
        before = set(stack.workers())
        with Load(stack.caller.port, iter(new_question, None)) as load:
            callers_of_all_kinds(load)
            told = stack.palja("restart")
            assert (told.returncode, told.stderr) == (0, ""), f"{told}\n{stack.tail}"
            callers_of_all_kinds(load)
        wait_until(lambda: not before & set(stack.workers()), GONE_S, "the old one is gone")
        [worker] = stack.workers()
        assert load.asked == len(load.jobs)

        stack.kill((worker,))
        wait_until(lambda: not {worker} & set(stack.workers()), GONE_S, "it is dead")
        wait_until(
            lambda: len(stack.workers()) == 1 and is_whole(stack), GONE_S, "another is there"
        )
        assert_from_openai(stack.caller.ask(new_question(), Prefer="wait=20").json)
        assert "RESOURCE_LOCKED" not in stack.log


@pytest.mark.timeout(180)
def test_new_processes_have_the_settings_that_are_on_the_disk(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    first = stack.caller.ask(new_question(), Prefer="wait=20").json
    settings = stack.folder / ".env"
    settings.write_text("PALJA_OPENAI_MODEL=another-model\n")
    told = stack.palja("restart")
    assert told.returncode == 0, f"{told}\n{stack.tail}"
    second = stack.caller.ask(new_question(), Prefer="wait=20").json
    assert first["model"] != second["model"] == "another-model"
    assert [call.json["model"] for call in provider.calls][-1] == "another-model"
    settings.unlink()


@pytest.mark.timeout(180)
@pytest.mark.parametrize(
    ("name", "text", "status", "reason"),
    [
        (".env", "PALJA_LEASE=soon\n", 2, "palja: PALJA_LEASE: "),
        (".env", "PALJA_REDIS_URL=redis://127.0.0.1:1/0\n", 1, "PALJA_REDIS_URL is another now"),
        ("uvicorn.py", "raise SystemExit(3)\n", 1, "the new gateway-1 ended"),
    ],
    ids=["wrong", "fixed", "broken"],
)
def test_what_does_not_start_leaves_the_old_ones_running(
    stack: Stack, new_question: Question, name: str, text: str, status: int, reason: str
) -> None:
    before = replaceable(stack)
    spoilt = stack.folder / name
    spoilt.write_text(text)
    try:
        told = stack.palja("restart")
    finally:
        spoilt.unlink()
    assert told.returncode == status, f"{told}\n{stack.tail}"
    assert reason in told.stderr
    if status == 1:  # else the command itself has read that
        assert told.stderr.startswith("palja: not restarted: ")
    assert replaceable(stack) == before
    assert stack.caller.ask(new_question(), Prefer="wait=20").status == 200


@pytest.mark.timeout(180)
def test_a_ctrl_c_in_the_middle_of_a_restart_stops_everything(
    provider: FakeProvider, new_question: Question
) -> None:
    with running(provider) as stack:
        flower_runs(stack)
        provider.hold()
        stack.caller.ask(new_question())
        provider.wait_for_in_flight(1)
        [worker] = stack.workers()
        (leader,) = stack.processes("scripts up")
        os.kill(leader.pid, signal.SIGUSR2)
        # The old worker has a job in hand and stays for it; both are there.
        wait_until(lambda: len(stack.workers()) == 2, 60, "a new worker beside the old one")
        wait_until(lambda: "worker is replaced" in stack.log, 60, "the old worker was told")
        assert worker in stack.workers()
        stack.stop()
        provider.release()


def test_where_nothing_runs_there_is_nothing_to_restart(stack: Stack) -> None:
    stack.settings["PALJA_PORT"] = str(stack.caller.port + 1000)
    try:
        told = stack.palja("restart")
    finally:
        stack.settings["PALJA_PORT"] = str(stack.caller.port)
    assert told.returncode == 1
    assert "nothing runs here" in told.stderr
