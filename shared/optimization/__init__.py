"""The optimisation switch: stored once, followed by every process within a second.

Off, no cache is read or written, no questions are joined and every provider call opens a connection
of its own, so that the two modes can be compared on live traffic.
"""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from typing import Any

import structlog
from redis.asyncio import Redis

from shared import redis_keys
from shared.store.connection import store_errors
from shared.store.following import following
from shared.store.script import Script


@dataclass(frozen=True, slots=True)
class SwitchState:
    """On or off, and since when; None: nobody has ever switched, the start value holds."""

    enabled: bool
    since: datetime | None


class OptimizationSwitch:
    """The switch as this process knows it. While the store is away, what was known last holds."""

    def __init__(self, redis: Redis, *, start: bool) -> None:
        self._redis = redis
        self._state = SwitchState(start, None)
        script = (resources.files("shared.optimization") / "switch.lua").read_text("utf-8")
        self._script = Script(redis, script)
        self._log = structlog.get_logger("optimization")

    @property
    def state(self) -> SwitchState:
        """The state as it was last seen."""
        return self._state

    def enabled(self) -> bool:
        """Whether optimisation is on; a look into memory."""
        return self._state.enabled

    def following(self) -> AbstractAsyncContextManager[None]:
        """Follows the stored value while the context is open; it is known when that begins.

        Unless the store is away: then the start value holds until it is back.
        """

        def ask() -> Any:
            return self._redis.hmget(redis_keys.OPTIMIZATION, "enabled", "since")

        return following(ask, self._take, "optimisation switch")

    async def switch(self, *, enabled: bool) -> SwitchState:
        """Stores the new value; switching to what holds already leaves its `since` as it is.

        Raises:
            StoreUnavailable: the store is away, nothing has changed.
        """
        with store_errors():
            found: Any = await self._script([redis_keys.OPTIMIZATION], [int(enabled)])
        self._take(found)
        return self._state

    def _take(self, found: list[bytes | None]) -> None:
        enabled, since_ms = found
        if enabled is None or since_ms is None:
            return
        since = datetime.fromtimestamp(int(since_ms) / 1000, UTC)
        state = SwitchState(enabled == b"1", since)
        if state.enabled != self._state.enabled:
            self._log.info("optimization_switched", enabled=state.enabled)
        self._state = state
