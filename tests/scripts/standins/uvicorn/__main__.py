"""Stands in for the gateway: ready at once, on the socket that it inherited."""

# ruff: noqa: T201 - what it prints is what the tests look for

from __future__ import annotations

import os
import signal
import socket
import sys

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
listener = socket.socket(fileno=int(sys.argv[sys.argv.index("--fd") + 1]))
print("gateway stands in as", os.getpid(), flush=True)
while True:
    connection, _ = listener.accept()
    with connection:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n%d" % os.getpid())
