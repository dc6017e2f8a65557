"""What a caller must be willing to take: JSON, or what else a path has."""

from __future__ import annotations

from api_gateway.head import Head
from api_gateway.pages import FILES, PAGES
from api_gateway.problems import Problem

_TEXT_PATHS = {"/metrics": ("*/*", "text/*", "text/plain", "application/openmetrics-text")}
"""What is no JSON, and what its callers may accept."""
_FOR_BROWSERS = ("/docs", FILES)
_JSON_RANGES = ("*/*", "application/*", "application/json", "application/problem+json")
_EVENT_RANGES = (*_JSON_RANGES, "text/*", "text/event-stream")


class Accepts:
    """Refuses a caller who takes nothing of what a path has: JSON, or a job's event stream."""

    def refusal(self, head: Head) -> Problem | None:
        """406 to him."""
        given = head.every(b"accept")
        if not given or head.path.startswith(_FOR_BROWSERS) or head.path in PAGES:
            return None
        taken = _EVENT_RANGES if head.path.endswith("/events") else _JSON_RANGES
        taken = _TEXT_PATHS.get(head.path, taken)
        ranges = ",".join(given).lower().split(",")
        if any(one.split(";")[0].strip() in taken for one in ranges):
            return None
        return Problem(406, "not_acceptable")
