"""What a request passes before a route sees it, in order: who may come in, and how often."""

from __future__ import annotations

import secrets
from collections.abc import Collection

from redis.asyncio import Redis
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from api_gateway.accepting import Accepts
from api_gateway.authentication import Authentication
from api_gateway.checks import Check, Checks
from api_gateway.idempotency import Idempotency
from api_gateway.keyring import Keyring
from api_gateway.limiting import RateLimit
from api_gateway.same_site import SameSite
from api_gateway.shortcut import Knowing, Shortcut
from api_gateway.tracing import Tracing
from shared.clock import Clock
from shared.idempotency.places import Places
from shared.rate_limit.buckets import OwnBuckets, SharedBuckets
from shared.rate_limit.limiter import Limiter
from shared.settings import Settings


def gate(
    settings: Settings,
    keyring: Keyring | None,
    redis: Redis,
    readings: Knowing,
    *,
    secret: bytes,
    clock: Clock,
) -> list[Middleware]:
    """The gate of these settings; without a keyring it is open. What is known is answered in it."""
    return [
        *_doors(settings, keyring, redis, secret=secret, clock=clock),
        Middleware(Shortcut, readings=readings),
        Middleware(Tracing, new_id=secrets.token_hex),
        Middleware(
            Idempotency,
            places=Places(redis),
            secret=secret,
            clock=clock,
            new_token=lambda: secrets.token_hex(8),
            new_nonce=lambda: secrets.token_bytes(16),
        ),
    ]


def _doors(
    settings: Settings, keyring: Keyring | None, redis: Redis, *, secret: bytes, clock: Clock
) -> list[Middleware]:
    outer = SameSite(only_loopback=keyring is None, origins=settings.cors_origins)
    inner: list[Check] = [] if keyring is None else [Authentication(keyring)]
    inner.append(Accepts())
    limit, rate = None, settings.effective_rate_limit
    if rate is not None:
        limiter = Limiter(rate, SharedBuckets(redis, rate), OwnBuckets(rate, clock), clock)
        limit = RateLimit(limiter, secret)
    if not settings.cors_origins:
        return [Middleware(Checks, checks=[outer, *inner], limit=limit)]
    # Between them: other origins than these get a problem like anybody, and a preflight has no key.
    cors = _cors(settings.cors_origins)
    return [Middleware(Checks, checks=[outer]), cors, Middleware(Checks, checks=inner, limit=limit)]


def _cors(origins: Collection[str]) -> Middleware:
    return Middleware(
        CORSMiddleware,
        allow_origins=origins,
        allow_methods=("GET", "POST", "DELETE"),
        allow_headers=(
            *("Authorization", "Idempotency-Key", "Prefer", "X-Request-ID"),
            *("traceparent", "tracestate"),
        ),
        expose_headers=(
            *("Idempotency-Replayed", "Location", "Retry-After"),
            *("WWW-Authenticate", "X-Request-ID"),
        ),
    )
