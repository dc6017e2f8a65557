"""Rules: what a fake provider does, picked for each request."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.fakes.behaviours import Answer, Status
from tests.fakes.dialects import ALL

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.behaviours import Behaviour
    from tests.fakes.script import Rule
    from tests.fakes.wire import Request

_DOWN = Status(503)


def by_dialect(**behaviours: Behaviour) -> Rule:
    """Each provider does its own thing; one that is not named answers well.

    by_dialect(gemini=Status(503), openai=Refused("too_long"))
    """

    def rule(request: Request) -> Behaviour:
        names = [one.name for one in ALL if one.serves(request)]
        return next((behaviours[name] for name in names if name in behaviours), Answer())

    return rule


def flapping(
    *,
    for_s: float = 60.0,
    down_s: float = 2.0,
    up_s: float = 2.0,
    down: Behaviour = _DOWN,
    now_s: Callable[[], float] = time.perf_counter,
) -> Rule:
    """Down and up by turns, from now on for so long; then up."""
    began_s = now_s()

    def rule(_request: Request) -> Behaviour:
        passed_s = now_s() - began_s
        return down if passed_s < for_s and passed_s % (down_s + up_s) < down_s else Answer()

    return rule
