"""Headers that tell browsers and caches to be careful, on every answer."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

EVERYWHERE = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
)
"""Answers hold births and readings: nobody on the way keeps them."""

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


class SecurityHeaders:
    """Adds the headers that an answer has not set itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI call."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = with_security(message.get("headers", ()))
            await send(message)

        await self._app(scope, receive, send_with_headers)


def with_security(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers of an answer and the careful ones that it lacks; names are in lower case."""
    named = dict(headers)
    page = named.get(b"content-type", b"").startswith(b"text/html")
    careful = (*EVERYWHERE, PAGE_POLICY) if page else EVERYWHERE
    return [*headers, *(header for header in careful if header[0] not in named)]
