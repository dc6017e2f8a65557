"""`palja gateway` and its like, as a service manager starts them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scripts.process.command import passed_socket
from shared.errors import SettingsError
from tests.acceptance.caller import Caller
from tests.acceptance.processes import wait_until
from tests.acceptance.stack import ROOT, free_ports

if TYPE_CHECKING:
    from collections.abc import Iterator

STARTS_S = 30.0
STOPS_S = 15.0


@contextmanager
def running(folder: Path, *words: str, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """`palja` with these words and settings; whatever is left of it is killed in the end."""
    inherited = os.environ  # noqa: TID251 – PATH and the like; conftest has cleared our settings
    environ = {**inherited, "PYTHONPATH": str(ROOT), "PALJA_STATE_DIR": str(folder), **settings}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "scripts", *words],
            cwd=folder, env=environ, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def command_line(process: subprocess.Popen[bytes]) -> str:
    return Path(f"/proc/{process.pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()


def answers(caller: Caller, path: str) -> bool:
    with suppress(OSError):
        return caller.get(path).status == 200
    return False


def test_a_gateway_by_itself_is_one_process_that_ends_when_it_is_told(
    tmp_path: Path, store_address: str
) -> None:
    [port] = free_ports(1)
    with running(
        tmp_path, "gateway", PALJA_PORT=str(port), PALJA_REDIS_URL=store_address
    ) as process:
        wait_until(lambda: answers(Caller(port), "/health/live"), STARTS_S, "a gateway answers")
        assert "uvicorn api_gateway.asgi:app" in command_line(process)
        process.send_signal(signal.SIGTERM)
        assert process.wait(STOPS_S) in {0, -signal.SIGTERM}


def test_a_worker_by_itself_touches_its_file_and_takes_it_along(
    tmp_path: Path, store_address: str
) -> None:
    beat = tmp_path / "heartbeat"
    with running(
        tmp_path, "worker", PALJA_REDIS_URL=store_address, PALJA_HEARTBEAT_FILE=str(beat)
    ) as process:
        wait_until(beat.exists, STARTS_S, "the file is there")
        first = beat.stat().st_mtime_ns
        wait_until(lambda: beat.stat().st_mtime_ns > first, STARTS_S, "it is touched again")
        assert "workers.celery worker" in command_line(process)
        process.send_signal(signal.SIGTERM)
        assert process.wait(STOPS_S) == 0
        assert not beat.exists()


@pytest.mark.parametrize("word", ["gateway", "worker", "flower"])
def test_a_wrong_setting_ends_it_with_one_line(tmp_path: Path, word: str) -> None:
    with running(tmp_path, word, PALJA_PORT="web") as process:
        assert process.wait(STARTS_S) == 2
        [line] = (tmp_path / "log").read_text().splitlines()
        assert line.startswith("palja: PALJA_PORT: ")


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    [port] = free_ports(1)
    with closing(socket.create_server(("127.0.0.1", port))):
        with running(tmp_path, "gateway", PALJA_PORT=str(port)) as process:
            assert process.wait(STARTS_S) == 2
        assert f"port {port} on 127.0.0.1 is already in use" in (tmp_path / "log").read_text()


def test_without_a_service_manager_there_is_no_socket() -> None:
    assert passed_socket({}) is None
    assert passed_socket({"LISTEN_PID": "1", "LISTEN_FDS": "1"}, us=2) is None


HANDS_OVER = """
import os, socket, sys
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
os.dup2(listener.fileno(), 3)
os.set_inheritable(3, True)
os.environ["LISTEN_PID"], os.environ["LISTEN_FDS"] = str(os.getpid()), "1"
os.execv(sys.executable, [sys.executable, "-m", "scripts", "gateway"])
"""
"""As systemd does it: the socket is descriptor 3, and the process id is that of who is meant."""


def test_a_socket_that_is_handed_over_is_listened_on(tmp_path: Path, store_address: str) -> None:
    port, unused = free_ports(2)
    inherited = os.environ  # noqa: TID251 – PATH and the like
    process = subprocess.Popen(
        [sys.executable, "-c", HANDS_OVER, str(port)],
        cwd=tmp_path,
        env={
            **inherited, "PYTHONPATH": str(ROOT), "PALJA_STATE_DIR": str(tmp_path),
            "PALJA_REDIS_URL": store_address, "PALJA_PORT": str(unused),
        },
        close_fds=False,
    )  # fmt: skip
    try:
        wait_until(lambda: answers(Caller(port), "/health/live"), STARTS_S, "it answers there")
        assert not answers(Caller(unused), "/health/live")
    finally:
        process.kill()
        process.wait()


def test_a_descriptor_that_is_no_listening_socket_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    left, right = socket.socketpair()
    with left, right:
        monkeypatch.setattr("scripts.process.command._FIRST_PASSED", left.fileno())
        with pytest.raises(SettingsError, match="no listening socket"):
            passed_socket({"LISTEN_PID": "7"}, us=7)
