"""How often a caller may call: an API key, or (while the gateway is open) an address."""

from __future__ import annotations

import hashlib
import hmac
import math

from starlette.types import ASGIApp, Receive, Scope, Send

from api_gateway.access import HEALTH_PATHS
from api_gateway.authentication import CALLER
from api_gateway.problems import Problem
from shared.rate_limit.limiter import Limiter


class RateLimit:
    """Refuses who calls too often; health is never refused. A batch counts as one request."""

    def __init__(self, app: ASGIApp, limiter: Limiter, secret: bytes) -> None:
        self._app = app
        self._limiter = limiter
        self._secret = secret

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI call."""
        if scope["type"] == "http" and scope["path"] not in HEALTH_PATHS:
            wait_s = await self._limiter.wait_s(self._who(scope))
            if wait_s > 0:
                headers = {"Retry-After": str(math.ceil(wait_s))}
                await Problem(429, "rate_limited", headers=headers)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _who(self, scope: Scope) -> str:
        """An HMAC: the store sees neither a key's hash nor an address."""
        client = scope.get("client")
        who = scope.get(CALLER) or f"address {client[0] if client else ''}"
        return hmac.new(self._secret, f"rate {who}".encode(), hashlib.sha256).hexdigest()
