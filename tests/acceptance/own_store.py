"""A store that the test starts itself, so that nobody starts it again while it is away."""

from __future__ import annotations

import signal
import subprocess
import tempfile
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import redis

from shared.store.embedded import find_server, prepare
from tests.acceptance.processes import wait_until
from tests.acceptance.stack import free_ports

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
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)

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
def own_store(password: str | None = None) -> Iterator[OwnStore]:
    """A running store, removed afterwards, which asks for the password if one is given."""
    with ExitStack() as cleaning:
        folder = cleaning.enter_context(tempfile.TemporaryDirectory(prefix="palja-"))
        store = OwnStore(Path(folder), password)
        cleaning.callback(store.kill)
        cleaning.callback(store.client.close)
        store.start()
        yield store
