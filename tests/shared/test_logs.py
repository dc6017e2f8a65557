"""What a log line shows, and what it never shows."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
from shared.logs import set_up_logs
import structlog
set_up_logs("worker")
def connect(password):
    raise ValueError("no connection")
try:
    connect("hunter2")
except ValueError:
    structlog.get_logger("any").exception("it_failed", job_id="j1")
"""


def test_a_trace_shows_no_local_variables() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )

    assert "it_failed" in done.stderr
    assert "job_id=j1" in done.stderr
    assert "ValueError: no connection" in done.stderr
    assert "password =" not in done.stderr
    assert "'hunter2'" not in done.stderr
