"""Stands in for the worker and for Flower: says what it is and waits for its end."""

# ruff: noqa: T201 - what it prints is what the tests look for

from __future__ import annotations

import os
import signal
import sys

NAME = "flower" if "flower" in sys.argv else "worker"

if os.path.exists(f"deaf-{NAME}"):  # noqa: PTH110 - nothing more is imported, to start quickly
    signal.signal(signal.SIGTERM, lambda *_: print("hears nothing", flush=True))
    signal.signal(signal.SIGQUIT, signal.SIG_IGN)
else:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
print(f"{NAME} stands in as", os.getpid(), flush=True)
while True:
    signal.pause()
