"""The faults that a chain of providers has to live through, under their names.

A behaviour is what every call meets; `ONCE` are those that only the first one meets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.behaviours import (
    Answer,
    ContentFilter,
    CutBody,
    Malformed,
    Refused,
    Reset,
    Silence,
    Stall,
    Status,
    Unended,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.fakes.behaviours import Behaviour

FAULTS: Mapping[str, Behaviour] = {
    "429 with a hint": Refused("busy", hint_s=1),
    "429 without a hint": Refused("busy"),
    "500 once": Status(500),
    "503 for ever": Status(503),
    "reset before the headers": Reset(),
    "silence": Silence(),
    "slow first token": Answer(first_s=1.0),
    "stream cut": CutBody(),
    "stall": Stall(),
    "malformed event": Malformed(),
    "no end marker": Unended(),
    "context too long": Refused("too_long"),
    "content filter": ContentFilter(),
}
"""The others need two providers or time: `rules.by_dialect` for a fallback that refuses what the first
accepted and for the accounting after it, `rules.flapping` for a provider that comes and goes."""

ONCE = frozenset({"429 with a hint", "429 without a hint", "500 once", "reset before the headers"})
