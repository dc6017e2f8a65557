"""`palja gateway`, `palja worker`, `palja flower`: one process, in the foreground and by itself.

For whoever keeps processes running already: containers, Kubernetes, systemd. The command becomes the
process that `palja up` would start, with the same command line, so signals reach it and nothing of
ours stands between. What was given as a file of secrets stays one: the process reads it itself.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress

from scripts.up import children
from scripts.up.checked import load_checked_settings
from scripts.up.child import Child
from scripts.up.command import WRONG_SETTING_STATUS
from scripts.up.descriptors import raise_limit
from scripts.up.listening import listen
from shared.errors import SettingsError
from shared.settings import Settings, exposed_files, process_environ, unknown_settings

_FIRST_PASSED = 3
"""systemd's first socket (sd_listen_fds)."""

Environ = Mapping[str, str]


def gateway() -> int:
    """Becomes a gateway; returns an exit status only where it cannot."""
    return _become(_gateway)


def worker() -> int:
    """Becomes a worker, likewise."""
    return _become(lambda settings, environ: children.workers(settings, environ)[0])


def flower() -> int:
    """Becomes Flower, likewise. It reads its login itself, so that it is in no environment."""
    command = (sys.executable, "-m", "scripts.celery", "flower")
    return _become(lambda _settings, environ: Child("flower", command, environ))


def _become(child_of: Callable[[Settings, Environ], Child]) -> int:
    """Does not return, unless the child cannot be: then with an exit status."""
    try:
        settings = load_checked_settings()
        for warning in (*unknown_settings(), *exposed_files()):
            print(f"palja: {warning}", file=sys.stderr)
        child = child_of(settings, children.own_environ(process_environ()))
    except SettingsError as error:
        print(f"palja: {error}", file=sys.stderr)
        return WRONG_SETTING_STATUS
    if line := raise_limit():
        print(f"palja: {line}", file=sys.stderr)
    for descriptor in child.pass_fds:
        os.set_inheritable(descriptor, True)  # noqa: FBT003 - its own signature
    sys.stdout.flush()
    return os.execve(child.command[0], child.command, child.environ)  # noqa: S606 - our own command line


def _gateway(settings: Settings, environ: Environ) -> Child:
    listener = passed_socket(environ)
    if listener is None:
        listener = listen(settings.host, settings.port, "PALJA_PORT").detach()
    return children.gateways(settings, environ, listener)[0]


def passed_socket(environ: Environ, us: int | None = None) -> int | None:
    """The descriptor of the listening socket that systemd hands over; None where it does not.

    A socket of systemd's outlives the gateway: who comes while one is replaced waits for the next.

    Raises:
        SettingsError: what it hands over is no listening socket.
    """
    if environ.get("LISTEN_PID") != str(us or os.getpid()):
        return None
    with suppress(OSError), socket.socket(fileno=os.dup(_FIRST_PASSED)) as passed:
        if passed.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            return _FIRST_PASSED
    raise SettingsError(
        "PALJA_PORT: the descriptor handed over (LISTEN_FDS) is no listening socket; for example"
        " ListenStream=127.0.0.1:8001 in the .socket unit"
    )
