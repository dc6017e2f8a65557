"""A child process: what it is, how it is started, how it is asked to stop."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from shared.notice import VARIABLE

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_SPAWN_FAILED = 127

Stops: TypeAlias = tuple[tuple[signal.Signals, float], ...]
"""Signals with the seconds a process gets after each; after the last it is killed."""


@dataclass(frozen=True, slots=True)
class Child:
    """One process to keep running.

    Attributes:
        name: what its lines stand behind, for example `worker-2`.
        command: its command line.
        environ: its whole environment.
        stops: how it is asked to end when all of us stop, which somebody waits for.
        drains: how it is asked to end when another has taken its place, and nobody waits.
        orphan_signal: what the kernel sends it when the supervisor dies without stopping it.
        pass_fds: descriptors that it inherits.
        gives_notice: it tells when it is ready and when it stops (`shared.notice`), and two of it
            may run side by side.
        umask: of the files that it makes; -1 is ours.
    """

    name: str
    command: tuple[str, ...]
    environ: Mapping[str, str]
    stops: Stops = ((signal.SIGTERM, 5.0),)
    drains: Stops = ((signal.SIGTERM, 5.0),)
    gives_notice: bool = False
    umask: int = -1
    orphan_signal: signal.Signals = signal.SIGKILL
    pass_fds: tuple[int, ...] = ()


async def start(child: Child, notices: int | None = None) -> Process:
    """The started process, leading a process group of its own inside our session.

    In its own group a Ctrl-C on the terminal does not reach it: it is stopped by us, in order.
    `notices` is the descriptor that it may give notice on.

    Raises:
        OSError: it could not be started.
    """
    told = {} if notices is None else {VARIABLE: str(notices)}
    pass_fds = child.pass_fds if notices is None else (*child.pass_fds, notices)
    return await asyncio.create_subprocess_exec(
        *child.command,
        env={**child.environ, **told},
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=STDOUT,
        pass_fds=pass_fds,
        umask=child.umask,
        process_group=0,
        preexec_fn=_dies_with_parent(child.orphan_signal),
    )


def send(process: Process, number: signal.Signals) -> None:
    """Signals the process, unless it has ended."""
    if process.returncode is None:
        try:
            process.send_signal(number)
        except ProcessLookupError:  # it ended, and the loop has not heard of it yet
            return


def kill(process: Process) -> None:
    """Kills the process and all of its group, unless it has ended."""
    if process.returncode is None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return


def ending(returncode: int) -> str:
    """How a process ended, in words: its status or the signal that ended it."""
    if returncode >= 0:
        return f"status {returncode}"
    try:
        return signal.Signals(-returncode).name
    except ValueError:  # a real-time signal has no name
        return f"signal {-returncode}"


def _dies_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """What the child runs between fork and exec, so that a killed supervisor leaves no orphan.

    The kernel sends the signal when the *thread* that forked ends: children are started by the
    loop's thread alone, which is the main one. All that can allocate or lock happens out here.
    """
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    supervisor = os.getpid()

    def in_child() -> None:
        prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != supervisor:  # it died before the line above
            os._exit(_SPAWN_FAILED)

    return in_child
