"""The ports of `palja up`: claimed before anything starts, so that a taken one stops it early."""

from __future__ import annotations

import errno
import socket

from shared.errors import SettingsError

_BACKLOG = 2048  # uvicorn's own default


def listen(host: str, port: int, setting: str) -> socket.socket:
    """A listening socket on `host` and `port`, which `setting` chose.

    Raises:
        SettingsError: the port is taken or may not be used; one line names `setting`.
    """
    example = f"for example {setting}={port + 1 if port < 65535 else port - 1}"
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )[0]
    except socket.gaierror as error:
        raise SettingsError(f"{host}: {error.strerror}; for example PALJA_HOST=127.0.0.1") from None
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Inherited by every connection. uvicorn takes what it gets by --fd for a unix socket and
        # does not set it: each answer after the first on a connection would then wait for 40 ms.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            problem = f"port {port} on {host} is already in use"
        else:
            problem = f"port {port} on {host} cannot be used ({error.strerror})"
        raise SettingsError(f"{setting}: {problem}; {example}") from None
    return listener
