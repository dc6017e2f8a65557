"""What a request passes before a route sees it, in order: who may come in, and how often."""

from __future__ import annotations

import secrets

from redis.asyncio import Redis
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from api_gateway.authentication import Authentication
from api_gateway.idempotency import Idempotency
from api_gateway.keyring import Keyring
from api_gateway.limiting import RateLimit
from api_gateway.middleware import SameSite
from api_gateway.tracing import Tracing
from shared.clock import Clock
from shared.idempotency.places import Places
from shared.rate_limit.buckets import OwnBuckets, SharedBuckets
from shared.rate_limit.limiter import Limiter
from shared.settings import Settings


def gate(
    settings: Settings, keyring: Keyring | None, redis: Redis, *, secret: bytes, clock: Clock
) -> list[Middleware]:
    """The gate of these settings; without a keyring it is open."""
    passed = [
        Middleware(Tracing, new_id=secrets.token_hex),
        Middleware(SameSite, only_loopback=keyring is None, origins=settings.cors_origins),
    ]
    if settings.cors_origins:
        # Behind the door, so that other origins than these get a problem like anybody.
        passed.append(
            Middleware(
                CORSMiddleware,
                allow_origins=settings.cors_origins,
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
        )
    if keyring is not None:
        passed.append(Middleware(Authentication, keyring=keyring))
    rate = settings.effective_rate_limit
    if rate is not None:
        limiter = Limiter(rate, SharedBuckets(redis, rate), OwnBuckets(rate, clock), clock)
        passed.append(Middleware(RateLimit, limiter=limiter, secret=secret))
    passed.append(
        Middleware(
            Idempotency,
            places=Places(redis),
            secret=secret,
            clock=clock,
            new_token=lambda: secrets.token_hex(8),
            new_nonce=lambda: secrets.token_bytes(16),
        )
    )
    return passed
