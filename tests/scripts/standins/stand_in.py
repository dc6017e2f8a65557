"""Stands in for the worker and for Flower: says what it is and waits for its end."""

# ruff: noqa: T201 - what it prints is what the tests look for

from __future__ import annotations

import os
import signal
import socket
import sys

NAME = "flower" if "flower" in sys.argv else "worker"

if os.path.exists(f"deaf-{NAME}"):  # noqa: PTH110 - nothing more is imported, to start quickly
    signal.signal(signal.SIGTERM, lambda *_: print("hears nothing", flush=True))
    signal.signal(signal.SIGQUIT, signal.SIG_IGN)
else:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
print(f"{NAME} stands in as", os.getpid(), flush=True)
if notices := os.environ.get("PALJA_NOTICE_FD"):  # noqa: TID251 - a process of its own
    os.write(int(notices), b"READY=1\n")
if NAME == "flower":
    port = int(os.environ["PALJA_FLOWER_PORT"])  # noqa: TID251 - likewise
    listener = socket.create_server(("127.0.0.1", port))
    while True:
        connection, _ = listener.accept()
        with connection:
            connection.recv(4096)
            connection.sendall(b"HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n")
while True:
    signal.pause()
