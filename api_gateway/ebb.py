"""Memory goes back to the system when a flood of connections ebbs.

What connections held is free when they are closed, but in pieces between others that are not, and
glibc then keeps it: of 105 MB for ten thousand connections 75 stayed with the process, and about 40 do with
this. Looking through them takes it 5 ms, so that is done once after a flood and not otherwise.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
from collections.abc import Callable

MANY = 1000
"""Connections; the memory of fewer (10 MB) is not worth the look."""
LEFT = 20
"""The flood has ebbed when one of so many is left."""
SOON_S = 1.0
"""What a connection held is free a few turns of the loop after it is closed; at once half of it stayed."""


class Ebb:
    """Watches how many connections there are, and calls `release` when most of many have gone."""

    def __init__(self, release: Callable[[], None]) -> None:
        self._release = release
        self._peak = 0

    def see(self, connections: int) -> None:
        """Notes the number of connections there are now."""
        if connections > self._peak:
            self._peak = connections
        elif self._peak >= MANY and connections * LEFT <= self._peak:
            self._peak = connections
            self._release()


def trim_soon() -> None:
    """Gives unused memory back in a moment, when the loop has let go of what was closed."""
    asyncio.get_running_loop().call_later(SOON_S, _trim_all)


def _trim_all() -> None:
    """With what hangs together in rings: without it up to 51 MB stayed, now and then."""
    gc.collect()
    trim_memory()


def trim_memory() -> None:
    """Gives unused memory back to the system, where the C library is one that can."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
