"""Whether the system says that something is away."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.acceptance.caller import Caller


def degraded(caller: Caller) -> bool:
    """What `/health/ready` says; also True while nobody answers."""
    with suppress(OSError):
        reply = caller.get("/health/ready")
        return reply.status != 200 or bool(reply.json.get("degraded"))
    return True
