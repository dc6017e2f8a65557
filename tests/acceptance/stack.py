"""The whole system as `make run` starts it, on free ports and a state directory of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import cache
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING

from tests.acceptance.caller import Caller
from tests.acceptance.processes import Process, of_session, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.fakes.provider import FakeProvider

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "scripts", "up")
READY_S = 30.0
STOP_S = 30.0
COMMAND_S = 240.0
_LOG_TAIL_CHARS = 6000
_LOWEST_PORT, _PORTS = 20_000, 6_000


class Stack:
    """One start after the other of the same installation: same ports, same state."""

    def __init__(self, folder: Path, settings: Mapping[str, str], cwd: Path = ROOT) -> None:
        port, flower_port = free_ports(2)
        self.state_dir = folder / "state"
        self.flower_port = flower_port
        self.caller = Caller(port)
        self.settings = {
            "PALJA_STATE_DIR": str(self.state_dir),
            "PALJA_PORT": str(port),
            "PALJA_FLOWER_PORT": str(flower_port),
            **settings,
        }
        self.folder = folder
        # Settings files of the person who runs the tests would be read too: not from elsewhere.
        has_own_settings = any((ROOT / name).exists() for name in (".env", ".env.ai"))
        self._cwd = folder if has_own_settings else cwd
        self._log_path = folder / "log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Seconds from the command until it said that all is ready."""
        began_s = time.perf_counter()
        with self._log_path.open("ab") as log:
            before = log.tell()
            self._process = self._popen(log)
        self._wait_ready(before)
        return time.perf_counter() - began_s

    def stop(self, within_s: float = STOP_S) -> float:
        """Seconds from SIGINT until no process of the session was left.

        Raises:
            AssertionError: the command did not end, or something outlived it; it is killed then.

        """
        began_s = time.perf_counter()
        try:
            self._leader.send_signal(signal.SIGINT)
            try:
                self._leader.wait(within_s)
            except subprocess.TimeoutExpired:
                raise AssertionError(f"not stopped within {within_s} s\n{self.tail}") from None
            took_s = time.perf_counter() - began_s
            left = self.processes()
            assert not left, f"outlived Ctrl-C: {left}\n{self.tail}"
        finally:
            self.end()
        return took_s

    def end(self) -> None:
        """Kills what is left of the session; nothing when it has stopped."""
        if self._process is None:
            return
        for process in self.processes():
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
        self._process.wait()

    def processes(self, *words: str) -> tuple[Process, ...]:
        """The running processes whose command line holds all of the words."""
        return tuple(
            process
            for process in of_session(self._leader.pid)
            if all(word in process.command for word in words)
        )

    def palja(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Another `palja` command, run with the same settings in the same folder."""
        return subprocess.run(
            [sys.executable, "-m", "scripts", *words],
            cwd=self._cwd,
            env=self._environ,
            capture_output=True,
            text=True,
            timeout=COMMAND_S,
            check=False,
        )

    def started_palja(
        self, *words: str, log: IO[bytes], first: Callable[[], None] | None = None
    ) -> subprocess.Popen[bytes]:
        """The same command, going on by itself; it writes into `log`, and does `first` first."""
        return subprocess.Popen(
            [sys.executable, "-m", "scripts", *words],
            cwd=self._cwd,
            env=self._environ,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            preexec_fn=first,  # noqa: PLW1509 – a limit of the system, set before the command begins
        )

    def workers(self) -> tuple[Process, ...]:
        return self.processes("celery", " worker")

    def gateways(self) -> tuple[Process, ...]:
        return self.processes("uvicorn", "api_gateway.asgi")

    def flowers(self) -> tuple[Process, ...]:
        return self.processes("celery", " flower")

    def stores(self) -> tuple[Process, ...]:
        return (*self.processes("redis-server"), *self.processes("valkey-server"))

    def kill(self, victims: tuple[Process, ...]) -> None:
        """SIGKILL to each; AssertionError when there is none."""
        assert victims, f"nothing to kill among {self.processes()}"
        for victim in victims:
            os.kill(victim.pid, signal.SIGKILL)

    @property
    def log(self) -> str:
        return self._log_path.read_text(errors="replace")

    @property
    def tail(self) -> str:
        """The log's end, for messages."""
        return f"----- log of {COMMAND[1:]}:\n{self.log[-_LOG_TAIL_CHARS:]}"

    @property
    def _leader(self) -> subprocess.Popen[bytes]:
        assert self._process is not None, "not started"
        return self._process

    def _popen(self, log: IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            COMMAND,
            cwd=self._cwd,
            env=self._environ,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    @property
    def _environ(self) -> dict[str, str]:
        own = os.environ  # noqa: TID251 – PATH and the like; conftest has cleared our settings
        return {**own, "PYTHONPATH": str(ROOT), **self.settings}

    def _wait_ready(self, before: int) -> None:
        """Until the log says so after its first `before` bytes.

        Of several gateways one may still be starting when another answers that it is ready.
        """

        def ready() -> bool:
            if self._leader.poll() is not None:
                raise AssertionError(f"ended with {self._leader.returncode}\n{self.tail}")
            return b"palja is ready after" in self._log_path.read_bytes()[before:]

        try:
            wait_until(ready, READY_S, "ready")
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.tail}") from None


@contextmanager
def running(provider: FakeProvider | None = None, **settings: str) -> Iterator[Stack]:
    """A started system with these settings, stopped afterwards with nothing of it left."""
    with running_in(ROOT, provider, **settings) as stack:
        yield stack


@contextmanager
def running_in(
    cwd: Path | None, provider: FakeProvider | None = None, **settings: str
) -> Iterator[Stack]:
    """Likewise, in a folder of its own where None is given: there a `.env` may be written."""
    if provider is not None:
        settings = {"PALJA_OPENAI_BASE_URL": provider.base_url, **settings}
    folder = Path(tempfile.mkdtemp(prefix="palja-"))  # short: a unix socket's path has 107 bytes
    stack = Stack(folder, settings, cwd or folder)
    with ExitStack() as cleaning:
        cleaning.callback(shutil.rmtree, folder, ignore_errors=True)
        cleaning.callback(stack.end)
        stack.start()
        yield stack
        if provider is not None:
            provider.reset()  # nothing is held any more, so nothing delays the stop
        stack.stop()


def free_ports(count: int) -> list[int]:
    """Ports of the loopback that nobody listens on now and that were not given out before.

    A port that was given out may not be listened on yet: Flower is started last.
    """
    return list(islice(filter(_is_free, _ports()), count))


@cache
def _ports() -> Iterator[int]:
    # Below the range that the kernel gives to outgoing connections, which could take one meanwhile.
    first = _LOWEST_PORT + os.getpid() * 16 % _PORTS
    return iter(range(first, first + _PORTS))


def _is_free(port: int) -> bool:
    with closing(socket.socket()) as one:
        try:
            one.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
