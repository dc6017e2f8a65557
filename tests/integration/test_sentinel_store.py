"""The store's clients against a real master, its replicas and the sentinels that watch them."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, cast
from uuid import uuid4

import pytest
import redis as blocking_redis
from redis.exceptions import RedisError

from shared import redis_keys
from shared.errors import StoreUnavailable
from shared.jobs.record import JobStatus, Queued
from shared.jobs.store import JobStore
from shared.store.connection import open_impatient_store, open_store, store_errors
from shared.store.replication import keeping
from tests.acceptance.processes import wait_until
from tests.acceptance.sentinels import PASSWORD, Sentinels, sentinels

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from redis.asyncio import Redis

    from shared.store.sentinel import OfMaster

pytestmark = pytest.mark.timeout(180)

FAIL_OVER_S = 15.0
FOLLOWED_S = 25.0  # the sentinels tell a replica whom to follow ten seconds later
PATIENCE_S = 5.0


@pytest.fixture
def servers() -> Iterator[Sentinels]:
    with sentinels() as found:
        yield found


@asynccontextmanager
async def client(url: str, *, impatient: bool) -> AsyncIterator[Redis]:
    redis = (
        open_impatient_store(url, connections=4)
        if impatient
        else open_store(url, timeout_s=PATIENCE_S, connections=4)
    )
    try:
        yield redis
    finally:
        await redis.aclose()


class Jobs:
    """The jobs of a store whose accepted ones are to outlive its master."""

    def __init__(self, redis: Redis, url: str) -> None:
        self.missed = 0
        self._store = JobStore(
            redis,
            lease_s=10,
            job_ttl_s=60,
            max_queued=10_000,
            cache_bytes=1000,
            keeping=keeping(redis, url, missed=self._miss),
        )

    def _miss(self) -> None:
        self.missed += 1

    async def submit(self) -> str:
        await self._store.beat("a worker")
        found = await self._store.submit(uuid4().hex, uuid4().hex, b"{}")
        assert isinstance(found, Queued)
        return found.job_id

    async def read(self, job_id: str) -> JobStatus:
        return (await self._store.read(job_id)).status

    async def accepted(self) -> str:
        """As soon as one is."""
        async with asyncio.timeout(FOLLOWED_S):
            while True:
                with suppress(StoreUnavailable):
                    return await self.submit()
                await asyncio.sleep(0.02)


async def answers(redis: Redis) -> bool:
    try:
        return bool(await redis.ping())
    except RedisError:
        return False


def holders(servers: Sentinels, job_id: str) -> int:
    """How many of the replicas know the job."""
    found = 0
    for port in servers.replicas():
        with blocking_redis.Redis(port=port, password=PASSWORD) as replica:
            found += int(replica.exists(redis_keys.JOB + job_id))
    return found


@pytest.mark.parametrize("kind", ["impatient", "patient"])
async def test_the_new_master_is_found_and_knows_what_was_accepted(
    servers: Sentinels, kind: str
) -> None:
    async with client(servers.url, impatient=kind == "impatient") as redis:
        jobs = Jobs(redis, servers.url)
        accepted = []
        for _ in range(50):
            accepted.append(await jobs.submit())
            assert holders(servers, accepted[-1]) >= 1
        servers.kill()  # nothing is written after the last one was accepted

        async with asyncio.timeout(FAIL_OVER_S):
            while not await answers(redis):  # noqa: ASYNC110 - other processes decide
                await asyncio.sleep(0.02)
            known = [await redis.exists(redis_keys.JOB + job_id) for job_id in accepted]
            # The scripts are not on the new master, and nothing is accepted before the sentinels have done.
            again = await jobs.accepted()

    assert known == [1] * len(accepted)
    assert again
    assert jobs.missed == 0


async def test_without_a_replica_jobs_are_accepted_and_counted_and_only_one_waits(
    servers: Sentinels,
) -> None:
    async with client(servers.url, impatient=True) as redis:
        jobs = Jobs(redis, servers.url)
        servers.kill_replicas()
        await jobs.accepted()  # once the sentinels know that nobody could take its place
        missed = jobs.missed
        began_s = time.perf_counter()
        for _ in range(5):
            await jobs.submit()
        took_s = time.perf_counter() - began_s

    assert missed == 1
    assert jobs.missed == missed + 5
    assert took_s < 0.3  # what one of them waits for


async def test_what_a_replica_that_lives_does_not_have_is_not_accepted(servers: Sentinels) -> None:
    async with client(servers.url, impatient=True) as redis:
        jobs = Jobs(redis, servers.url)
        await jobs.submit()
        for port in servers.replicas():  # each could become the master, and has nothing from now on
            with blocking_redis.Redis(port=port, password=PASSWORD) as replica:
                replica.replicaof("127.0.0.1", "1")

        with pytest.raises(StoreUnavailable):
            await jobs.submit()
        found = await jobs.accepted()  # once the sentinels have told them whom to follow

        assert holders(servers, found) >= 1
        assert jobs.missed == 0


async def test_a_master_that_lives_on_beside_its_successor_takes_nothing_that_is_lost(
    servers: Sentinels,
) -> None:
    async with client(servers.url, impatient=True) as redis:
        jobs = Jobs(redis, servers.url)
        first, accepted, after = servers.master(), [await jobs.submit()], 0
        servers.promote_another()
        async with asyncio.timeout(FAIL_OVER_S):
            while after < 100:
                replaced = servers.master() != first
                submits = [jobs.submit() for _ in range(4)]  # over all connections
                for found in await asyncio.gather(*submits, return_exceptions=True):
                    if isinstance(found, str):
                        accepted.append(found)
                        after += replaced
                    else:
                        assert isinstance(found, StoreUnavailable)
        with blocking_redis.Redis(port=servers.master(), password=PASSWORD) as master:
            known = [master.exists(redis_keys.JOB + job_id) for job_id in accepted]

    assert known == [1] * len(accepted)


async def test_a_master_that_lives_on_beside_its_successor_denies_no_job(
    servers: Sentinels,
) -> None:
    async with (
        client(servers.url, impatient=True) as before,
        client(servers.url, impatient=True) as after,
    ):
        old, first = Jobs(before, servers.url), servers.master()
        await old.submit()  # over a connection that it keeps
        servers.promote_another()
        wait_until(lambda: servers.master() != first, FAIL_OVER_S, "another is named")
        accepted = await Jobs(after, servers.url).accepted()

        # Connected before, and to whom the sentinels have not told anything yet.
        with pytest.raises(StoreUnavailable):
            await old.read(accepted)
        assert await old.read(accepted) == JobStatus.QUEUED  # now it knows the new one


@pytest.mark.parametrize("kind", ["impatient", "patient"])
async def test_a_connection_in_use_while_another_is_promoted_is_not_used_again(
    servers: Sentinels, kind: str
) -> None:
    async with client(servers.url, impatient=kind == "impatient") as redis:
        pool, first = cast("OfMaster", redis.connection_pool), servers.master()
        held = await pool.get_connection()
        servers.promote_another()
        wait_until(lambda: servers.master() != first, FAIL_OVER_S, "another is named")
        async with asyncio.timeout(FOLLOWED_S):
            while not await pool.remains(("127.0.0.1", servers.master())):  # noqa: ASYNC110 - other processes decide
                await asyncio.sleep(0.1)
        await pool.release(held)
        connections = [await pool.get_connection() for _ in range(4)]
        for each in connections:
            await pool.release(each)

    assert {(each.host, each.port) for each in connections} == {("127.0.0.1", servers.master())}


async def test_who_makes_another_the_master_is_asked_for_that_one(servers: Sentinels) -> None:
    first = servers.master()
    servers.promote_another()
    wait_until(lambda: servers.master() != first, FAIL_OVER_S, "another is named")

    # The others have not heard of it, and it has told the other replica, and not us, whom to follow.
    async with client(servers.url, impatient=True) as redis:
        await redis.ping()
        assert await cast("OfMaster", redis.connection_pool).master() != ("127.0.0.1", first)


async def test_a_master_that_was_demoted_counts_as_away(servers: Sentinels) -> None:
    async with client(servers.url, impatient=True) as redis:
        await redis.set("a", 1)
        with blocking_redis.Redis(port=servers.master(), password=PASSWORD) as master:
            master.replicaof("127.0.0.1", "1")

        with pytest.raises(StoreUnavailable), store_errors():
            await redis.set("a", 2)
        began_s = time.perf_counter()
        with pytest.raises(StoreUnavailable), store_errors():
            await redis.get("a")  # at once, and without a word to it

    assert time.perf_counter() - began_s < 0.05


async def test_of_a_master_that_falls_silent_no_other_connection_is_tried(
    servers: Sentinels,
) -> None:
    async with client(servers.url, impatient=True) as redis:
        await asyncio.gather(*(redis.set("a", number) for number in range(20)))  # all four are open
        pool = redis.connection_pool
        assert pool.get_connection_count()[0][0] > 1
        with servers.silent_master():
            with pytest.raises(RedisError):
                await redis.get("a")

            assert not any(each.is_connected for each in pool._available_connections)
            async with asyncio.timeout(FAIL_OVER_S):
                while not await answers(redis):  # noqa: ASYNC110 - other processes decide
                    await asyncio.sleep(0.02)


async def test_a_dead_sentinel_is_passed_over(servers: Sentinels) -> None:
    servers.kill_sentinel()

    async with client(servers.url, impatient=True) as redis:
        assert await redis.set("a", 1)
