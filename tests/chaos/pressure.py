"""How long something on this machine had to wait for a processor, whoever kept it busy."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from pathlib import Path

_TOTAL_US = re.compile(r"^some .*total=(\d+)$", re.MULTILINE)


class Pressure:
    """The share of the time since it was made; 0 where the kernel does not tell."""

    def __init__(self) -> None:
        self._began_s, self._waited_s = time.perf_counter(), _waited_s()

    @property
    def share(self) -> float:
        return (_waited_s() - self._waited_s) / (time.perf_counter() - self._began_s)


def _waited_s() -> float:
    with suppress(OSError):
        if found := _TOTAL_US.search(Path("/proc/pressure/cpu").read_text()):
            return int(found[1]) / 1e6
    return 0.0
