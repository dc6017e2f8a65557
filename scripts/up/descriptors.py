"""How many files and connections our processes may have open: as many as the system grants."""

from __future__ import annotations

import resource

WANTED = 16_384
"""Ten thousand connections of callers, and plenty beside them."""
_BESIDE_CONNECTIONS = 256


def raise_limit(wanted: int = WANTED) -> str | None:
    """Raises this process's limit, which its children inherit, to `wanted` if it is lower.

    Where the system's own (hard) limit is below that, the limit is raised as far as it goes and the
    result is a line that says what follows.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    granted = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < granted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (granted, hard))
    if granted == wanted:
        return None
    return (
        f"this system lets a process have {granted} files open, so each gateway serves about"
        f" {max(0, granted - _BESIDE_CONNECTIONS)} connections at once; for example"
        f" `ulimit -Hn {wanted}` (as root) or LimitNOFILE={wanted} (systemd) allows more"
    )
