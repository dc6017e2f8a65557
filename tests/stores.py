"""A real store for tests: one server for the whole run, emptied before each test that asks."""

from __future__ import annotations

import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis as blocking_redis
from redis.asyncio import Redis

from shared.store.connection import open_store
from shared.store.embedded import find_server, prepare


@pytest.fixture(scope="session")
def store_address() -> Iterator[str]:
    """The address of a running store."""
    with running_store() as store:
        yield store.url


@pytest.fixture
async def redis(store_address: str) -> AsyncIterator[Redis]:
    """A client of an empty store."""
    client = open_store(store_address, timeout_s=5, connections=20)
    await client.flushdb()
    yield client
    await client.aclose()


@pytest.fixture
async def away() -> AsyncIterator[Redis]:
    """A client of a store that is not there."""
    client = open_store("unix:///nowhere/store.sock", timeout_s=1, connections=8)
    yield client
    await client.aclose()


@pytest.fixture
def mortal_store() -> Iterator[MortalStore]:
    """A running store of this test's own."""
    with running_store() as store:
        yield store


@contextmanager
def running_store() -> Iterator[MortalStore]:
    """A running store in a folder of its own; both are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="palja-") as folder:
        store = MortalStore(Path(folder))
        try:
            store.start()
            yield store
        finally:
            store.kill()


class MortalStore:
    """A store in this folder, which can be killed, silenced and brought back with its data."""

    def __init__(self, folder: Path) -> None:
        self._store = prepare(folder, find_server())
        self._server: subprocess.Popen[bytes] | None = None
        self.url = self._store.url

    def start(self) -> None:
        """Starts it, and returns when it answers."""
        self._server = subprocess.Popen(self._store.command, stdout=subprocess.DEVNULL)
        _wait_for(self.url, self._server)

    def kill(self) -> None:
        """Ends it at once, when it still lives."""
        if self._server is not None:
            self._server.kill()
            self._server.wait()
            self._server = None

    def silence(self) -> None:
        """Lets it answer no more."""
        assert self._server is not None
        self._server.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        """Lets it answer again."""
        assert self._server is not None
        self._server.send_signal(signal.SIGCONT)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    client = blocking_redis.Redis.from_url(url)
    while True:
        assert server.poll() is None, "the store did not start"
        try:
            client.ping()
        except blocking_redis.ConnectionError:
            continue
        client.close()
        return
