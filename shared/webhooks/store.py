"""Callbacks in the store: left with a job, due when it ends, gone when they are delivered.

leave ─▶ with the job ─ the job's last script ─▶ due ─ take ─▶ due again after a lease ─┬ done ─▶ gone
                                                  ▲                                     │
                                                  └──────────────── again ──────────────┘
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import orjson
from redis.asyncio import Redis

from shared import redis_keys
from shared.errors import TooManyCallbacks
from shared.jobs.record import JobRecord
from shared.jobs.scripts import calling_back
from shared.jobs.store import CALLBACK_LIFE_S
from shared.store.connection import store_errors
from shared.store.script import Script

MAX_OF_JOB = 100
MAX_OF_CALLER = 5_000
"""Left, and not delivered yet: a receiver that is down holds 10 KB of the store for each."""
FULL_RETRY_S = 60


@dataclass(frozen=True, slots=True)
class Callback:
    """Where to call, for whom, and in whose trace."""

    url: str
    caller: str
    """See `shared.webhooks.signing.caller_of`."""
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One callback that is due, in a worker's hands."""

    job_id: str
    delivery_id: str
    """The same at each attempt."""
    callback: Callback
    attempt: int
    """From 1."""
    record: JobRecord
    """The job as it ended."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a worker takes in hand, and how many were found to be past their life."""

    deliveries: tuple[Delivery, ...]
    lost: int


class WebhookStore:
    """Leaves, takes and settles callbacks. Every method raises `StoreUnavailable`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        folder = resources.files("shared.webhooks") / "lua"

        def script(name: str, before: str = "") -> Any:
            return Script(redis, before + (folder / f"{name}.lua").read_text("utf-8"))

        forget = (folder / "forget.lua").read_text("utf-8")
        self._leave = script("leave", calling_back())
        self._take = script("take", forget)
        self._done = script("done", forget)
        self._again = script("again")

    async def leave(self, job_id: str, delivery_id: str, callback: Callback) -> None:
        """The callback will be called when the job ends.

        Raises:
            TooManyCallbacks: the job, or the caller, has as many as there may be.
        """
        with store_errors():
            left: Any = await self._leave(
                [
                    redis_keys.JOB + job_id,
                    redis_keys.CALLBACKS + job_id,
                    redis_keys.WEBHOOKS,
                    redis_keys.WEBHOOKS_HELD,
                ],
                [
                    job_id,
                    _member(job_id, delivery_id, callback.caller),
                    orjson.dumps({"url": callback.url, "trace": callback.trace}),
                    callback.caller,
                    MAX_OF_JOB,
                    MAX_OF_CALLER,
                    redis_keys.WEBHOOKS_DUE,
                    redis_keys.ENDED,
                    round(CALLBACK_LIFE_S * 1000),
                ],
            )
        if left == b"full":
            raise TooManyCallbacks(FULL_RETRY_S)

    async def take(
        self, places: int, *, of_one_caller: int, busy: Mapping[str, int], lease_s: float
    ) -> Taken:
        """What is due: `places` at most, and of one caller `of_one_caller`, the `busy` ones included.

        Callers have their turns.

        A callback that is not settled within `lease_s` is taken again.
        """
        with store_errors():
            lost, rows = await self._take(
                _SETTLING,
                [
                    round(lease_s * 1000),
                    places,
                    of_one_caller,
                    *_PREFIXES,
                    *(part for row in busy.items() for part in row),
                ],
            )
        return Taken(tuple(_delivery(*row) for row in rows), int(lost))

    async def done(self, delivery: Delivery) -> bool:
        """Forgets it; False when another worker was first."""
        with store_errors():
            return bool(await self._done(_SETTLING, [_of(delivery), *_PREFIXES]))

    async def again(self, delivery: Delivery, wait_s: float) -> None:
        """It is due again after so long, unless another worker has delivered it."""
        with store_errors():
            due = redis_keys.WEBHOOKS_DUE + delivery.callback.caller
            await self._again([due], [_of(delivery), round(wait_s * 1000)])


_SETTLING = [redis_keys.WEBHOOKS, redis_keys.WEBHOOKS_TRIED, redis_keys.WEBHOOKS_HELD]
_PREFIXES = (redis_keys.WEBHOOKS_DUE, redis_keys.CALLBACKS, redis_keys.ENDED)


def _member(job_id: str, delivery_id: str, caller: str) -> str:
    return f"{job_id} {delivery_id} {caller}"


def _of(delivery: Delivery) -> str:
    return _member(delivery.job_id, delivery.delivery_id, delivery.callback.caller)


def _delivery(member: bytes, attempt: int, callback: bytes, record: list[bytes]) -> Delivery:
    job_id, delivery_id, caller = member.decode().split(" ")
    left = orjson.loads(callback)
    fields = dict(zip(record[::2], record[1::2], strict=True))
    return Delivery(
        job_id=job_id,
        delivery_id=delivery_id,
        callback=Callback(left["url"], caller, left["trace"]),
        attempt=attempt,
        record=JobRecord.of_fields(job_id, fields, now_s=0.0),
    )
