"""A RabbitMQ of one node on ports of the loopback, which can be killed and brought back."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import amqp
import kombu
import pytest

from tests.acceptance.processes import wait_until
from tests.acceptance.stack import free_ports
from tests.acceptance.tls_store import make_certificate

if TYPE_CHECKING:
    from collections.abc import Iterator

PLACES = ("/usr/lib/rabbitmq/bin", "/usr/sbin", "/usr/local/sbin")
"""Debian's script of that name in /usr/sbin changes the user, and is the second choice."""
QUEUES = ("readings.high", "readings.normal", "readings.low")
ABSENT = "rabbitmq-server is not installed"
_START_S = 60.0
_STOP_S = 5.0
_CONFIG = """\
listeners.ssl.default = 127.0.0.1:{port}
ssl_options.cacertfile = {folder}/cert.pem
ssl_options.certfile = {folder}/cert.pem
ssl_options.keyfile = {folder}/key.pem
ssl_options.verify = verify_none
"""


class RabbitMQ:
    """Has its data in a folder, so they outlive its processes."""

    def __init__(self, folder: Path, server: str) -> None:
        self._folder = folder
        self._server = server
        self._port, self._tls_port, self._distribution, self._epmd = free_ports(4)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"amqp://guest:guest@127.0.0.1:{self._port}//"

    @property
    def tls_url(self) -> str:
        ca = self._folder / "cert.pem"
        return f"amqps://guest:guest@127.0.0.1:{self._tls_port}//?ssl_ca_certs={ca}"

    @property
    def settings(self) -> dict[str, str]:
        return {"PALJA_BROKER_URL": self.url}

    def prepare(self) -> None:
        """Makes the certificate and the configuration."""
        make_certificate(self._folder)
        config = _CONFIG.format(port=self._tls_port, folder=self._folder)
        (self._folder / "rabbitmq.conf").write_text(config)

    def come_back(self) -> None:
        """Starts it; returns when it takes connections."""
        with (self._folder / "out").open("ab") as out:
            self._process = subprocess.Popen(
                (self._server,),
                env=self._environ(),
                stdout=out,
                stderr=out,
                start_new_session=True,  # it has children
            )
        wait_until(self._answers, _START_S, f"RabbitMQ answers; see {self._folder}")

    def kill(self) -> None:
        """SIGKILL to all of it, once it has written down which queues it has.

        It does that a second after the first time that a queue is declared. One that is killed before
        comes back with a queue that has no leader, and nobody can consume from it (3.10, each time).
        """
        wait_until(self._has_written_its_queues, _START_S, "the queues are written down")
        self.end_at_once()

    def end_at_once(self) -> None:
        """SIGKILL to all of it; nothing when it does not run."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def end(self) -> None:
        """Kills what runs, and the name server that it has left behind as a daemon."""
        self.end_at_once()
        if (names := shutil.which("epmd")) is not None:
            wait_until(lambda: self._ended(names), _STOP_S, "the name server ends")

    def _ended(self, names: str) -> bool:
        """Whether the name server is gone; it does not go while it believes that a node lives."""
        command = (names, "-port", str(self._epmd), "-kill")
        told = subprocess.run(command, check=False, capture_output=True, text=True)
        return "not allowed" not in told.stdout + told.stderr

    def _has_written_its_queues(self) -> bool:
        """Whether all that are declared are in the file that says which queue is in which folder."""
        written = b"".join(
            file.read_bytes() for file in self._folder.glob("data/*/quorum/*/names.dets")
        )
        return all(name.encode() in written for name in QUEUES if self._has(name))

    def _has(self, name: str) -> bool:
        with self.channel() as channel, suppress(amqp.NotFound):
            channel.queue_declare(name, passive=True)
            return True
        return False

    @contextmanager
    def silent(self) -> Iterator[None]:
        """It takes what is sent and says nothing, like a machine that hangs."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(self._process.pid, signal.SIGCONT)

    def lose_messages(self) -> None:
        """Those that no worker has taken."""
        with self.channel() as channel:
            for name in QUEUES:
                channel.queue_purge(name)

    @contextmanager
    def channel(self) -> Iterator[Any]:
        """A channel of a connection of its own."""
        with kombu.Connection(self.url) as connection:
            connection.connect()
            yield connection.channel()

    def _environ(self) -> dict[str, str]:
        folder = str(self._folder)
        plugins = self._folder / "plugins"
        plugins.write_text("[].\n")
        return {
            "PATH": os.environ["PATH"],  # noqa: TID251 - where Erlang is
            "HOME": folder,
            "RABBITMQ_NODENAME": f"palja-{self._port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self._port),
            "RABBITMQ_DIST_PORT": str(self._distribution),
            "RABBITMQ_MNESIA_BASE": f"{folder}/data",
            "RABBITMQ_LOG_BASE": f"{folder}/log",
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(plugins),
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            "RABBITMQ_CONFIG_FILE": f"{folder}/rabbitmq.conf",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            "ERL_EPMD_PORT": str(self._epmd),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
        }

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, (self._folder / "out").read_text(errors="replace")
        with suppress(OSError, *kombu.Connection("amqp://").connection_errors), self.channel():
            return True
        return False


def server_of_this_machine() -> str | None:
    """The script that starts one, where it is installed."""
    return shutil.which("rabbitmq-server", path=os.pathsep.join(PLACES))


@contextmanager
def rabbitmq() -> Iterator[RabbitMQ]:
    """A running one, removed afterwards; skips where it is not installed."""
    server = server_of_this_machine()
    if server is None:
        pytest.skip(ABSENT)
    with ExitStack() as cleaning:
        folder = cleaning.enter_context(tempfile.TemporaryDirectory(prefix="palja-"))
        found = RabbitMQ(Path(folder), server)
        cleaning.callback(found.end)
        found.prepare()
        found.come_back()
        yield found
