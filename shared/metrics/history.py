"""The last hour in the store: a ring of samples, and what was counted in either position of the switch.

Both are bounded: 360 samples of half a kilobyte, and two hours of counts for each position, which are as many
fields as the totals have.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Literal

from redis.asyncio import Redis

from shared import redis_keys
from shared.metrics.sample import Sample
from shared.metrics.store import SLOT_S, Counts, counts_of, flat
from shared.metrics.sums import Sums
from shared.store.connection import store_errors
from shared.store.script import Script

SAMPLES = 360
"""An hour."""
_HOUR_MS = SAMPLES * SLOT_S * 1000
POSITION_LIFE_S = 7 * 86_400
"""Figures of a position that the switch has not had for so long are compared with nothing any more."""
_TURN_MS = 60_000
_BEFORE = ":before"

Position = Literal["on", "off"]
POSITIONS: tuple[Position, Position] = ("on", "off")


@dataclass(frozen=True, slots=True)
class PositionCounts:
    """What was counted while the switch stood at one position, of the last one to two hours of it.

    Only slots with a question or a call count, and none in which the switch moved.
    """

    sums: Sums
    slots: int
    first: int
    last: int
    """The first and the last of these slots, by their number since 1970."""


@dataclass(frozen=True, slots=True)
class History:
    """The samples, oldest first, and the positions that there are figures of."""

    samples: tuple[Sample, ...]
    positions: Mapping[Position, PositionCounts]


class HistoryStore:
    """Keeps and reads it. Each method raises `StoreUnavailable`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        script = (resources.files("shared.metrics") / "lua" / "sample.lua").read_text("utf-8")
        self._script = Script(redis, script)

    async def take_turn(self, slot: int) -> bool:
        """Whether this process is the one to write that slot's sample; it is a lease on one slot.

        Should the process die now, that sample is missing, and nothing else.
        """
        with store_errors():
            taken = await self._redis.set(
                f"{redis_keys.HISTORY_TURN}{slot}", 1, nx=True, px=_TURN_MS
            )
        return bool(taken)

    async def keep(self, sample: Sample, counts: Counts, position: Position | None) -> None:
        """Adds the sample, and the counts of its slot to those of a position; None: to neither."""
        busy = sample.questions or sample.provider_calls
        counted = counts if position is not None and busy else {}
        place = redis_keys.POSITION + (position or "on")
        with store_errors():
            await self._script(
                [redis_keys.HISTORY, place, place + _BEFORE],
                [
                    sample.to_bytes(),
                    SAMPLES,
                    _HOUR_MS,
                    SAMPLES,
                    POSITION_LIFE_S * 1000,
                    sample.slot,
                    *flat(counted),
                ],
            )

    async def read(self, now_s: float) -> History:
        """The samples of the last hour before `now_s` (since 1970), and both positions.

        A clock that was put back leaves samples of times to come, and others twice: the newest holds.
        """
        places = [redis_keys.POSITION + position for position in POSITIONS]
        with store_errors():
            async with self._redis.pipeline(transaction=False) as pipeline:
                pipeline.lrange(redis_keys.HISTORY, 0, SAMPLES - 1)
                for place in places:
                    pipeline.hgetall(place)
                    pipeline.hgetall(place + _BEFORE)
                ring, *found = await pipeline.execute()
        now = int(now_s // SLOT_S)
        read = (Sample.from_bytes(data) for data in reversed(ring))
        samples = {
            one.slot: one for one in read if one is not None and now - SAMPLES <= one.slot <= now
        }
        counts = {
            position: _counts(found[2 * index], found[2 * index + 1])
            for index, position in enumerate(POSITIONS)
        }
        return History(
            tuple(samples[slot] for slot in sorted(samples)),
            {position: one for position, one in counts.items() if one is not None},
        )


def _counts(*hours: Mapping[bytes, bytes]) -> PositionCounts | None:
    read = [counts_of(hour) for hour in hours if hour]
    if not read:
        return None
    slots = sum(hour.pop("slots") for hour in read)
    first = min(hour.pop("first") for hour in read)
    last = max(hour.pop("last") for hour in read)
    return PositionCounts(Sums(*read), slots, first, last)
