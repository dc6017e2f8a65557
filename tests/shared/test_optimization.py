"""One stored switch, followed by every process."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from redis.asyncio import Redis

from shared.errors import StoreUnavailable
from shared.optimization import OptimizationSwitch
from shared.store.following import POLL_S


@pytest.mark.parametrize("start", [True, False])
async def test_before_anybody_switched_the_start_value_holds(redis: Redis, *, start: bool) -> None:
    switch = OptimizationSwitch(redis, start=start)
    async with switch.following():
        assert (switch.enabled(), switch.state.since) == (start, None)


async def test_a_stored_value_wins_over_the_start_value_at_once(redis: Redis) -> None:
    await OptimizationSwitch(redis, start=True).switch(enabled=False)
    after_a_restart = OptimizationSwitch(redis, start=True)

    async with after_a_restart.following():
        assert after_a_restart.enabled() is False


async def test_every_process_follows_within_a_second(redis: Redis) -> None:
    here, there = (OptimizationSwitch(redis, start=True) for _ in range(2))
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(10), there.following():
        began_s = loop.time()
        state = await here.switch(enabled=False)
        assert here.enabled() is False
        while there.enabled():  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0)
        took_s = loop.time() - began_s

    assert there.state == state
    assert POLL_S < 1
    assert took_s < 1


async def test_since_tells_the_last_change(redis: Redis) -> None:
    switch = OptimizationSwitch(redis, start=True)
    off = await switch.switch(enabled=False)
    again = await switch.switch(enabled=False)
    on = await switch.switch(enabled=True)

    assert again == off
    assert off.since is not None
    assert on.since is not None
    assert abs(datetime.now(UTC) - off.since) < timedelta(minutes=1)  # noqa: TID251 - the store's clock is the machine's
    assert off.since <= on.since


async def test_without_the_store_nothing_is_switched(away: Redis) -> None:
    switch = OptimizationSwitch(away, start=False)
    async with switch.following():
        with pytest.raises(StoreUnavailable):
            await switch.switch(enabled=True)
        assert switch.enabled() is False
