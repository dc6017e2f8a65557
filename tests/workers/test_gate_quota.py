"""Quotas of several gates over one store."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import cast

import pytest
from redis.asyncio import Redis

from shared import redis_keys
from shared.clock import SystemClock
from shared.contracts.answers import Usage
from shared.quota import Limits, quota_figures
from shared.store.connection import open_impatient_store, open_store
from tests.stores import MortalStore
from workers.consequences import Strike
from workers.gate.gate import PATIENCE_TURNS, SharedGate
from workers.gate.protocol import Closed, Pass
from workers.gate.quota import Quota, Turn
from workers.gate.window import FIRST_ESTIMATE, Window

A = "gemini"
KEY = redis_keys.QUOTA + A
ENOUGH_S = 10.0
QUOTA = Closed(A, "quota")
TURNS = Limits(requests_per_minute=3)


@asynccontextmanager
async def gates(url: str, number: int, limits: Limits) -> AsyncIterator[list[SharedGate]]:
    async with AsyncExitStack() as stack:
        found = []
        for _ in range(number):
            redis = open_impatient_store(url, connections=20, turns=PATIENCE_TURNS)
            stack.push_async_callback(redis.aclose)
            gate = SharedGate(
                redis, limits={A: limits}, cooldown_s=30, call_s=30, clock=SystemClock()
            )
            await stack.enter_async_context(gate.following())
            found.append(gate)
        yield found


async def enter(gate: SharedGate, patience_s: float = 0.5) -> Pass:
    passed = await gate.enter(A, patience_s=patience_s)
    assert isinstance(passed, Pass)
    return passed


async def call(gate: SharedGate, usage: Usage | None = None) -> None:
    await gate.leave(await enter(gate), Strike.GOOD, "ok", usage or Usage())


async def refused(gate: SharedGate, patience_s: float = 0.5) -> bool:
    return await gate.enter(A, patience_s=patience_s) == QUOTA


async def kept(redis: Redis) -> dict[bytes, bytes]:
    """What `quota.lua` keeps."""
    return cast("dict[bytes, bytes]", await redis.hgetall(KEY))


async def let_pass(redis: Redis, seconds: int) -> None:
    """As if all turns had been so much earlier."""
    fields = await kept(redis)
    turns = {name: value for name, value in fields.items() if name[:2] in {b"r:", b"t:"}}
    if turns:
        await redis.hdel(KEY, *turns)
        for name, value in turns.items():
            await redis.hset(KEY, name[:2] + str(int(name[2:]) - seconds).encode(), value)


async def requests_told(redis: Redis) -> int:
    seconds, _ = await redis.time()
    figures = quota_figures(await kept(redis), seconds)
    assert figures is not None
    return int(figures["requests_last_minute"]) + int(figures["waiting"])


@pytest.mark.usefixtures("redis")
async def test_requests_of_all_processes_count_together(store_address: str) -> None:
    async with gates(store_address, 3, TURNS) as several:
        for gate in several:
            await call(gate)

        assert [await refused(gate) for gate in several] == [True] * 3
        assert isinstance(await several[0].enter("openai", patience_s=1), Pass)


async def test_over_the_limit_a_job_waits_for_its_turn(store_address: str, redis: Redis) -> None:
    async with gates(store_address, 2, TURNS) as (one, other):
        for _ in range(3):
            await call(one)
        await let_pass(redis, 60)

        # Sixty of its sixty-one seconds have passed.
        await other.leave(await enter(other, 2), Strike.GOOD, "ok", Usage())
        assert await requests_told(redis) == 1  # the three are older than a minute


async def test_who_is_cancelled_while_waiting_leaves_nothing(
    store_address: str, redis: Redis
) -> None:
    async with gates(store_address, 1, TURNS) as (gate,):
        for _ in range(3):
            await call(gate)
        waiting = asyncio.create_task(gate.enter(A, patience_s=90))
        async with asyncio.timeout(ENOUGH_S):
            while await requests_told(redis) < 4:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.01)
        waiting.cancel()
        await asyncio.wait({waiting})
        await gate._finishing.drain(ENOUGH_S)

        assert await requests_told(redis) == 3
        await let_pass(redis, 61)
        for turns in range(15):  # at every point of the way
            entering = asyncio.create_task(gate.enter(A, patience_s=1))
            for _ in range(turns):
                await asyncio.sleep(0)
            entering.cancel()
            await asyncio.wait({entering})
            if not entering.cancelled() and isinstance(passed := entering.result(), Pass):
                await gate.leave(passed, Strike.NOTHING, "skipped", Usage())
        await gate._finishing.drain(ENOUGH_S)

        assert await requests_told(redis) == 0


async def test_who_waits_is_sent_away_when_the_circuit_opens(
    store_address: str, redis: Redis
) -> None:
    async with gates(store_address, 2, Limits(requests_per_minute=5)) as (one, other):
        waiting = None
        for number in range(5):
            passed = await enter(one)
            if number == 4:
                waiting = asyncio.create_task(other.enter(A, patience_s=90))
                async with asyncio.timeout(ENOUGH_S):
                    while await requests_told(redis) < 6:  # noqa: ASYNC110 - nobody tells
                        await asyncio.sleep(0.01)
            await one.leave(passed, Strike.FAILURE, "timeout", Usage())
        assert waiting is not None

        async with asyncio.timeout(1):  # after at most a look
            assert await waiting == Closed(A, "breaker")
        await other._finishing.drain(ENOUGH_S)
        assert await requests_told(redis) == 5


async def test_a_closed_circuit_takes_no_turn(store_address: str, redis: Redis) -> None:
    async with gates(store_address, 1, TURNS) as (gate,):
        await gate.leave(await enter(gate), Strike.SHUT, "quota", Usage())
        for _ in range(5):
            assert await gate.enter(A, patience_s=90) == Closed(A, "breaker")

        assert await requests_told(redis) == 1


@pytest.mark.usefixtures("redis")
async def test_tokens_are_known_after_the_call(store_address: str) -> None:
    limits = Limits(tokens_per_minute=2 * FIRST_ESTIMATE)
    async with gates(store_address, 2, limits) as (one, other):
        first, second = await enter(one), await enter(other)
        assert await refused(one)  # two that may be large are under way
        await one.leave(first, Strike.GOOD, "ok", Usage(1000, 2000))
        await other.leave(second, Strike.GOOD, "ok", Usage(1000, 2000))

        await call(one, Usage(2000, 2000))
        assert await refused(other)  # 10,000 are used, and 3,000 to be expected


async def test_the_days_cost_closes_at_once(store_address: str, redis: Redis) -> None:
    async with gates(store_address, 2, Limits(daily_cost_usd=0.01)) as (one, other):
        await call(one, Usage(1, 1, 0.006))
        await call(other, Usage(1, 1, 0.006))
        for gate in (one, other):
            async with asyncio.timeout(1):
                assert await refused(gate, patience_s=90)
        seconds, _ = await redis.time()
        figures = quota_figures(await kept(redis), seconds)
        assert figures is not None
        assert (figures["cost_today_usd"], figures["daily_cost_usd"]) == (0.012, 0.01)

        await redis.hincrby(KEY, "day", -1)  # the next day
        await call(one)


@pytest.mark.usefixtures("redis")
async def test_calls_at_once_are_each_processs_own(store_address: str) -> None:
    async with gates(store_address, 2, Limits(concurrency=2)) as (one, other):
        passed = [await enter(one), await enter(one)]
        assert await refused(one, patience_s=0.01)
        await enter(other)
        waiting = [asyncio.create_task(enter(one, patience_s=ENOUGH_S)) for _ in range(2)]
        await asyncio.sleep(0)
        for one_of_them in passed:
            await one.leave(one_of_them, Strike.GOOD, "ok", Usage())

        for following in await asyncio.gather(*waiting):
            await one.leave(following, Strike.NOTHING, "cancelled", Usage())
        await enter(one)
        await enter(one)
        assert await refused(one, patience_s=0.01)


@pytest.mark.usefixtures("redis")
async def test_a_place_is_free_when_its_call_or_its_waiter_is_cancelled(
    store_address: str,
) -> None:
    async with gates(store_address, 1, Limits(concurrency=1)) as (gate,):

        async def one_call(*, ends: bool) -> None:
            passed = await enter(gate, ENOUGH_S)
            try:
                if not ends:
                    await asyncio.Event().wait()
            finally:
                await gate.leave(passed, Strike.NOTHING, "cancelled", Usage())

        holds = asyncio.create_task(one_call(ends=False))
        await asyncio.wait({holds}, timeout=0.05)
        waits = [asyncio.create_task(one_call(ends=True)) for _ in range(3)]
        await asyncio.wait({waits[0]}, timeout=0.05)
        waits[0].cancel()
        holds.cancel()
        waits[1].cancel()
        async with asyncio.timeout(ENOUGH_S):
            await waits[2]
            await one_call(ends=True)


@pytest.mark.parametrize("workers", [1, 2])
async def test_without_the_store_each_process_takes_its_share(
    mortal_store: MortalStore, workers: int
) -> None:
    redis = open_store(mortal_store.url, timeout_s=1, connections=1)
    seconds, _ = await redis.time()
    await redis.zadd(redis_keys.WORKERS, {f"w{i}": seconds * 1000 for i in range(workers)})
    async with gates(mortal_store.url, 1, Limits(requests_per_minute=4)) as (gate,):
        await call(gate)
        mortal_store.kill()
        share = 4 // workers
        for _ in range(share - 1):
            await call(gate)
        assert await refused(gate)
        mortal_store.start()

        async with asyncio.timeout(ENOUGH_S):
            while await requests_told(redis) < share:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.01)
    await redis.aclose()


async def test_cost_without_the_store_is_told_when_it_is_back(mortal_store: MortalStore) -> None:
    redis = open_store(mortal_store.url, timeout_s=1, connections=1)
    async with gates(mortal_store.url, 1, Limits(daily_cost_usd=0.01)) as (gate,):
        await call(gate, Usage(1, 1, 0.004))
        mortal_store.kill()
        await call(gate, Usage(1, 1, 0.007))
        assert await refused(gate)
        mortal_store.start()
        async with asyncio.timeout(ENOUGH_S):
            while int((await kept(redis))[b"spent"]) < 11_000_000:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.01)

        assert await refused(gate)
    await redis.aclose()


@pytest.mark.parametrize("seed", range(30))
async def test_the_store_takes_the_same_turns_as_we_do(
    store_address: str, redis: Redis, seed: int
) -> None:
    chance = random.Random(seed)
    requests = chance.choice([None, 1, 3, 10])
    tokens = chance.choice([None, 4000, 20_000]) if requests else chance.choice([4000, 20_000])
    async with gates(
        store_address, 1, Limits(requests_per_minute=requests, tokens_per_minute=tokens)
    ) as (gate,):
        link = gate._breaker._link
        quota, own = Quota(A, Limits(requests, tokens), link), Window()
        held: list[Turn] = []
        for _ in range(60):
            # The second may change between the store's step and ours: then this step is not compared.
            before, _ = await redis.time()
            match chance.choice(["take", "take", "settle", "back", "pass"]):
                case "take":
                    patience_s = chance.choice([0.0, 30.0, 90.0])
                    turn = await quota.take(patience_s)
                    after, _ = await redis.time()
                    if before != after:
                        break
                    # Where the wait is as long as the patience, a moment decides.
                    expected = own.turn(link.now(), requests, tokens, patience_s)
                    assert turn == (None if expected is None else Turn(*expected))
                    held += [turn] if turn else []
                case "settle" if held:
                    turn = held.pop(chance.randrange(len(held)))
                    took = chance.randint(1, 8000)
                    await quota.settle(turn, took, 0)
                    own.settle(link.now(), turn.second, turn.tokens, took)
                case "back" if held:
                    turn = held.pop(chance.randrange(len(held)))
                    await quota.give_back(turn)
                    own.add(turn.second, -1, -turn.tokens)
                case "pass":
                    older = chance.choice([1, 20, 61])
                    await let_pass(redis, older)
                    held = [Turn(turn.second - older, turn.tokens) for turn in held]
                    own.requests = type(own.requests)(
                        {at - older: amount for at, amount in own.requests.items()}
                    )
                    own.tokens = type(own.tokens)(
                        {at - older: amount for at, amount in own.tokens.items()}
                    )
