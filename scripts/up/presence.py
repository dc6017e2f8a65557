"""How a running `palja up` is found by another command, and tells it how a restart went."""

from __future__ import annotations

import fcntl
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from shared.errors import ServiceError

RESTART_SIGNAL = signal.SIGUSR2  # SIGHUP is what a terminal sends that goes away
_POLL_S = 0.1


class NotRunning(ServiceError):
    """No `palja up` runs with this state directory and port."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a supervisor has written: its process id, and how its latest restart went."""

    pid: int
    restarts: int
    succeeded: bool
    outcome: str


class Presence:
    """The supervisor's own side: a locked file in the state directory.

    The lock says that it runs; a file that was left behind by one that was killed is not locked.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._restarts = 0

    def tell(self, outcome: str, *, succeeded: bool) -> None:
        """Writes down how a restart went."""
        self._restarts += 1
        self._write(f"{os.getpid()} {self._restarts} {int(succeeded)} {outcome}\n")

    def _write(self, text: str) -> None:
        # Shorter or longer than the one before: whoever reads meanwhile looks for the line's end.
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, text.encode(), 0)

    @classmethod
    @contextmanager
    def shown(cls, state_dir: Path, port: int) -> Iterator[Presence]:
        """Shows that this process runs the system on `port`, as long as the context is open."""
        descriptor = os.open(_path(state_dir, port), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            # Whoever has our port is us, so nobody else holds this for long.
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            presence = cls(descriptor)
            presence._write(f"{os.getpid()} 0 1 started\n")
            yield presence
        finally:
            os.close(descriptor)


def ask_restart(state_dir: Path, port: int) -> Told:
    """Has the supervisor restart its processes; how it went.

    Raises:
        NotRunning: there is none, or it ended meanwhile.
    """
    before = _read(state_dir, port)
    os.kill(before.pid, RESTART_SIGNAL)
    while (now := _read(state_dir, port)).restarts == before.restarts:
        if now.pid != before.pid:
            raise NotRunning("it ended while it restarted, and was started again")
        time.sleep(_POLL_S)
    return now


def _path(state_dir: Path, port: int) -> Path:
    return state_dir / f"up-{port}"


def _read(state_dir: Path, port: int) -> Told:
    nobody = NotRunning(f"nothing runs here with PALJA_STATE_DIR={state_dir} and PALJA_PORT={port}")
    while True:
        try:
            with _path(state_dir, port).open("rb") as file:
                if _is_free(file.fileno()):
                    raise nobody
                line = file.readline().decode()
        except FileNotFoundError:
            raise nobody from None
        if line.endswith("\n"):
            pid, restarts, succeeded, outcome = line.rstrip("\n").split(" ", 3)
            return Told(int(pid), int(restarts), bool(int(succeeded)), outcome)


def _is_free(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
