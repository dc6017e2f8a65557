"""`python -I -S scripts/probe.py http PORT PATH [STATUS]` or `… file PATH SECONDS`: is a process well?

Ends with 0 when it is. For health checks of containers, which run it every few seconds: it imports as
little as Python can, and so takes a tenth of the time of one that knows HTTP.

`http` wants that status (200) from the loopback's port; `file` wants the file touched so lately.
"""

from __future__ import annotations

import os
import socket
import sys
import time

ANSWER_S = 8.0
"""A machine that is busy with something else is no sick process; who runs this waits for ten."""


def main(words: list[str]) -> str | None:
    """What is wrong; None when nothing is."""
    match words:
        case ["http", port, path, *status]:
            return answers(int(port), path, (status or ["200"])[0])
        case ["file", path, seconds]:
            return is_fresh(path, float(seconds), time.time())  # noqa: TID251 - without our packages
        case _:
            return __doc__


def answers(port: int, path: str, status: str) -> str | None:
    """Whether `path` is answered with this status; what is instead of it."""
    request = f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
    try:
        with socket.create_connection(("127.0.0.1", port), ANSWER_S) as connection:
            connection.sendall(request)
            line = connection.makefile("rb").readline().decode("latin-1").strip()
    except OSError as error:
        return f"no answer at port {port}: {error}"
    return None if line.split(" ")[1:2] == [status] else f"{line!r} in place of a {status}"


def is_fresh(path: str, seconds: float, now_s: float) -> str | None:
    """Whether the file was touched within so many seconds; what is instead of it."""
    try:
        age_s = now_s - os.stat(path).st_mtime  # noqa: PTH116 - pathlib takes as long as all the rest
    except OSError as error:
        return f"{path}: {error.strerror}"
    return None if age_s <= seconds else f"{path} was last touched {age_s:.0f} s ago"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
