"""How much memory there is for us."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

CONTAINER_LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)
"""Where a container finds its own limit, in the second and the first version of control groups."""


def memory_bytes(container_limits: Iterable[Path] = CONTAINER_LIMITS) -> int:
    """The memory of this machine, or of the container we are in, if that is less."""
    found = [os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")]
    for path in container_limits:
        try:
            found.append(int(path.read_text("ascii")))
        except (OSError, ValueError):  # no container, or one without a limit: "max"
            continue
    return min(found)
