from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from scripts import probe
from tests.acceptance.stack import free_ports


def answering(line: bytes) -> int:
    """The port of a server that answers one request with this line."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with server, server.accept()[0] as connection:
            connection.recv(1000)
            connection.sendall(line)

    threading.Thread(target=serve, daemon=True).start()
    port: int = server.getsockname()[1]
    return port


@pytest.mark.parametrize(
    ("line", "wanted", "well"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", "200", True),
        (b"HTTP/1.1 503 Service Unavailable\r\n\r\n", "200", False),
        (b"HTTP/1.1 401 Unauthorized\r\n\r\n", "401", True),
        (b"", "200", False),
    ],
)
def test_an_answer_is_judged_by_its_status(line: bytes, wanted: str, *, well: bool) -> None:
    port = answering(line)
    assert (probe.answers(port, "/health/ready", wanted) is None) is well


def test_a_port_that_nobody_listens_on_is_not_well() -> None:
    [port] = free_ports(1)
    assert "no answer" in str(probe.answers(port, "/", "200"))


def test_a_file_is_judged_by_its_age(tmp_path: Path) -> None:
    path = tmp_path / "heartbeat"
    assert "No such file" in str(probe.is_fresh(str(path), 15, 1000.0))
    path.touch()
    os.utime(path, (1000, 1000))
    assert probe.is_fresh(str(path), 15, 1014.0) is None
    assert "20 s ago" in str(probe.is_fresh(str(path), 15, 1020.0))


def test_it_runs_without_our_packages_and_tells_by_its_status(tmp_path: Path) -> None:
    path = tmp_path / "heartbeat"
    words = [sys.executable, "-I", "-S", probe.__file__, "file", str(path), "15"]
    assert subprocess.run(words, capture_output=True, check=False).returncode == 1
    path.touch()
    assert subprocess.run(words, capture_output=True, check=False).returncode == 0
