"""Several gates over one store, as several worker processes have them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

import pytest
from redis.asyncio import Redis

from shared import redis_keys
from shared.circuit import Circuit
from shared.clock import SystemClock
from shared.contracts.answers import Usage
from shared.store.connection import open_impatient_store, open_store
from tests.stores import MortalStore
from workers.consequences import Strike
from workers.gate.gate import PATIENCE_TURNS, SharedGate
from workers.gate.protocol import Closed, Pass
from workers.gate.steps import Admitted, Cooling, entered, left

COOLDOWN_S, CALL_S = 30.0, 30.0
PROBE_S = 35.0
COOLING = Cooling(COOLDOWN_S, PROBE_S)
ENOUGH_S = 10.0
A = "gemini"


@asynccontextmanager
async def gates(url: str, number: int) -> AsyncIterator[list[SharedGate]]:
    """So many gates, each with a connection of its own."""
    async with AsyncExitStack() as stack:
        found = []
        for _ in range(number):
            redis = open_impatient_store(url, connections=20, turns=PATIENCE_TURNS)
            stack.push_async_callback(redis.aclose)
            gate = SharedGate(
                redis, limits={}, cooldown_s=COOLDOWN_S, call_s=CALL_S, clock=SystemClock()
            )
            await stack.enter_async_context(gate.following())
            found.append(gate)
        yield found


async def call(gate: SharedGate, strike: Strike, outcome: str = "timeout") -> bool:
    """One call that ends so; False when it may not be made."""
    passed = await gate.enter(A, patience_s=1)
    if isinstance(passed, Closed):
        assert passed == Closed(A, "breaker")
        return False
    await gate.leave(passed, strike, outcome, Usage())
    return True


async def fail(gate: SharedGate, times: int = 5) -> None:
    for _ in range(times):
        assert await call(gate, Strike.FAILURE)


async def stored(redis: Redis) -> Circuit:
    data = await redis.hget(redis_keys.BREAKERS, A)
    assert not isinstance(data, str)
    return Circuit.from_json(data)


async def let_pass(redis: Redis, seconds: float, *seen_by: SharedGate) -> None:
    """As if so much time had passed for the circuit; these gates have looked since."""
    circuit = await stored(redis)
    older = replace(
        circuit,
        since=None if circuit.since is None else circuit.since - seconds,
        until=circuit.until - seconds,
        probe_until=circuit.probe_until - seconds,
    )
    await redis.hset(redis_keys.BREAKERS, A, older.to_json())
    for gate in seen_by:
        await gate._look()


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(ENOUGH_S):
        while not holds():  # noqa: ASYNC110 - other processes have no event of ours to set
            await asyncio.sleep(0.01)


async def probe(gate: SharedGate) -> Pass:
    passed = await gate.enter(A, patience_s=1)
    assert isinstance(passed, Pass)
    assert passed.probe is not None
    return passed


async def test_failures_of_all_processes_count_together(store_address: str, redis: Redis) -> None:
    async with gates(store_address, 5) as several:
        for gate in several:
            await fail(gate, 1)

        assert [await call(gate, Strike.GOOD) for gate in several] == [False] * 5
        assert (await stored(redis)).reason == "timeout"


async def test_an_opening_stops_retries_of_other_processes(
    store_address: str, redis: Redis
) -> None:
    async with gates(store_address, 2) as (one, other):
        assert not other.stops_retries(A)
        await fail(one)

        assert one.stops_retries(A)
        async with asyncio.timeout(1):  # the promise
            await until(lambda: other.stops_retries(A))
        assert not other.stops_retries("openai")
        await let_pass(redis, COOLDOWN_S, one)
        await call(one, Strike.GOOD)
        assert not one.stops_retries(A)
        await until(lambda: not other.stops_retries(A))


async def test_exactly_one_probe_is_made(store_address: str, redis: Redis) -> None:
    async with gates(store_address, 4) as several:
        await fail(several[0])
        await let_pass(redis, COOLDOWN_S, *several)

        at_once = await asyncio.gather(
            *(gate.enter(A, patience_s=1) for gate in several for _ in range(10))
        )

        [only] = [passed for passed in at_once if isinstance(passed, Pass)]
        assert only.probe is not None
        await several[0].leave(only, Strike.FAILURE, "connection", Usage())
        assert not any([await call(gate, Strike.GOOD) for gate in several])
        found = await stored(redis)
        assert (found.reason, found.streak, found.probe) == ("connection", 6, None)


async def test_a_good_probe_lets_everybody_pass_at_once(store_address: str, redis: Redis) -> None:
    async with gates(store_address, 3) as several:
        await fail(several[0])
        await let_pass(redis, COOLDOWN_S, *several)
        passed = await probe(several[1])
        assert not await call(several[2], Strike.GOOD)
        await several[1].leave(passed, Strike.GOOD, "ok", Usage())

        assert await call(several[1], Strike.GOOD)
        assert await call(several[2], Strike.GOOD)


async def test_a_probe_that_told_nothing_is_followed_by_another(
    store_address: str, redis: Redis
) -> None:
    async with gates(store_address, 2) as (one, other):
        await fail(one)
        await let_pass(redis, COOLDOWN_S, one, other)
        await one.leave(await probe(one), Strike.NOTHING, "content_filter", Usage())

        assert (await probe(other)).probe is not None


async def test_the_probe_of_a_dead_worker_is_given_up(store_address: str, redis: Redis) -> None:
    async with gates(store_address, 2) as (dies, lives):
        await fail(dies)
        await let_pass(redis, COOLDOWN_S, dies, lives)
        await probe(dies)
        assert not await call(lives, Strike.GOOD)
        await let_pass(redis, PROBE_S)

        assert await call(lives, Strike.GOOD)
        assert await call(lives, Strike.GOOD)


async def test_a_refused_key_shuts_for_five_minutes(store_address: str, redis: Redis) -> None:
    async with gates(store_address, 2) as (one, other):
        assert await call(one, Strike.SHUT, "refused")
        assert not await call(other, Strike.GOOD)
        found = await stored(redis)
        assert (found.shut, found.reason) == (True, "refused")
        await let_pass(redis, 299, one, other)
        assert not await call(other, Strike.GOOD)
        await let_pass(redis, 1, one, other)

        assert await call(other, Strike.SHUT, "refused")
        assert not await call(one, Strike.GOOD)


async def test_who_is_cancelled_while_entering_leaves_no_probe(
    store_address: str, redis: Redis
) -> None:
    async with gates(store_address, 1) as (gate,):
        await fail(gate)
        await let_pass(redis, COOLDOWN_S, gate)
        for turns in range(12):  # at every point of the way
            entering = asyncio.create_task(gate.enter(A, patience_s=1))
            for _ in range(turns):
                await asyncio.sleep(0)
            entering.cancel()
            await asyncio.wait({entering})
            if not entering.cancelled() and isinstance(passed := entering.result(), Pass):
                await gate.leave(passed, Strike.NOTHING, "cancelled", Usage())
        await gate._finishing.drain(ENOUGH_S)

        assert (await stored(redis)).probe is None
        assert await call(gate, Strike.GOOD)


async def test_who_is_cancelled_while_leaving_has_told(store_address: str, redis: Redis) -> None:
    async with gates(store_address, 1) as (gate,):
        await fail(gate)
        await let_pass(redis, COOLDOWN_S, gate)
        passed = await probe(gate)
        leaving = asyncio.create_task(gate.leave(passed, Strike.GOOD, "ok", Usage()))
        await asyncio.sleep(0)
        leaving.cancel()
        await asyncio.wait({leaving})
        await gate._finishing.drain(ENOUGH_S)

        assert not (await stored(redis)).open


@pytest.mark.parametrize("how", ["kill", "silence"])
async def test_without_the_store_each_process_keeps_its_own_circuits(
    mortal_store: MortalStore, how: str
) -> None:
    async with gates(mortal_store.url, 2) as (one, other):
        await fail(one, 4)
        getattr(mortal_store, how)()
        loop = asyncio.get_running_loop()
        started = loop.time()
        await fail(one, 1)
        for _ in range(100):
            assert not await call(one, Strike.GOOD)
        assert loop.time() - started < 0.5  # the store's silence is paid for once
        assert await call(other, Strike.GOOD)
        if how == "kill":
            mortal_store.start()
        else:
            mortal_store.wake()

        await until(lambda: other.stops_retries(A))
        assert not await call(other, Strike.GOOD)


async def test_failures_without_the_store_count_when_it_is_back(mortal_store: MortalStore) -> None:
    async with gates(mortal_store.url, 2) as (one, other):
        mortal_store.kill()
        await fail(one, 4)
        mortal_store.start()
        await until(lambda: one._breaker._link.there and other._breaker._link.there)
        await fail(other, 1)

        assert not await call(other, Strike.GOOD)


async def test_a_probe_that_ends_without_the_store_is_told_when_it_is_back(
    mortal_store: MortalStore,
) -> None:
    async with gates(mortal_store.url, 2) as (one, other):
        redis = open_store(mortal_store.url, timeout_s=1, connections=1)
        await fail(one)
        await let_pass(redis, COOLDOWN_S, one, other)
        passed = await probe(one)
        await until(lambda: other.stops_retries(A))
        await redis.aclose()
        mortal_store.kill()
        await one.leave(passed, Strike.GOOD, "ok", Usage())
        assert await call(one, Strike.GOOD)
        mortal_store.start()

        await until(lambda: not other.stops_retries(A))


async def test_a_hiccup_of_the_store_makes_no_second_probe(mortal_store: MortalStore) -> None:
    redis = open_store(mortal_store.url, timeout_s=1, connections=1)
    async with gates(mortal_store.url, 2) as (one, other):
        await fail(one)
        await let_pass(redis, COOLDOWN_S, one, other)
        await probe(one)
        mortal_store.silence()
        assert not await call(other, Strike.GOOD)
        mortal_store.wake()
        await until(lambda: other._breaker._link.there)
        assert not await call(other, Strike.GOOD)
    await redis.aclose()


async def test_while_the_store_is_away_each_process_may_probe(mortal_store: MortalStore) -> None:
    redis = open_store(mortal_store.url, timeout_s=1, connections=1)
    async with gates(mortal_store.url, 1) as (gate,):
        await fail(gate)
        await let_pass(redis, COOLDOWN_S, gate)
        mortal_store.kill()
        assert not await call(gate, Strike.GOOD)
        await until(lambda: gate._breaker._link.surely_away)
        assert await call(gate, Strike.GOOD)
        assert await call(gate, Strike.GOOD)
    await redis.aclose()


async def test_a_gate_that_starts_without_a_store_works(mortal_store: MortalStore) -> None:
    mortal_store.kill()
    async with gates(mortal_store.url, 1) as (gate,):
        await fail(gate)

        assert not await call(gate, Strike.GOOD)


def same(one: Circuit, other: Circuit) -> bool:
    """Whether they are equal, but for the moments it took to write this."""
    times = [(c.since or 0, c.until, c.probe_until) for c in (one, other)]
    if any(abs(a - b) > 3 for a, b in zip(*times, strict=True)):
        return False
    one, other = (replace(c, since=None, until=0.0, probe_until=0.0) for c in (one, other))
    return one == other


@pytest.mark.parametrize("seed", range(40))
async def test_the_store_takes_the_same_steps_as_we_do(
    store_address: str, redis: Redis, seed: int
) -> None:
    chance = random.Random(seed)
    circuit, cooling = Circuit(), COOLING
    probes: list[str | None] = [None]
    async with gates(store_address, 1) as (gate,):
        breaker = gate._breaker
        for _ in range(80):
            if chance.random() < 0.1:
                cooling = replace(COOLING, account=chance.choice(["", "one", "two"]))
                breaker._own[A] = cooling
            seconds, microseconds = await redis.time()
            now = seconds + microseconds / 1e6
            kind = chance.choice(["enter", "leave", "leave", "leave", "pass"])
            if kind == "pass":
                older = 7.0 * chance.randint(1, 10)
                await let_pass(redis, older)
                # Its own copy knows nothing of that.
                breaker._copy.clear()
                circuit = replace(
                    circuit,
                    since=None if circuit.since is None else circuit.since - older,
                    until=circuit.until - older,
                    probe_until=circuit.probe_until - older,
                )
            elif kind == "enter":
                found = await breaker.enter(A)
                token = found.probe or "" if found else ""
                circuit, expected = entered(circuit, now, token, cooling)
                assert found == (expected if expected and expected.probe else found and Admitted())
                assert (found is None) == (expected is None)
                probes.append(token or None)
            else:
                strike = chance.choices(list(Strike), [3, 2, 5, 1])[0]
                outcome, token_ = chance.choice(["timeout", "refused"]), chance.choice(probes[-3:])
                await breaker.leave(A, strike, outcome, token_)
                circuit = left(circuit, now, strike, outcome, token_, cooling)
            assert same(await stored(redis), circuit)
