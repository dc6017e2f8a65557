"""The door that keeps other sites out."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from api_gateway.head import Head
from api_gateway.pages import PAGES
from api_gateway.problems import Problem

_LOOPBACK = re.compile(r"localhost|127(?:\.\d{1,3}){3}|\[::1\]")


class SameSite:
    """Refuses what a browser sends from another site than ours or one of the `origins`.

    While the gateway is open it listens on loopback alone, so a page anywhere could reach it by
    its visitor's browser, or, with a name of its own that resolves to 127.0.0.1, even read the
    answers. Hence `only_loopback`: then also `Host` must be loopback.
    """

    def __init__(self, *, only_loopback: bool = True, origins: Collection[str] = ()) -> None:
        self._only_loopback = only_loopback
        self._origins = frozenset(origins)

    def refusal(self, head: Head) -> Problem | None:
        """403 to another site."""
        return None if self._lets_in(head) else Problem(403, "forbidden")

    def _lets_in(self, head: Head) -> bool:
        host = head.one(b"host").lower()
        if self._only_loopback and not _is_loopback(host):
            return False
        origin = head.one(b"origin") if head.has(b"origin") else None
        if origin in self._origins:
            return True
        if head.one(b"sec-fetch-site") == "cross-site" and not _follows_link(head):
            return False
        try:
            return origin is None or urlsplit(origin).netloc.lower() == host
        except ValueError:  # no address at all
            return False


def _follows_link(head: Head) -> bool:
    """Whether somebody opens one of the pages, which hold nothing and by themselves cost nothing."""
    return (
        head.method == "GET"
        and head.path in PAGES
        and head.one(b"sec-fetch-mode") == "navigate"
        and head.one(b"sec-fetch-dest") == "document"
    )


def _is_loopback(host: str) -> bool:
    name = host.rpartition(":")[0] if re.search(r":\d+$", host) else host
    return _LOOPBACK.fullmatch(name) is not None
