"""The store as a gate finds it: there, or away until somebody has seen it again.

Whoever finds it away has waited `shared.store.patience` for it; from then on nobody asks, until the
look that is taken every so often finds it back.
"""

from __future__ import annotations

from importlib import resources
from typing import Any

import structlog
from redis.asyncio import Redis

from shared.clock import Clock
from shared.errors import StoreUnavailable
from shared.store.connection import store_errors
from shared.store.script import Script


class Link:
    """Runs the gate's scripts while the store is there, and keeps the time by its clock.

    `workers` is how many worker processes lived when the store was last looked at, one at least.
    """

    def __init__(self, redis: Redis, clock: Clock) -> None:
        folder = resources.files("workers.gate")
        self._scripts = {
            name: Script(redis, (folder / f"{name}.lua").read_text("utf-8"))
            for name in ("breaker", "quota")
        }
        self._clock = clock
        self._offset_s = clock.now().timestamp() - clock.monotonic_s()
        self._there = True
        self._surely_away = False
        self.workers = 1
        self._log = structlog.get_logger("gate")

    @property
    def there(self) -> bool:
        """Whether the store was there when it was last asked."""
        return self._there

    @property
    def surely_away(self) -> bool:
        """Whether it was away twice, a look apart: once may be a moment's hiccup."""
        return self._surely_away

    def now(self) -> float:
        """The present moment of the store's clock as well as it is known here, s since 1970."""
        return self._clock.monotonic_s() + self._offset_s

    async def run(self, script: str, keys: list[str], arguments: list[Any]) -> Any:
        """What the script returns; first in it is the moment, in µs as text.

        Raises:
            StoreUnavailable: the store is away; nothing was sent if that was known.
        """
        if not self._there:
            raise StoreUnavailable("it was away a moment ago")
        return await self.look(script, keys, arguments)

    async def look(self, script: str, keys: list[str], arguments: list[Any]) -> Any:
        """The same, also when the store was away.

        Raises:
            StoreUnavailable: it is away.
        """
        was_away = not self._there
        try:
            with store_errors():
                found = await self._scripts[script](keys, arguments)
        except StoreUnavailable as error:
            if self._there:
                self._log.warning("gate_without_store", error=str(error))
            self._there = False
            self._surely_away |= was_away
            raise
        self._offset_s = int(found[0]) / 1e6 - self._clock.monotonic_s()
        return found

    def back(self) -> None:
        """The store is there again, and has been told what happened meanwhile."""
        if not self._there:
            self._log.info("gate_with_store")
        self._there, self._surely_away = True, False
