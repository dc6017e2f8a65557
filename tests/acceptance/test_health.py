"""Health, and Flower behind its login."""

from __future__ import annotations

import http.client
import re
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from tests.acceptance.basic import basic
from tests.acceptance.caller import exchange
from tests.acceptance.processes import wait_until

if TYPE_CHECKING:
    from tests.acceptance.caller import Reply
    from tests.acceptance.stack import Stack

_WORD = r"[\"'`]?(?P<{}>[^\s\"'`,;:/()]+)[\"'`]?"
# `user … password …`, `login a / b`, `a:b@127.0.0.1`: how a line may show a login.
_LOGINS = (
    re.compile(r"(?i)\buser(?:name)?\b\W{0,3}" + _WORD.format("user") + r".*?"
               r"\bpassword\b\W{0,3}" + _WORD.format("password")),
    re.compile(r"(?i)\blog-?in\b\W{0,3}" + _WORD.format("user") + r"\s*[/:]\s*"
               + _WORD.format("password")),
    re.compile(r"//" + _WORD.format("user") + ":" + _WORD.format("password") + "@"),
)  # fmt: skip


def flower(stack: Stack, login: str | None = None) -> Reply:
    headers = {} if login is None else basic(login)
    with closing(
        http.client.HTTPConnection("127.0.0.1", stack.flower_port, timeout=10)
    ) as connection:
        return exchange(connection, "GET", "/workers", headers=headers)


def printed_login(log: str) -> str:
    for line in log.splitlines():
        if "flower" in line.lower():
            for pattern in _LOGINS:
                if found := pattern.search(line):
                    return f"{found['user']}:{found['password']}"
    raise AssertionError(f"no line of the log shows Flower's login:\n{log[-3000:]}")


def test_it_lives(stack: Stack) -> None:
    assert stack.caller.get("/health/live").status == 200


def test_it_is_ready_and_nothing_is_away(stack: Stack) -> None:
    reply = stack.caller.get("/health/ready")
    assert reply.status == 200
    assert reply.json.get("degraded", False) is False


def test_flower_asks_for_the_login_that_was_printed(stack: Stack) -> None:
    def listens() -> bool:
        with suppress(OSError):
            return flower(stack).status > 0
        return False

    wait_until(listens, 15, "Flower listens")
    login = printed_login(stack.log)
    assert flower(stack).status == 401
    assert flower(stack, "palja:wrong").status == 401
    assert flower(stack, login).status == 200


def test_the_processes_are_recognisable_and_in_one_session(stack: Stack) -> None:
    assert len(stack.workers()) == 1
    assert len(stack.processes("celery", " flower")) == 1
    assert len(stack.stores()) == 1
    assert len(stack.processes("uvicorn")) == 1
