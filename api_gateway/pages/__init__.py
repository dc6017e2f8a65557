"""Pages for people who would rather look than read: static files, served by the gateway itself."""

from __future__ import annotations

from collections.abc import Mapping

PAGES: Mapping[str, str] = {
    "/": "ask.html",
    "/compatibility": "compatibility.html",
    "/calendar": "calendar.html",
    "/ops": "ops.html",
}
"""Each page's path and its file; what else they load lies under `FILES`."""

FILES = "/static/"
