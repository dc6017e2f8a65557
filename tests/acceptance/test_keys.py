"""API keys, the limit of each and browsers of named origins, on a gateway of two processes."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.caller import GENERATE, JOBS
from tests.acceptance.contract import assert_completed, assert_problem
from tests.acceptance.keys import Keys, bearer, palja
from tests.acceptance.processes import wait_until
from tests.acceptance.questions import FIRST_BIRTH, FIRST_QUESTION, calculation
from tests.acceptance.stack import COMMAND, Stack, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.acceptance.caller import Reply

LIMIT = 40
FOLLOWED_S = 10.0  # a second, and what a busy machine adds
APP = "https://app.example"
UNKNOWN = "palja_" + "A" * 43
CHART = calculation(FIRST_BIRTH)


@pytest.fixture(scope="module")
def asker(keys: Keys) -> dict[str, str]:
    return keys.add("asker", "submit")


@pytest.fixture(scope="module")
def reader(keys: Keys) -> dict[str, str]:
    return keys.add("reader", "read")


@pytest.fixture(scope="module")
def guarded(keys: Keys, asker: dict[str, str], reader: dict[str, str]) -> Iterator[Stack]:
    """A gateway that asks for keys; no provider is configured, so the engine answers."""
    assert asker != reader
    with running(
        PALJA_API_KEYS_FILE=str(keys.path),
        PALJA_RATE_LIMIT=f"{LIMIT}/minute",
        PALJA_CORS_ORIGINS=APP,
        PALJA_GATEWAY_PROCESSES="2",
    ) as stack:
        yield stack


def known_to_all(stack: Stack, *names: str) -> None:
    """Waits until the log says that both processes have these keys."""
    wait_until(
        lambda: all(set(names) <= known for known in logged_keys(stack)),
        FOLLOWED_S,
        f"all gateways know {names}",
    )


def logged_keys(stack: Stack) -> list[set[str]]:
    """The names that each gateway process has last told to have read."""
    told = {"gateway-1": set[str](), "gateway-2": set[str]()}
    for line in stack.log.splitlines():
        if "api_keys_changed" in line:
            (process,) = (name for name in told if name in line)
            told[process] = set(re.findall(r"'([\w-]+)'", line))
    return list(told.values())


def assert_unauthenticated(reply: Reply) -> None:
    assert_problem(reply, 401, "unauthenticated")
    assert reply.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        bearer(UNKNOWN),
        bearer(""),
        {"Authorization": "Basic cGFsamE6cGFsamE="},
        {"Authorization": UNKNOWN},
        {"X-API-Key": UNKNOWN},
    ],
)
def test_without_a_valid_key_nobody_is_let_in(guarded: Stack, headers: dict[str, str]) -> None:
    for method, path in (("POST", GENERATE), ("GET", JOBS + "any"), ("GET", "/no/such/path")):
        assert_unauthenticated(guarded.caller.send(method, path, headers=headers))


def test_a_key_in_the_query_or_body_does_not_count(guarded: Stack, keys: Keys) -> None:
    key = keys.made[0]
    assert_unauthenticated(guarded.caller.ask(CHART, f"{GENERATE}?key={key}&access_token={key}"))
    assert_unauthenticated(guarded.caller.ask({**CHART, "key": key}))


def test_health_and_the_description_need_no_key(guarded: Stack) -> None:
    for path in ("/health/live", "/health/ready", "/openapi.json"):
        assert guarded.caller.get(path).status == 200


def test_a_key_does_what_its_scopes_say_and_no_more(
    guarded: Stack, asker: dict[str, str], reader: dict[str, str]
) -> None:
    asked = guarded.caller.ask(FIRST_QUESTION, **asker, Prefer="wait=20")
    assert asked.status == 200
    assert_completed(asked.json)
    job = JOBS + asked.json["job_id"]

    refused = guarded.caller.get(job, asker)
    assert_problem(refused, 403, "forbidden")
    assert "scope read" in refused.json["detail"]
    assert guarded.caller.get(job, reader).json["status"] == "completed"
    assert_problem(guarded.caller.ask(FIRST_QUESTION, **reader), 403, "forbidden")
    assert_problem(guarded.caller.send("DELETE", job, headers=reader), 403, "forbidden")
    assert guarded.caller.send("DELETE", job, headers=asker).status == 204


def test_admin_implies_no_other_scope(guarded: Stack, keys: Keys) -> None:
    admin = keys.add("admin", "admin")
    known_to_all(guarded, "admin")
    assert_problem(guarded.caller.get(JOBS + "any", admin), 403, "forbidden")


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/admin-api/ai/stats",
            "/admin-api/ai/stats/comprehensive",
            "/admin-api/ai/stats/history",
        ),
        "/metrics",
    ],
)
def test_figures_are_for_who_may_read(
    guarded: Stack, asker: dict[str, str], reader: dict[str, str], path: str
) -> None:
    assert_unauthenticated(guarded.caller.get(path))
    refused = guarded.caller.get(path, asker)
    assert_problem(refused, 403, "forbidden")
    assert "scope read" in refused.json["detail"]
    assert guarded.caller.get(path, reader).status == 200


def test_the_switch_is_for_an_admin_alone(
    guarded: Stack, keys: Keys, asker: dict[str, str], reader: dict[str, str]
) -> None:
    admin = keys.add("switcher", "admin")
    known_to_all(guarded, "switcher")
    toggle = "/admin-api/ai/optimization/toggle"
    on, off = ({"optimization_enabled": wanted} for wanted in (True, False))

    held = guarded.caller.ask(on, toggle, **admin)
    assert (held.status, held.json["optimization_enabled"]) == (200, True)
    assert_unauthenticated(guarded.caller.ask(off, toggle))
    for header in (asker, reader):
        refused = guarded.caller.ask(off, toggle, **header)
        assert_problem(refused, 403, "forbidden")
        assert "scope admin" in refused.json["detail"]
    # Nobody has switched since: another change would have another moment.
    assert guarded.caller.ask(on, toggle, **admin).json == held.json
    assert_problem(guarded.caller.get("/admin-api/ai/stats", admin), 403, "forbidden")


def test_a_key_is_known_and_forgotten_without_a_restart(guarded: Stack, keys: Keys) -> None:
    guest = keys.add("guest", "submit")
    known_to_all(guarded, "guest")
    assert {guarded.caller.ask(CHART, **guest).status for _ in range(4)} == {200}

    keys.revoke("guest")
    wait_until(
        lambda: not any("guest" in known for known in logged_keys(guarded)),
        FOLLOWED_S,
        "all gateways have forgotten the key",
    )
    for _ in range(4):
        assert_unauthenticated(guarded.caller.ask(CHART, **guest))


def test_names_are_logged_and_keys_are_nowhere(
    guarded: Stack, keys: Keys, asker: dict[str, str]
) -> None:
    guarded.caller.ask(CHART, **asker)
    keys.add("shown", "read")
    known_to_all(guarded, "shown")
    held = [path for path in guarded.state_dir.rglob("*") if path.is_file()]
    everywhere = "".join(
        (guarded.log, keys.path.read_text(), *(path.read_text("latin-1") for path in held))
    )
    for key in keys.made:
        assert key not in everywhere
        assert key.removeprefix("palja_") not in everywhere
    assert keys.path.stat().st_mode & 0o777 == 0o600


def test_each_key_has_a_limit_over_both_processes(guarded: Stack, keys: Keys) -> None:
    busy, calm = keys.add("busy", "submit"), keys.add("calm", "submit")
    known_to_all(guarded, "busy", "calm")
    began_s = time.perf_counter()
    with ThreadPoolExecutor(8) as callers:
        replies = list(callers.map(lambda _: guarded.caller.ask(CHART, **busy), range(2 * LIMIT)))
    grown_back = LIMIT * (time.perf_counter() - began_s) / 60

    served = [reply for reply in replies if reply.status == 200]
    # What one process leased, the other cannot give: up to a twentieth.
    assert LIMIT * 19 // 20 <= len(served) <= LIMIT + grown_back
    for reply in replies:
        if reply.status != 200:
            assert_problem(reply, 429, "rate_limited")
            assert 1 <= int(reply.headers["retry-after"]) <= 60
    assert guarded.caller.ask(CHART, **calm).status == 200
    for _ in range(2 * LIMIT):
        assert guarded.caller.get("/health/live").status == 200


def test_pages_of_a_named_origin_may_call(guarded: Stack, asker: dict[str, str]) -> None:
    page = {"Origin": APP, "Sec-Fetch-Site": "cross-site"}
    preflight = guarded.caller.send(
        "OPTIONS",
        GENERATE,
        headers={
            **page,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type,idempotency-key",
        },
    )
    assert preflight.status == 200
    assert preflight.headers["access-control-allow-origin"] == APP
    assert "access-control-allow-credentials" not in preflight.headers

    reply = guarded.caller.ask(CHART, **asker, **page)
    assert reply.status == 200
    assert reply.headers["access-control-allow-origin"] == APP
    refused = guarded.caller.ask(CHART, **page)
    assert_unauthenticated(refused)
    assert refused.headers["access-control-allow-origin"] == APP


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://app.example"])
def test_other_pages_may_not_even_with_a_key(
    guarded: Stack, asker: dict[str, str], origin: str
) -> None:
    reply = guarded.caller.ask(CHART, **asker, Origin=origin)
    assert_problem(reply, 403, "forbidden")
    assert "access-control-allow-origin" not in reply.headers


def test_with_keys_any_host_name_is_served(guarded: Stack, asker: dict[str, str]) -> None:
    assert guarded.caller.ask(CHART, **asker, Host="saju.example").status == 200


def test_every_answer_tells_browsers_and_caches_to_be_careful(
    guarded: Stack, asker: dict[str, str]
) -> None:
    for reply in (
        guarded.caller.ask(CHART, **asker),
        guarded.caller.ask(CHART),
        guarded.caller.get("/health/live"),
        guarded.caller.get("/nowhere", asker),
    ):
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["cache-control"] == "no-store"
        assert reply.headers["referrer-policy"] == "no-referrer"
        assert reply.headers["x-request-id"]
        assert "server" not in reply.headers


@pytest.mark.parametrize(
    ("mode", "content", "problem"),
    [
        (0o644, "", "may be used by others"),
        (0o600, '{"name": "a"}\n', "line 1 "),
        (None, "", "there is no file"),
    ],
)
def test_a_file_that_cannot_be_used_stops_the_start_in_one_line(
    tmp_path: Path, mode: int | None, content: str, problem: str
) -> None:
    path = tmp_path / "keys"
    if mode is not None:
        path.write_text(content)
        path.chmod(mode)
    done = palja(
        *COMMAND[3:], PALJA_API_KEYS_FILE=str(path), PALJA_STATE_DIR=str(tmp_path / "state")
    )
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith("palja: PALJA_API_KEYS_FILE: ")
    assert problem in line
    assert not (tmp_path / "state").exists()
