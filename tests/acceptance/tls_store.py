"""A Redis that is spoken to over TLS alone, with a password and a certificate of its own making."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import redis

from tests.acceptance.processes import wait_until
from tests.acceptance.stack import free_ports

if TYPE_CHECKING:
    from collections.abc import Iterator

PASSWORD = "word/of the@store"
QUOTED = "word%2Fof%20the%40store"
_START_S = 10.0
_CONFIG = """\
port 0
tls-port {port}
bind 127.0.0.1
tls-cert-file "{folder}/cert.pem"
tls-key-file "{folder}/key.pem"
tls-ca-cert-file "{folder}/cert.pem"
tls-auth-clients no
dir "{folder}"
save ""
appendonly yes
appendfsync always
requirepass "{password}"
"""


class TlsStore:
    """Can be killed and brought back with its data."""

    def __init__(self, folder: Path, server: str) -> None:
        self._folder = folder
        self._server = server
        (self._port,) = free_ports(1)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def settings(self) -> dict[str, str]:
        ca = self._folder / "cert.pem"
        return {"PALJA_REDIS_URL": f"rediss://:{QUOTED}@127.0.0.1:{self._port}/2?ssl_ca_certs={ca}"}

    def prepare(self) -> None:
        """Makes the certificate and the configuration."""
        make_certificate(self._folder)
        config = _CONFIG.format(port=self._port, folder=self._folder, password=PASSWORD)
        (self._folder / "store.conf").write_text(config)

    def come_back(self) -> None:
        """Starts it; returns when it answers."""
        self._process = subprocess.Popen(
            (self._server, str(self._folder / "store.conf")), stdout=subprocess.DEVNULL
        )
        wait_until(self._answers, _START_S, "the store answers")

    def kill(self) -> None:
        """SIGKILL; nothing when it does not run."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        with (
            suppress(redis.ConnectionError),
            redis.Redis(
                "127.0.0.1",  # the certificate knows no other name
                self._port,
                password=PASSWORD,
                ssl=True,
                ssl_ca_certs=str(self._folder / "cert.pem"),
            ) as client,
        ):
            return bool(client.ping())
        return False


def make_certificate(folder: Path) -> None:
    """`cert.pem`, which is its own authority, and `key.pem`, for 127.0.0.1."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed, which makes the certificate")
    subprocess.run(
        (
            *(openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")),
        ),
        check=True,
        capture_output=True,
    )


@contextmanager
def tls_store() -> Iterator[TlsStore]:
    """A running one, removed afterwards; skips where no server here can do TLS."""
    server = shutil.which("redis-server")
    if server is None:
        pytest.skip("redis-server is not installed; the bundled store is built without TLS")
    with ExitStack() as cleaning:
        folder = cleaning.enter_context(tempfile.TemporaryDirectory(prefix="palja-"))
        store = TlsStore(Path(folder), server)
        cleaning.callback(store.kill)
        store.prepare()
        store.come_back()
        yield store
