"""Passwords, keys and the secret of an installation: on no command line, no page, in no log.

One system with all of its words let loose (`PALJA_LOG_LEVEL=debug`), a store that asks for a password,
and every key set.
"""

from __future__ import annotations

import http.client
import os
import re
import threading
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.acceptance.basic import basic
from tests.acceptance.caller import BATCH, GENERATE, INSPECT
from tests.acceptance.contract import assert_from_openai
from tests.acceptance.keys import Keys
from tests.acceptance.own_store import OwnStore, own_store
from tests.acceptance.processes import wait_until
from tests.acceptance.stack import Stack, running
from tests.acceptance.test_privacy import ADDRESS, BIRTH, giveaways
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.acceptance.conftest import Question

STORE_PASSWORD = "pass-of-the-store-c41a"
OTHER_PASSWORD = "another-pass-of-the-store-9d07"
KEYS = {
    "GOOGLE_API_KEY": "AIza-key-of-gemini-5f2d",
    "OPENAI_API_KEY": "sk-key-of-openai-77c1",
    "ANTHROPIC_API_KEY": "sk-ant-key-of-anthropic-e09b",
}
SECRET = {"PALJA_SECRET": "the-secret-of-this-installation"}
LOGIN = re.compile(r"\(login palja : (\S+)\)")
PAGES = (
    *("/", "/workers", "/workers?json=1", "/tasks", "/broker", "/metrics", "/healthcheck"),
    *("/api/workers", "/api/workers?refresh=1", "/api/tasks", "/api/task/types"),
    "/api/queues/length",
)
ALIAS = "/admin-api/saju/ai"
AWAY_S = 20.0
REFUSED = "invalid username-password pair"


@pytest.fixture(scope="module")
def provider() -> Iterator[FakeProvider]:
    with FakeProvider() as provider:
        yield provider


@pytest.fixture(scope="module")
def store() -> Iterator[OwnStore]:
    with own_store(STORE_PASSWORD) as store:
        yield store


@pytest.fixture(scope="module")
def header(keys: Keys) -> dict[str, str]:
    return keys.add("caller", "submit", "read")


@pytest.fixture(scope="module")
def stack(
    provider: FakeProvider, store: OwnStore, keys: Keys, header: dict[str, str]
) -> Iterator[Stack]:
    assert header
    settings = {
        **KEYS,
        **SECRET,
        "PALJA_CHAIN": "openai",
        "PALJA_REDIS_URL": store.url,
        "PALJA_API_KEYS_FILE": str(keys.path),
        "PALJA_LOG_LEVEL": "debug",
    }
    with running(provider, **settings) as stack:
        wait_until(lambda: LOGIN.search(stack.log) is not None, 30, "the banner")
        wait_until(lambda: flower_is_there(stack), 30, "Flower answers")
        yield stack


@pytest.fixture
def secrets(stack: Stack, keys: Keys) -> set[str]:
    """All that nobody should see who has not got it."""
    return {STORE_PASSWORD, OTHER_PASSWORD, flower_password(stack), *KEYS.values(), *keys.made} | {
        *SECRET.values()
    }


def flower_password(stack: Stack) -> str:
    found = LOGIN.search(stack.log)
    assert found is not None
    return found[1]


def of_flower(stack: Stack, path: str, login: str | None) -> tuple[int, str]:
    """Status and text of one of Flower's pages."""
    headers = {} if login is None else basic(login)
    with closing(http.client.HTTPConnection("127.0.0.1", stack.flower_port, timeout=20)) as to:
        to.request("GET", path, headers=headers)
        answer = to.getresponse()
        return answer.status, answer.read().decode()


def flower_is_there(stack: Stack) -> bool:
    with suppress(OSError):
        return of_flower(stack, "/", None)[0] == 401
    return False


def log_without_the_banner(stack: Stack) -> str:
    """The log as it is kept, but for the one line that is for the operator's eyes."""
    return "\n".join(line for line in stack.log.splitlines() if LOGIN.search(line) is None)


def test_no_command_line_holds_a_secret(stack: Stack, secrets: set[str]) -> None:
    processes = stack.processes()
    assert len(processes) == 4  # supervisor, worker, gateway, Flower
    found = {(each.command, one) for each in processes for one in secrets if one in each.command}
    assert found == set()


def test_environments_are_for_our_own_user_and_flowers_holds_no_key_of_a_provider(
    stack: Stack,
) -> None:
    for process in stack.processes():
        environ = Path(f"/proc/{process.pid}/environ")
        stat = environ.stat()
        assert stat.st_mode & 0o777 == 0o400
        assert stat.st_uid == os.getuid()
    [flower] = stack.flowers()
    given = Path(f"/proc/{flower.pid}/environ").read_bytes().decode()
    assert not [key for key in KEYS.values() if key in given]


def test_flower_asks_for_its_login(stack: Stack) -> None:
    wrong = f"palja:{flower_password(stack)}x"
    for path in PAGES:
        for login in (None, wrong, "palja:", "admin:admin"):
            status, text = of_flower(stack, path, login)
            assert status == 401, path
            assert "redis" not in text


def test_flowers_pages_mask_the_brokers_password_and_show_no_argument(
    stack: Stack, header: dict[str, str], new_question: Question, secrets: set[str]
) -> None:
    asked = stack.caller.ask(new_question(), Prefer="wait=20", **header).json
    assert_from_openai(asked)
    login = f"palja:{flower_password(stack)}"
    wait_until(
        lambda: asked["job_id"] in of_flower(stack, "/api/tasks", login)[1], 20, "Flower has heard"
    )
    wait_until(
        lambda: "**" in of_flower(stack, "/api/workers?refresh=1", login)[1], 20, "and asked"
    )
    listed = of_flower(stack, "/api/workers", login)[1]
    [worker] = re.findall(r'"(worker-1-\d+@[^"]+)": ', listed)[:1]
    pages = (*PAGES, f"/worker/{worker}", f"/task/{asked['job_id']}")
    told = {path: of_flower(stack, path, login) for path in pages}
    assert {path: status for path, (status, _) in told.items() if status != 200} == {}
    found = {(path, one) for path, (_, text) in told.items() for one in secrets if one in text}
    assert found == set()
    assert "redis://:**@" in told["/broker"][1]
    task = told["/api/tasks"][1]
    assert '"args": "-"' in task
    assert '"kwargs": "-"' in task


def test_no_command_to_the_store_holds_a_birth_or_a_secret(
    stack: Stack, store: OwnStore, header: dict[str, str], secrets: set[str]
) -> None:
    seen: list[str] = []
    begun, over = threading.Event(), threading.Event()

    def listen() -> None:
        with store.client.monitor() as monitor:  # type: ignore[no-untyped-call] # as redis-py left it
            begun.set()
            for command in monitor.listen():
                seen.append(command["command"])
                if over.is_set():
                    return

    listening = threading.Thread(target=listen)
    listening.start()
    assert begun.wait(10)
    own = {**header, "User-Agent": ADDRESS, "Cookie": f"a={ADDRESS}"}
    question = {"birth_info": BIRTH}
    assert_from_openai(stack.caller.ask(question, Prefer="wait=20", **own).json)
    # The rest of the ways to send a birth.
    for body, path in (
        ({**question, "service_type": "saju_calculation"}, GENERATE),
        ({**question, "service_type": "daily_fortune", "date": "2026-05-05"}, ALIAS),
        ({**question, "service_type": "compatibility", "partner_birth_info": BIRTH}, GENERATE),
        ({"items": [{**question, "service_type": "love"}]}, BATCH),
        ({**question, "saju_result": {"ilgan": "갑"}}, INSPECT),
    ):
        reply = stack.caller.ask(body, path, **own, **{"Idempotency-Key": uuid4().hex})
        assert reply.status in {200, 202}, reply
    over.set()
    store.client.ping()
    listening.join(10)
    assert len(seen) > 20
    text = "\n".join(seen)
    assert not [one for one in secrets if one in text]
    assert giveaways(text.encode()) == set()


def test_a_store_that_refuses_the_password_makes_nobody_tell_it(
    stack: Stack, store: OwnStore, secrets: set[str], header: dict[str, str], new_question: Question
) -> None:
    store.client.config_set("requirepass", OTHER_PASSWORD)
    try:
        store.client.execute_command("AUTH", OTHER_PASSWORD)  # type: ignore[no-untyped-call] # as redis-py left it
        for other in store.client.client_list():
            if "monitor" not in other["flags"] and int(other["id"]) != store.client.client_id():
                store.client.client_kill_filter(_id=other["id"])
        wait_until(lambda: REFUSED in stack.log, AWAY_S, "somebody complains")
        reply = stack.caller.ask(new_question(), **header)
        assert reply.json["degraded"] is True
        assert not [one for one in secrets if one.encode() in reply.raw]
    finally:
        store.client.config_set("requirepass", STORE_PASSWORD)
    wait_until(
        lambda: stack.caller.get("/health/ready").json["degraded"] is False, 60, "all is back"
    )


def test_the_log_holds_no_secret(stack: Stack, secrets: set[str]) -> None:
    """The last one here: the log of all that was done above."""
    log = log_without_the_banner(stack)
    assert "[debug" in log
    assert REFUSED in log
    assert not [one for one in secrets if one in log]
