"""Who calls: an API key with the scope that the call needs."""

from __future__ import annotations

import re

import structlog
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api_gateway.access import need_of
from api_gateway.keyring import Keyring
from api_gateway.problems import Problem

CALLER = "palja.caller"
"""Where the scope of a request holds the hash of its key; it is missing while the gateway is open."""
_BEARER = re.compile(r"bearer +([A-Za-z0-9._~+/-]+=*) *", re.IGNORECASE)


class Authentication:
    """Lets in who has a valid key with the scope that the call needs."""

    def __init__(self, app: ASGIApp, keyring: Keyring) -> None:
        self._app = app
        self._keyring = keyring

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI call."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        need = need_of(scope["method"], scope["path"])
        if need == "nothing":
            await self._app(scope, receive, send)
            return
        presented = Headers(scope=scope).getlist("authorization")
        found = _BEARER.fullmatch(presented[0]) if len(presented) == 1 else None
        key = None if found is None else self._keyring.find(found[1])
        if key is None:
            refusal = Problem(401, "unauthenticated", headers={"WWW-Authenticate": "Bearer"})
            await refusal(scope, receive, send)
            return
        scope[CALLER] = key.sha256
        with structlog.contextvars.bound_contextvars(key=key.name):
            if need != "any_key" and need not in key.scopes:
                challenge = f'Bearer error="insufficient_scope", scope="{need}"'
                refusal = Problem(
                    403,
                    "forbidden",
                    headers={"WWW-Authenticate": challenge},
                    kind="scope_missing",
                    facts={"scope": need},
                )
                await refusal(scope, receive, send)
                return
            await self._app(scope, receive, send)
