"""Nothing blocks the gateway's loop for long under ordinary traffic.

The first request of a kind builds what later ones use, some of it in one piece: it has a bar of its own.
"""

from __future__ import annotations

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from random import Random
from typing import TYPE_CHECKING

import pytest

from scripts.up.children import gateways
from scripts.up.listening import listen
from shared.settings import load_settings
from shared.store.embedded import store_url
from tests.acceptance.caller import INSPECT, Caller, Reply
from tests.acceptance.processes import wait_until
from tests.acceptance.questions import FIRST_BIRTH, FIRST_QUESTION, calculation
from tests.acceptance.stack import ROOT, Stack, free_ports

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.acceptance.conftest import Question

BAR_S = 0.05
FIRST_BAR_S = 0.15
AT_ONCE = 8
ROUNDS = 12
TEXT = "당신의 일주는 기묘(己卯)이고 일간은 기토입니다. 화가 둘 있고 금이 없는 사주입니다. "


@pytest.fixture(scope="module")
def watched(_shared_stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    """A second gateway of the same system, with a watch on its loop."""
    (port,) = free_ports(1)
    state_dir = _shared_stack.state_dir
    settings = load_settings(
        {
            "PALJA_PORT": str(port),
            "PALJA_STATE_DIR": str(state_dir),
            "PALJA_REDIS_URL": store_url(state_dir),
        },
        env_files=(),
    )
    log_path = tmp_path_factory.mktemp("watched") / "log"
    caller = Caller(port)

    def answers() -> bool:
        with suppress(OSError):
            return caller.get("/health/ready").status == 200
        return False

    own = os.environ  # noqa: TID251 – PATH and the like; conftest has cleared our settings
    with listen(settings.host, port, "PALJA_PORT") as listener, log_path.open("wb") as log:
        [gateway] = gateways(settings, {}, listener.fileno())
        command = [
            "tests.acceptance.watched_gateway:app" if word == "api_gateway.asgi:app" else word
            for word in gateway.command
        ]
        with subprocess.Popen(
            command,
            cwd=ROOT,
            env={**own, "PYTHONPATH": str(ROOT), **settings.environ()},
            pass_fds=gateway.pass_fds,
            stdout=log,
            stderr=subprocess.STDOUT,
        ) as process:
            try:
                wait_until(answers, 20, "the watched gateway answers")
                yield caller
            finally:
                process.terminate()


def longest_s(watched: Caller) -> float:
    found: float = watched.get("/watched").json["longest_s"]
    return found


def sent_at_once(requests: list[Callable[[], Reply]]) -> list[Reply]:
    with ThreadPoolExecutor(AT_ONCE) as callers:
        return list(callers.map(lambda request: request(), requests))


def traffic(caller: Caller, new_question: Question, rounds: int) -> list[Callable[[], Reply]]:
    """Ordinary requests of every kind, in an order that is always the same."""
    hit = partial(caller.ask, FIRST_QUESTION)
    inspection = {"birth_info": FIRST_BIRTH, "saju_result": {"month_pillar": "정묘"}}
    requests: list[Callable[[], Reply]] = []
    for _ in range(rounds):
        requests += [
            *[hit] * 8,
            *(partial(caller.ask, new_question()) for _ in range(4)),
            partial(caller.ask, new_question(), Prefer="wait=5"),
            partial(caller.ask, calculation(FIRST_BIRTH)),
            partial(caller.ask, {"birth_info": {"year": "x", "month": 13, "colour": 1}}),
            partial(caller.send, "POST", "/admin-api/saju/ai", b"["),
            partial(caller.ask, inspection, INSPECT),
            partial(caller.ask, {**inspection, "reading": TEXT * 20}, INSPECT),
            partial(caller.ask, {**inspection, "reading": TEXT * 150}, INSPECT),
            partial(caller.get, "/openapi.json"),
            partial(caller.get, "/health/ready"),
            partial(caller.job, "nobody"),
        ]
    Random(1).shuffle(requests)
    return requests


def test_nothing_blocks_the_loop_under_ordinary_traffic(
    stack: Stack, watched: Caller, new_question: Question, measured: Callable[[str, float], None]
) -> None:
    assert stack.log  # the worker behind both gateways
    longest_s(watched)
    sent_at_once(traffic(watched, new_question, rounds=1))
    blocked_s = longest_s(watched)
    measured("longest block of the gateway's loop, first requests", blocked_s)
    assert blocked_s < FIRST_BAR_S
    replies = sent_at_once(traffic(watched, new_question, ROUNDS))
    statuses = {reply.status for reply in replies}
    # A call that waits in the loop is a 500. A busy machine's store may lose our patience: a 503.
    assert statuses - {503} == {200, 202, 400, 404, 422}
    blocked_s = longest_s(watched)
    measured("longest block of the gateway's loop under mixed traffic", blocked_s)
    assert blocked_s < BAR_S


def test_the_watch_finds_out_who_works_in_the_loop(watched: Caller) -> None:
    watched.get("/blocks/working")
    assert longest_s(watched) > BAR_S


def test_the_watch_finds_out_who_waits_in_the_loop(watched: Caller) -> None:
    assert watched.get("/blocks/waiting").status == 500
