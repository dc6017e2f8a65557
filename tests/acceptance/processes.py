"""The processes of one session, read from /proc: what a started system really consists of."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_POLL_S = 0.02


@dataclass(frozen=True, slots=True)
class Process:
    """One process that runs: its id and its command line, arguments joined by spaces."""

    pid: int
    command: str


def of_session(session: int) -> tuple[Process, ...]:
    """All processes of the session that are not dead yet; zombies are dead."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        with suppress(OSError):  # it ended while we looked
            # The name in parentheses may hold anything; the fields begin after the last one.
            state, _parent, _group, sid = (
                (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()[:4]
            )
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if int(sid) == session and state not in "ZX":
                found.append(Process(int(entry.name), command.strip()))
    return tuple(sorted(found, key=lambda process: process.pid))


def connected_to(process: Process, port: int) -> bool:
    """Whether the process has an open TCP connection to this port of the loopback."""
    inodes = set()
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _number, _local, remote, state, *_rest = fields = line.split()
        if state == "01" and remote == f"0100007F:{port:04X}":  # established, to 127.0.0.1
            inodes.add(f"socket:[{fields[9]}]")
    opened = set()
    for entry in Path(f"/proc/{process.pid}/fd").iterdir():
        with suppress(OSError):  # it was closed while we looked
            opened.add(str(entry.readlink()))
    return bool(inodes & opened)


def wait_until(condition: Callable[[], bool], within_s: float, what: str) -> float:
    """Seconds until the condition held; AssertionError with `what` when it did not in time."""
    began_s = time.perf_counter()
    while not condition():
        if time.perf_counter() - began_s > within_s:
            raise AssertionError(f"not within {within_s} s: {what}")
        time.sleep(_POLL_S)
    return time.perf_counter() - began_s
