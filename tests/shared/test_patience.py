from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from redis.asyncio import Redis

from shared.background import running
from shared.errors import StoreUnavailable
from shared.store.connection import open_impatient_store, store_errors
from shared.store.patience import TURN_S, ImpatientPool

LONG_S = 60.0


class SilentStore:
    """Takes connections; says PONG (its `answer`) to all that comes only while it `answers`."""

    def __init__(self) -> None:
        self.answers = False
        self.answer = b"+PONG\r\n"
        self.commands = 0
        self.port = 0

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        async with server:
            yield

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while await reader.read(1000):
                self.commands += 1
                if self.answers:
                    writer.write(self.answer)
        writer.close()


def client(port: int, away_s: float) -> Redis:
    return Redis.from_pool(
        ImpatientPool.from_url(
            f"redis://127.0.0.1:{port}",
            away_s=away_s,
            driver_info=None,
            protocol=2,
            retry=None,
        )
    )


@asynccontextmanager
async def busy_loop() -> AsyncIterator[None]:
    """Every turn of the loop takes longer than a turn of patience, as many requests at once make it."""

    async def work() -> None:
        while True:
            until_s = time.perf_counter() + 1.5 * TURN_S
            while time.perf_counter() < until_s:
                pass
            await asyncio.sleep(0)

    async with running(work(), "work"):
        yield


@pytest.fixture
async def store() -> AsyncIterator[SilentStore]:
    silent = SilentStore()
    async with silent.listening():
        yield silent


async def ping(redis: Redis) -> None:
    with store_errors():
        await redis.ping()


async def test_only_the_first_waits_for_a_silent_store(store: SilentStore) -> None:
    redis = client(store.port, LONG_S)
    with pytest.raises(StoreUnavailable):
        await ping(redis)
    sent = store.commands
    assert sent > 0
    store.answers = True
    for _ in range(100):
        with pytest.raises(StoreUnavailable):
            await ping(redis)  # refused here: nothing reaches a store that would answer now
    assert store.commands == sent
    await redis.aclose()


async def test_a_store_that_is_back_is_used_again(store: SilentStore) -> None:
    redis = client(store.port, 0.0)
    with pytest.raises(StoreUnavailable):
        await ping(redis)
    store.answers = True
    await ping(redis)
    await ping(redis)
    await redis.aclose()


async def test_a_store_that_refuses_a_write_is_not_away(store: SilentStore) -> None:
    redis = client(store.port, LONG_S)
    with pytest.raises(StoreUnavailable):
        await ping(redis)
    store.answers = True
    pool = redis.connection_pool
    assert isinstance(pool, ImpatientPool)
    pool._try_at_s = 0.0  # the time to look again has come
    store.answer = b"-OOM command not allowed when used memory > 'maxmemory'.\r\n"
    with pytest.raises(StoreUnavailable, match="OutOfMemoryError"):
        await ping(redis)
    store.answer = b"+PONG\r\n"
    await ping(redis)  # what needs no write is asked for at once
    await redis.aclose()


@pytest.mark.parametrize(
    "refusal", [b"-LOADING the dataset is in memory\r\n", b"-ERR max number of clients reached\r\n"]
)
async def test_a_store_that_serves_nobody_is_away(store: SilentStore, refusal: bytes) -> None:
    redis = client(store.port, LONG_S)
    store.answers, store.answer = True, refusal
    with pytest.raises(StoreUnavailable):
        await ping(redis)
    sent = store.commands
    with pytest.raises(StoreUnavailable):
        await ping(redis)
    assert store.commands == sent
    await redis.aclose()


async def test_of_many_callers_one_looks_whether_the_store_is_back(store: SilentStore) -> None:
    redis = client(store.port, LONG_S)
    with pytest.raises(StoreUnavailable):
        await ping(redis)
    sent = store.commands
    pool = redis.connection_pool
    assert isinstance(pool, ImpatientPool)
    pool._try_at_s = 0.0  # the time to look again has come
    results = await asyncio.gather(*(ping(redis) for _ in range(50)), return_exceptions=True)
    assert all(isinstance(result, StoreUnavailable) for result in results)
    assert 0 < store.commands - sent <= sent  # as many as one caller sends
    await redis.aclose()


async def test_a_busy_process_does_not_take_its_own_slowness_for_the_stores(
    store_address: str,
) -> None:
    """More callers than connections, each of which begins with several exchanges."""
    redis = open_impatient_store(f"{store_address}&client_name=busy", connections=2)
    async with busy_loop():
        await asyncio.gather(*(ping(redis) for _ in range(20)))
    await redis.aclose()


async def test_who_waits_for_a_connection_is_refused_when_the_store_falls_silent(
    store: SilentStore,
) -> None:
    redis = open_impatient_store(f"redis://127.0.0.1:{store.port}", connections=1)
    async with asyncio.timeout(LONG_S):
        results = await asyncio.gather(*(ping(redis) for _ in range(20)), return_exceptions=True)
    assert all(isinstance(result, StoreUnavailable) for result in results)
    await redis.aclose()


async def test_a_refused_connection_counts_as_away() -> None:
    async with asyncio.timeout(LONG_S):
        redis = client(1, LONG_S)
        for _ in range(2):
            with pytest.raises(StoreUnavailable):
                await ping(redis)
        await redis.aclose()
