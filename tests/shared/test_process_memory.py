from __future__ import annotations

import sys
from pathlib import Path

import pytest

from shared.metrics import memory
from shared.metrics.memory import rss_bytes


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells it in /proc")
def test_the_memory_is_what_the_kernel_calls_resident() -> None:
    status = Path("/proc/self/status").read_text("ascii")
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS:"))
    kernel_bytes = int(line.split()[1]) * 1024

    told = rss_bytes()

    assert told is not None
    assert abs(told - kernel_bytes) < 0.1 * kernel_bytes


def test_where_nobody_tells_it_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_STATM", Path("/nowhere/statm"))

    assert rss_bytes() is None
