"""Headers that tell browsers and caches to be careful, on every answer."""

from __future__ import annotations

from collections.abc import Iterable

EVERYWHERE = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
)
"""Answers hold births and readings: nobody on the way keeps them."""

_EVERYWHERE = dict(EVERYWHERE).keys()

PAGE_POLICY = (
    b"content-security-policy",
    b"; ".join(
        (
            *(b"default-src 'none'", b"script-src 'self'", b"style-src 'self'"),
            *(b"img-src 'self' data:", b"connect-src 'self'"),
            *(b"base-uri 'none'", b"form-action 'none'", b"frame-ancestors 'none'"),
        )
    ),
)
"""A page loads what the gateway itself serves, and stands in no other's frame."""


def with_security(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers of an answer and the careful ones that it lacks; names are in lower case."""
    named = dict(headers)
    page = named.get(b"content-type", b"").startswith(b"text/html")
    if not page and named.keys().isdisjoint(_EVERYWHERE):
        return [*headers, *EVERYWHERE]
    careful = (*EVERYWHERE, PAGE_POLICY) if page else EVERYWHERE
    return [*headers, *(header for header in careful if header[0] not in named)]
