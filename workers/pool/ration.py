"""Half of a worker's slots at most for the queue's last priority step, on kombu's Redis transport.

A message that is taken from the store holds one of the worker's places until it is acknowledged,
whether its job runs or waits inside. So the place to ration is the question to the store: while low
messages hold half of the places, it names every list but theirs.
"""

from __future__ import annotations

from typing import Any

from kombu.transport import redis

from workers.pool.taken import TakenMessages

RATIONED_WAIT_S = 0.02
"""A question that leaves the low list out is asked again so soon: a low job may have ended."""


class _Rationed:
    """A channel whose low messages hold half of the prefetch count at most, and one at least."""

    QoS: Any = TakenMessages

    # Where kombu keeps these, its type stubs do not say.
    priority: Any
    priority_steps: list[int]
    qos: Any
    pool: Any
    _client_kept: Any = None

    def _brpop_start(self, timeout: float | None = None) -> None:
        steps = self.priority_steps
        if len(steps) < 2 or self._low_in_hand() < self._low_limit():
            super()._brpop_start(timeout)  # type: ignore[misc]  # no stub has it
            return
        self.priority_steps = steps[:-1]
        try:
            super()._brpop_start(RATIONED_WAIT_S)  # type: ignore[misc]  # likewise
        finally:
            self.priority_steps = steps

    def _create_client(self, asynchronous: bool = False) -> Any:  # noqa: FBT001, FBT002 - kombu's
        """The client of this channel's pool, made once.

        kombu makes one for each message and each acknowledgement, and redis-py fills a table of
        three hundred entries for each: a fifth of what a message costs.
        """
        if asynchronous:
            return super()._create_client(asynchronous=True)  # type: ignore[misc]  # likewise
        if self._client_kept is None or self._client_kept.connection_pool is not self.pool:
            self._client_kept = super()._create_client()  # type: ignore[misc]  # likewise
        return self._client_kept

    def _low_limit(self) -> float:
        places: int = self.qos.prefetch_count  # 0: no limit
        return max(1, places // 2) if places else float("inf")

    def _low_in_hand(self) -> int:
        # Unacknowledged, less those whose acknowledgement is on its way; a few hundred at most.
        low = self.priority_steps[-1]
        return sum(
            self.priority(message.properties.get("priority", 0)) == low
            for tag, message in self.qos._delivered.items()  # noqa: SLF001 - kombu counts so itself
            if tag not in self.qos._dirty  # noqa: SLF001 - likewise
        )


class RationedChannel(_Rationed, redis.Channel):
    """Of one Redis."""


class RationedSentinelChannel(_Rationed, redis.SentinelChannel):
    """Of the master that sentinels name."""


class RationedTransport(redis.Transport):
    """kombu's Redis transport with such channels."""

    Channel = RationedChannel


class RationedSentinelTransport(redis.SentinelTransport):
    """Likewise its Sentinel transport."""

    Channel = RationedSentinelChannel


RATIONED = {
    plain: f"{rationed.__module__}:{rationed.__qualname__}"
    for plain, rationed in (
        (redis.Transport, RationedTransport),
        (redis.SentinelTransport, RationedSentinelTransport),
    )
}
"""Each of kombu's transports with the name, as kombu resolves one, of that which rations."""
