from __future__ import annotations

import os
import subprocess
import sys

import pytest

from bench.usage import cpu_s, pss_bytes, rss_bytes

BUSY = "import time\nwhile time.process_time() < 0.2: pass\nprint(flush=True)\ninput()"


def test_the_cpu_time_of_another_process_is_its_own() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", BUSY], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        used_s = cpu_s(process.pid)
        process.communicate(b"\n")
    assert 0.2 <= used_s < 1


def test_memory_that_is_taken_is_seen() -> None:
    before = rss_bytes(os.getpid()), pss_bytes(os.getpid())
    taken = b"1" * 50_000_000
    after = rss_bytes(os.getpid()), pss_bytes(os.getpid())
    assert len(taken) == 50_000_000
    assert all(now - then > 40_000_000 for then, now in zip(before, after, strict=True))


def test_the_memory_of_a_process_that_ended_is_an_error() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
        gone = process.pid
    with pytest.raises(OSError, match=str(gone)):
        rss_bytes(gone)
