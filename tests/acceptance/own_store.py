"""A store that the test starts itself, so that nobody starts it again while it is away."""

from __future__ import annotations

import resource
import signal
import subprocess
import tempfile
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import redis

from shared import redis_keys
from shared.store.embedded import find_server, prepare
from tests.acceptance.processes import wait_until
from tests.acceptance.stack import free_ports
from tests.fakes.loading_store import LoadingStore

if TYPE_CHECKING:
    from collections.abc import Iterator

_START_S = 10.0


class OwnStore:
    """A server on a loopback port, whose data outlive its process."""

    def __init__(self, folder: Path, password: str | None = None) -> None:
        (self.port,) = free_ports(1)
        self._password = password
        self._prepared = prepare(folder, find_server())
        self._process: subprocess.Popen[bytes] | None = None
        self.client = redis.Redis(port=self.port, password=password, socket_timeout=5)

    @property
    def url(self) -> str:
        login = "" if self._password is None else f":{self._password}@"
        return f"redis://{login}127.0.0.1:{self.port}/0"

    @property
    def settings(self) -> dict[str, str]:
        return {"PALJA_REDIS_URL": self.url}

    def start(self) -> None:
        """Starts the server; returns when it answers."""
        command = (*self._prepared.command, "--port", str(self.port), "--bind", "127.0.0.1")
        if self._password is not None:
            command += ("--requirepass", self._password)
        # A write beyond the limit of a file's size is then an error, and no signal that ends it.
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, restore_signals=False)

        def answers() -> bool:
            with suppress(redis.ConnectionError):
                return bool(self.client.ping())
            return False

        wait_until(answers, _START_S, "the store answers")

    def kill(self) -> None:
        """SIGKILL; nothing when it does not run."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def connections(self) -> int:
        """How many clients it has, besides the one that asks."""
        return len(self.client.client_list()) - 1

    def queued(self) -> int:
        """How many jobs nobody has claimed."""
        return int(self.client.zcard(redis_keys.WAITING))

    def rewrites(self) -> bool:
        """Whether it writes its log anew, of itself or because it was told to."""
        found = self.client.info("persistence")
        return bool(found["aof_rewrite_in_progress"] or found["aof_rewrite_scheduled"])

    @contextmanager
    def dead(self) -> Iterator[None]:
        """Its process is gone: whoever connects is refused."""
        self.kill()
        try:
            yield
        finally:
            self.start()

    @contextmanager
    def silent(self) -> Iterator[None]:
        """It takes what is sent and says nothing, like a machine that hangs."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    @contextmanager
    def read_only(self) -> Iterator[None]:
        """It refuses every write, as a replica does whose master is gone."""
        self.client.replicaof("127.0.0.1", "1")
        try:
            yield
        finally:
            self.client.replicaof("NO", "ONE")

    @contextmanager
    def loading(self) -> Iterator[None]:
        """It reads its data, of which there is much, and says so to all who ask."""
        self.kill()
        try:
            with LoadingStore(self.port):
                yield
        finally:
            self.start()

    @contextmanager
    def full(self) -> Iterator[None]:
        """Its memory is full: what could grow is refused."""
        self.client.config_set("maxmemory", 1)
        try:
            yield
        finally:
            self.client.config_set("maxmemory", 0)

    @contextmanager
    def without_disk(self) -> Iterator[None]:
        """It cannot write its log, as on a full disk: after the first try all writes are refused."""
        assert self._process is not None
        pid, none = self._process.pid, (1, resource.RLIM_INFINITY)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, none)
        try:
            wait_until(self._refuses_writes, _START_S, "the store finds its disk full")
            yield
        finally:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)

    @contextmanager
    def crowded(self) -> Iterator[None]:
        """It has its greatest number of clients, and none is of those who had a connection."""
        with self.taking_no_clients():
            for kind in ("normal", "pubsub"):
                self.client.client_kill_filter(_type=kind, skipme=True)
            yield

    @contextmanager
    def taking_no_clients(self) -> Iterator[None]:
        """Who has a connection keeps it, nobody gets another."""
        self.client.config_set("maxclients", 1)
        try:
            yield
        finally:
            self.client.config_set("maxclients", 10_000)

    def _refuses_writes(self) -> bool:
        try:
            self.client.set("a key of the test", "")
        except redis.ResponseError as error:
            return str(error).startswith("MISCONF")
        return False


@contextmanager
def own_store(password: str | None = None) -> Iterator[OwnStore]:
    """A running store, removed afterwards, which asks for the password if one is given."""
    with ExitStack() as cleaning:
        folder = cleaning.enter_context(tempfile.TemporaryDirectory(prefix="palja-"))
        store = OwnStore(Path(folder), password)
        cleaning.callback(store.kill)
        cleaning.callback(store.client.close)
        store.start()
        yield store
