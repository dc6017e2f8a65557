"""The bytes of a hit: what is spliced into them, and that nothing is encoded for it."""

from __future__ import annotations

from typing import Any
from unittest import mock

import orjson
import pytest

from api_gateway.asking import Known
from api_gateway.replies import Reply
from shared.cache.two_level import Level
from tests.fakes.clock import FakeClock

CORE = '"response":"사주","model_used":"openai"'.encode()


class Fixed:
    """A chart that was encoded long ago."""

    def __call__(self) -> bytes:
        return b'"chart":{"ilgan":"k"}'

    def prepare(self) -> None:
        """Nothing is left to be done."""


def answered(known: Known, took_s: float = 0.0) -> dict[str, Any]:
    clock = FakeClock()
    reply = Reply(Fixed(), clock, clock.monotonic_s())
    clock.pass_s(took_s)
    fields: dict[str, Any] = orjson.loads(reply.known(known).body)
    return fields


@pytest.mark.parametrize("level", ["memory", "redis"])
@pytest.mark.parametrize(("stale", "source"), [(False, "intelligent_cache"), (True, "stale_cache")])
@pytest.mark.parametrize("degraded", [False, True])
def test_a_hit_tells_what_it_is(level: Level, source: str, *, stale: bool, degraded: bool) -> None:
    assert answered(Known(CORE, level, stale=stale, degraded=degraded), took_s=0.0125) == {
        "success": True,
        "status": "completed",
        "job_id": None,
        "response_time": 0.0125,
        "chart": {"ilgan": "k"},
        "response": "사주",
        "model_used": "openai",
        "cache_hit": True,
        "cache_level": level,
        "data_source": source,
        "degraded": degraded,
        "usage": {"input_tokens": 0, "output_tokens": 0, "cost_usd": 0.0},
        "attempts": [],
    }


@pytest.mark.parametrize("took_s", [0.0, 4e-7, 1e-6, 0.123456789, 12.0, 86_400.5])
def test_whatever_a_hit_took_is_a_number_in_microseconds(took_s: float) -> None:
    assert answered(Known(CORE, "memory"), took_s)["response_time"] == pytest.approx(
        took_s, abs=1e-6
    )


def test_nothing_is_encoded_for_a_hit() -> None:
    clock = FakeClock()
    reply = Reply(Fixed(), clock, clock.monotonic_s())
    first = reply.known(Known(CORE, "memory")).body

    with mock.patch.object(orjson, "dumps", side_effect=AssertionError("encoded")):
        assert reply.known(Known(CORE, "memory")).body == first
