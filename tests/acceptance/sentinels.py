"""A Redis with two replicas and three sentinels that watch it, on ports of the loopback."""

from __future__ import annotations

import signal
import subprocess
import tempfile
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import redis

from shared.store.embedded import find_server
from tests.acceptance.processes import wait_until
from tests.acceptance.stack import free_ports

if TYPE_CHECKING:
    from collections.abc import Iterator

MASTER = "the-master"
PASSWORD, SENTINEL_PASSWORD = "pass;word/of@servers", "word of:sentinels"
DOWN_MS = (
    3000  # three pings of a sentinel: after one it takes a living master for dead now and then
)
_START_S = 15.0

_SERVER = """\
port {port}
bind 127.0.0.1
dir "{folder}"
save ""
appendonly yes
repl-diskless-sync-delay 0
requirepass "{password}"
masterauth "{password}"
{role}
"""
_SENTINEL = """\
port {port}
bind 127.0.0.1
dir "{folder}"
requirepass "{sentinel_password}"
sentinel monitor {master} 127.0.0.1 {master_port} 2
sentinel auth-pass {master} "{password}"
sentinel sentinel-pass "{sentinel_password}"
sentinel down-after-milliseconds {master} {down_ms}
sentinel failover-timeout {master} 3000
"""


class Sentinels:
    """Six processes; each server can be killed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ports = free_ports(3)
        self._sentinel_ports = free_ports(3)
        self._processes: dict[int, subprocess.Popen[bytes]] = {}
        self._lost = 0

    @property
    def url(self) -> str:
        hosts = ",".join(f"127.0.0.1:{port}" for port in self._sentinel_ports)
        return (
            f"sentinel://:pass%3Bword%2Fof%40servers@{hosts}/0?master={MASTER}"
            "&sentinel_password=word%20of:sentinels"
        )

    @property
    def settings(self) -> dict[str, str]:
        return {"PALJA_REDIS_URL": self.url}

    def start(self) -> None:
        """Starts all; returns when the sentinels know each other and both replicas follow."""
        for port in self._ports:
            role = "" if port == self._ports[0] else f"replicaof 127.0.0.1 {self._ports[0]}"
            self._write(port, _SERVER, role)
            self._start(port)
        wait_until(lambda: self._replicas(self._ports[0]) == 2, _START_S, "both replicas follow")
        for port in self._sentinel_ports:
            self._write(port, _SENTINEL)
            self._start(port, "--sentinel")
        wait_until(self._agreed, _START_S, "the sentinels know each other")

    def master(self) -> int:
        """The master's port, as a sentinel knows it."""
        port = next(port for port in self._sentinel_ports if port in self._processes)
        with self._sentinel(port) as sentinel:
            return int(sentinel.sentinel_get_master_addr_by_name(MASTER)[1])

    def fail_overs(self) -> int:
        """How many masters there were after the first one, as a sentinel counts them."""
        port = next(port for port in self._sentinel_ports if port in self._processes)
        with self._sentinel(port) as sentinel:
            (state,) = sentinel.sentinel_masters().values()
            return int(state["config-epoch"])

    def kill(self) -> None:
        """SIGKILL to the master."""
        self._lost = self.master()
        self._kill(self._lost)

    def come_back(self) -> None:
        """Returns when another is master, and starts the lost one, which is to follow it."""
        wait_until(lambda: self.master() != self._lost, _START_S, "another master is named")
        self._start(self._lost)
        wait_until(
            lambda: self._replicas(self.master()) == 2, _START_S, "two replicas follow the new one"
        )

    def replicas(self) -> list[int]:
        """The ports of the other servers that run."""
        master = self.master()
        return [port for port in self._ports if port in self._processes and port != master]

    @contextmanager
    def silent_master(self) -> Iterator[None]:
        """It takes what is sent and says nothing, like a machine that is cut off."""
        process = self._processes[self.master()]
        process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            process.send_signal(signal.SIGCONT)

    def promote_another(self) -> None:
        """As when the sentinels take a living master for dead; it learns of that ten seconds later."""
        with self._sentinel(self._sentinel_ports[0]) as sentinel:
            sentinel.execute_command("SENTINEL", "FAILOVER", MASTER)

    def kill_replicas(self) -> None:
        for port in self.replicas():
            self._kill(port)

    def kill_sentinel(self) -> None:
        """SIGKILL to the one that the address names first."""
        self._kill(self._sentinel_ports[0])

    def stop(self) -> None:
        for port in tuple(self._processes):
            self._kill(port)

    def _write(self, port: int, text: str, role: str = "") -> None:
        folder = self._folder / str(port)
        folder.mkdir()
        config = text.format(
            port=port,
            folder=folder,
            role=role,
            password=PASSWORD,
            sentinel_password=SENTINEL_PASSWORD,
            master=MASTER,
            master_port=self._ports[0],
            down_ms=DOWN_MS,
        )
        (folder / "server.conf").write_text(config)

    def _start(self, port: int, *options: str) -> None:
        config = self._folder / str(port) / "server.conf"
        command = (str(find_server()), str(config), *options)
        self._processes[port] = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def _kill(self, port: int) -> None:
        self._processes[port].kill()
        self._processes.pop(port).wait()

    @staticmethod
    def _replicas(port: int) -> int:
        with (
            suppress(redis.ConnectionError),
            redis.Redis(port=port, password=PASSWORD) as client,
        ):
            found: Any = client.info("replication")
            each = range(found["connected_slaves"])
            return sum(found[f"slave{number}"]["state"] == "online" for number in each)
        return 0

    def _agreed(self) -> bool:
        for port in self._sentinel_ports:
            with suppress(redis.ConnectionError, redis.ResponseError), self._sentinel(port) as one:
                (state,) = one.sentinel_masters().values()
                if state["num-other-sentinels"] == 2 and state["num-slaves"] == 2:
                    continue
            return False
        return True

    @staticmethod
    def _sentinel(port: int) -> redis.Redis:
        return redis.Redis(port=port, password=SENTINEL_PASSWORD, socket_timeout=5, protocol=2)


@contextmanager
def sentinels() -> Iterator[Sentinels]:
    """Running ones, removed afterwards."""
    with ExitStack() as cleaning:
        folder = cleaning.enter_context(tempfile.TemporaryDirectory(prefix="palja-"))
        found = Sentinels(Path(folder))
        cleaning.callback(found.stop)
        found.start()
        yield found
