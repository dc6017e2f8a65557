"""The places in the store where first answers are kept, each step one atomic script."""

from __future__ import annotations

from importlib import resources
from typing import Any, Literal

from redis.asyncio import Redis

from shared import redis_keys
from shared.store.connection import store_errors
from shared.store.script import Script

LEASE_S = 5.0
"""A place whose request gives no sign of life for so long is free again: its process died."""
KEPT_S = 86_400.0

Begun = Literal["first", "conflict", "pending"]


class Places:
    """Takes, keeps and gives back places; every method raises `StoreUnavailable`."""

    def __init__(self, redis: Redis) -> None:
        folder = resources.files("shared.idempotency") / "lua"
        self._scripts = {
            name: Script(redis, (folder / f"{name}.lua").read_text("utf-8"))
            for name in ("begin", "end", "renew")
        }

    async def begin(self, place: str, fingerprint: str, token: str) -> Begun | bytes:
        """`first`: the place is this request's; else what became of the first, or its answer."""
        kind, *rest = await self._run("begin", place, fingerprint, token, round(LEASE_S * 1000))
        if kind == b"answered":
            return bytes(rest[0])
        begun: Begun = kind.decode()
        return begun

    async def renew(self, place: str, token: str) -> None:
        """A sign of life of the request that holds the place."""
        await self._run("renew", place, token, round(LEASE_S * 1000))

    async def keep(self, place: str, token: str, answer: bytes) -> None:
        """Keeps the answer for a day."""
        await self._run("end", place, token, answer, round(KEPT_S * 1000))

    async def give_back(self, place: str, token: str) -> None:
        """Frees the place: the request came to nothing that should be repeated."""
        await self._run("end", place, token, b"", 0)

    async def _run(self, script: str, place: str, *arguments: Any) -> Any:
        with store_errors():
            return await self._scripts[script]([redis_keys.IDEMPOTENCY + place], arguments)
