"""Which scope a call needs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from api_gateway.access import HEALTH_PATHS, NEEDS, need_of
from api_gateway.asgi import build
from api_gateway.idempotency import BODY_BYTES
from shared.notice import Notice
from shared.settings import load_settings


def served(folder: Path) -> set[tuple[str, str]]:
    """Every call that the gateway routes, HEAD being GET without a body."""
    settings = load_settings(
        {"PALJA_STATE_DIR": str(folder), "PALJA_REDIS_URL": "unix:///nowhere"}, env_files=()
    )
    app: Any = build(settings, Notice(None))
    while not isinstance(app, Starlette):  # what stands before the router
        app = app._app
    routes = app.routes
    assert routes
    calls = set()
    for route in routes:
        assert isinstance(route, Route)
        assert route.methods
        calls |= {(method, route.path) for method in route.methods if method != "HEAD"}
    return calls


def test_the_table_has_every_route_and_nothing_else(tmp_path: Path) -> None:
    assert served(tmp_path) == set(NEEDS)


def test_whatever_starts_work_or_ends_it_needs_submit_or_admin() -> None:
    for (method, path), need in NEEDS.items():
        assert (method == "GET") == (need in {"read", "nothing"}), path


def test_health_is_all_that_is_never_limited() -> None:
    assert frozenset({"/health/live", "/health/ready"}) == HEALTH_PATHS


def test_idempotency_keys_are_heeded_by_posts_that_the_table_has() -> None:
    assert {("POST", path) for path in BODY_BYTES} <= set(NEEDS)


@pytest.mark.parametrize(
    ("method", "path", "need"),
    [
        ("POST", "/admin-api/saju/ai-generate", "submit"),
        ("GET", "/admin-api/saju/jobs/4wVubNMZhBzKDzn0YEHxmg", "read"),
        ("HEAD", "/admin-api/saju/jobs/4wVubNMZhBzKDzn0YEHxmg", "read"),
        ("DELETE", "/admin-api/saju/jobs/4wVubNMZhBzKDzn0YEHxmg", "submit"),
        ("GET", "/admin-api/saju/jobs/a/events", "read"),
        ("GET", "/admin-api/ai/stats", "read"),
        ("GET", "/admin-api/ai/stats/comprehensive", "read"),
        ("GET", "/admin-api/ai/stats/history", "read"),
        ("GET", "/admin-api/saju/calendar", "nothing"),
        ("POST", "/admin-api/saju/calendar", "any_key"),
        ("GET", "/metrics", "read"),
        ("POST", "/admin-api/ai/optimization/toggle", "admin"),
        ("POST", "/admin-api/ai/cache/clear", "admin"),
        ("POST", "/admin-api/saju/ai-known", "submit"),
        ("GET", "/admin-api/ai/optimization/toggle", "any_key"),
        ("GET", "/health/live", "nothing"),
        ("HEAD", "/health/live", "nothing"),
        ("POST", "/health/live", "any_key"),
        ("GET", "/health/live/", "any_key"),
        ("GET", "/health/live/../ready", "any_key"),
        ("GET", "/health/", "any_key"),
        ("GET", "//health/live", "any_key"),
        ("GET", "/HEALTH/live", "any_key"),
        ("PUT", "/admin-api/saju/ai-generate", "any_key"),
        ("GET", "/admin-api/saju/jobs/", "any_key"),
        ("GET", "/admin-api/saju/jobs/a/b", "any_key"),
        ("GET", "/nowhere", "any_key"),
    ],
)
def test_a_call_that_is_not_in_it_needs_some_key(method: str, path: str, need: str) -> None:
    assert need_of(method, path) == need
