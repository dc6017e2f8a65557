"""How often a caller may call: an API key, or (while the gateway is open) an address."""

from __future__ import annotations

import hashlib
import hmac
import math
from functools import lru_cache

from api_gateway.access import HEALTH_PATHS
from api_gateway.head import Head
from api_gateway.problems import Problem
from shared.rate_limit.limiter import Limiter

_NAMES_KEPT = 1024


class RateLimit:
    """Refuses who calls too often; health is never refused. A batch counts as one request."""

    def __init__(self, limiter: Limiter, secret: bytes) -> None:
        self._limiter = limiter
        self._secret = secret
        self._name = lru_cache(_NAMES_KEPT)(self._named)

    async def refusal(self, head: Head) -> Problem | None:
        """429 to him, with the seconds until he may call again."""
        if head.path in HEALTH_PATHS:
            return None
        client = head.client
        who = head.caller or f"address {client[0] if client else ''}"
        name = self._name(who)
        if self._limiter.lets_pass(name):
            return None
        wait_s = await self._limiter.wait_s(name)
        if wait_s <= 0:
            return None
        return Problem(429, "rate_limited", headers={"Retry-After": str(math.ceil(wait_s))})

    def _named(self, who: str) -> str:
        """An HMAC: the store sees neither a key's hash nor an address."""
        return hmac.new(self._secret, f"rate {who}".encode(), hashlib.sha256).hexdigest()
