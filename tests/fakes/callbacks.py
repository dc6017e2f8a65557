"""Callbacks of a gateway that allows no host of its own."""

from __future__ import annotations

from itertools import count

from redis.asyncio import Redis

from api_gateway.callbacks import Callbacks
from shared.webhooks.store import WebhookStore

SECRET = b"secret"


def callbacks_of(redis: Redis, *allowed_hosts: str) -> Callbacks:
    """Takes callbacks to public addresses, and to the allowed hosts, as delivery0, delivery1, …"""
    numbers = count()
    return Callbacks(
        WebhookStore(redis),
        secret=SECRET,
        allowed_hosts=allowed_hosts,
        new_id=lambda: f"delivery{next(numbers)}",
    )
