"""Stands in for the gateway: ready at once, on the socket that it inherited."""

# ruff: noqa: T201 - what it prints is what the tests look for

from __future__ import annotations

import os
import signal
import socket
import sys

for number in (signal.SIGTERM, signal.SIGINT):
    signal.signal(number, lambda *_: sys.exit(0))
listener = socket.socket(fileno=int(sys.argv[sys.argv.index("--fd") + 1]))
print("gateway stands in as", os.getpid(), flush=True)
if notices := os.environ.get("PALJA_NOTICE_FD"):  # noqa: TID251 - a process of its own
    os.write(int(notices), b"READY=1\n")
while True:
    connection, _ = listener.accept()
    with connection:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n%d" % os.getpid())
