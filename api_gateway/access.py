"""Which scope a call needs: the one table that says so.

A call that is not in it needs some valid key, and the router answers what it is: a stranger does
not even learn which paths there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from starlette.routing import compile_path

from api_gateway.pages import FILES, PAGES
from shared.api_keys import Scope

Need = Scope | Literal["nothing", "any_key"]

NEEDS: Mapping[tuple[str, str], Need] = {
    ("POST", "/admin-api/saju/ai-generate"): "submit",
    ("POST", "/admin-api/saju/ai"): "submit",
    ("POST", "/admin-api/saju/ai-generate/batch"): "submit",
    ("POST", "/admin-api/saju/ai-known"): "submit",
    ("POST", "/admin-api/saju/ai-inspect"): "submit",
    ("GET", "/admin-api/saju/jobs/{job_id}"): "read",
    ("GET", "/admin-api/saju/jobs/{job_id}/events"): "read",
    ("DELETE", "/admin-api/saju/jobs/{job_id}"): "submit",
    ("GET", "/admin-api/saju/calendar"): "nothing",
    ("GET", "/admin-api/ai/stats"): "read",
    ("GET", "/admin-api/ai/stats/comprehensive"): "read",
    ("GET", "/admin-api/ai/stats/history"): "read",
    ("GET", "/metrics"): "read",
    ("POST", "/admin-api/ai/optimization/toggle"): "admin",
    ("POST", "/admin-api/ai/cache/clear"): "admin",
    ("GET", "/openapi.json"): "nothing",
    ("GET", "/docs"): "nothing",
    ("GET", "/docs/docs.css"): "nothing",
    ("GET", "/health/live"): "nothing",
    ("GET", "/health/ready"): "nothing",
    **{("GET", path): "nothing" for path in PAGES},
    ("GET", FILES + "{digest}/{name:path}"): "nothing",
}
"""Every call of the HTTP contract."""

HEALTH_PATHS = frozenset(path for _, path in NEEDS if path.startswith("/health/"))
"""Calls that are never limited."""

_PLAIN = {call: need for call, need in NEEDS.items() if "{" not in call[1]}
_TEMPLATES = [
    (method, compile_path(path)[0], need) for (method, path), need in NEEDS.items() if "{" in path
]


def need_of(method: str, path: str) -> Need:
    """What a caller must have for this call."""
    method = "GET" if method == "HEAD" else method
    plain = _PLAIN.get((method, path))
    if plain is not None:
        return plain
    for known, template, need in _TEMPLATES:
        if known == method and template.match(path):
            return need
    return "any_key"
