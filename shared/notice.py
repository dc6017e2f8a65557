"""What a process tells whoever started it: that it is ready, and that it stops.

The words are systemd's (sd_notify), written to a pipe instead of a socket: a pipe has no name that
others could write to, and its end is the process's own.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress

VARIABLE = "PALJA_NOTICE_FD"
"""Names the pipe's descriptor; set by the one who starts the process, for nobody else to set."""
READY = b"READY=1"
STOPPING = b"STOPPING=1"


class Notice:
    """The writing end; without one every notice is dropped."""

    def __init__(self, descriptor: int | None) -> None:
        self._descriptor = descriptor

    @classmethod
    def inherited(cls, environ: Mapping[str, str]) -> Notice:
        """The end that `environ` names. No process that we start ourselves gets it."""
        text = environ.get(VARIABLE, "")
        if not text.isdecimal():
            return cls(None)
        descriptor = int(text)
        try:
            os.set_inheritable(descriptor, False)  # noqa: FBT003 - its own signature
        except OSError:  # left over in somebody's shell
            return cls(None)
        return cls(descriptor)

    def ready(self, *_: object, **__: object) -> None:
        """Work is taken from now on. Takes what a signal's receiver is given."""
        self._write(READY)

    def stopping(self, *_: object, **__: object) -> None:
        """No new work is taken; what is in hand goes on. Likewise."""
        self._write(STOPPING)

    def _write(self, word: bytes) -> None:
        if self._descriptor is not None:
            with suppress(OSError):  # whoever started us is gone
                os.write(self._descriptor, word + b"\n")
