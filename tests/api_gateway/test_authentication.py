"""Who is let in, called as ASGI."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as AsgiScope

from api_gateway.authentication import Authentication
from api_gateway.checks import Checks
from api_gateway.entrance import Entrance
from api_gateway.head import caller_of
from api_gateway.keyring import Keyring
from api_gateway.tracing import Tracing
from shared.api_keys import Scope, hash_of, new_api_key
from tests.fakes.asgi import Application, call

KEY = "palja_" + "k" * 43
GENERATE = "/admin-api/saju/ai-generate"


@pytest.fixture
def inner() -> Application:
    return Application()


def guard(inner: ASGIApp, folder: Path, *scopes: Scope) -> Checks:
    path = folder / "keys"
    path.write_text(new_api_key(KEY, "dashboard", scopes, datetime(2026, 1, 1, tzinfo=UTC)).line())
    path.chmod(0o600)
    return Checks(inner, [Authentication(Keyring(path))])


@pytest.mark.parametrize("value", [f"Bearer {KEY}", f"bearer {KEY}", f"BEARER   {KEY} "])
async def test_a_key_with_the_scope_is_let_in_under_its_name(
    inner: Application, tmp_path: Path, value: str
) -> None:
    traced = Tracing(inner, lambda count: "a" * 2 * count)
    app = Entrance(guard(traced, tmp_path, "submit"), lambda: "new")

    answer = await call(app, "POST", GENERATE, {"Authorization": value})

    assert answer.status == 200
    assert inner.bound["key"] == "dashboard"


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("Authorization", "")],
        [("Authorization", "Bearer")],
        [("Authorization", "Bearer ")],
        [("Authorization", KEY)],
        [("Authorization", f"Basic {KEY}")],
        [("Authorization", f"Bearer{KEY}")],
        [("Authorization", f"Bearer {KEY[:-1]}")],
        [("Authorization", f"Bearer {KEY} {KEY}")],
        [("Authorization", f"Bearer {KEY},Bearer {KEY}")],
        [("Authorization", f"Bearer {hash_of(KEY)}")],
        [("Authorization", "Bearer \xff\xfe")],
        [("Authorization", f"Bearer {KEY}"), ("Authorization", f"Bearer {KEY}")],
        [("X-API-Key", KEY)],
    ],
)
async def test_anything_else_is_kept_out(
    inner: Application, tmp_path: Path, headers: list[tuple[str, str]]
) -> None:
    app = guard(inner, tmp_path, "read", "submit", "admin")
    for path in (GENERATE, "/nowhere"):
        answer = await call(app, "POST", path, headers)
        assert answer.problem == (401, "unauthenticated")
        assert answer.headers["www-authenticate"] == "Bearer"
    assert inner.calls == 0


async def test_no_scope_implies_another(inner: Application, tmp_path: Path) -> None:
    calls: dict[Scope, tuple[str, str]] = {
        "read": ("GET", "/admin-api/saju/jobs/a"),
        "submit": ("POST", GENERATE),
        "admin": ("POST", "/admin-api/ai/optimization/toggle"),
    }
    bearer = {"Authorization": f"Bearer {KEY}"}
    for held in calls:
        app = guard(inner, tmp_path, held)
        for needed, (method, path) in calls.items():
            answer = await call(app, method, path, bearer)
            if needed == held:
                assert answer.status == 200
            else:
                assert answer.problem == (403, "forbidden")
                assert f'scope="{needed}"' in answer.headers["www-authenticate"]
                assert needed in answer.json["detail"]
    assert inner.calls == len(calls)


async def test_what_needs_no_key_is_open_and_what_is_unknown_needs_any(
    inner: Application, tmp_path: Path
) -> None:
    app = guard(inner, tmp_path, "read")
    assert (await call(app, "GET", "/health/live")).status == 200
    answer = await call(app, "GET", "/nowhere", {"Authorization": f"Bearer {KEY}"})
    assert answer.status == 200  # of the application, which says 404


async def test_what_follows_learns_who_calls(tmp_path: Path) -> None:
    seen = []

    async def inner(scope: AsgiScope, _receive: Receive, send: Send) -> None:
        seen.append(caller_of(scope))
        await send({"type": "http.response.start", "status": 200, "headers": []})

    await call(
        guard(inner, tmp_path, "submit"), "POST", GENERATE, {"Authorization": f"Bearer {KEY}"}
    )

    assert seen == [hash_of(KEY)]
