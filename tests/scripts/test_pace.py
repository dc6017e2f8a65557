"""No more questions a second are asked than somebody has said."""

from __future__ import annotations

import math

import pytest

from scripts.pace import Pace
from tests.fakes.clock import FakeClock, SleepingClock


@pytest.fixture
def slept() -> SleepingClock:
    return SleepingClock()


async def test_no_more_questions_a_second_are_asked_than_may_be(slept: SleepingClock) -> None:
    limited = Pace(20.0, slept, slept.sleep)
    began_s = slept.monotonic_s()
    for _ in range(10):
        await limited.keep(limited.at_once or 0)
    assert limited.at_once == 20
    assert slept.monotonic_s() - began_s == pytest.approx(9.0)


async def test_each_waits_as_long_as_those_before_it_take(slept: SleepingClock) -> None:
    limited = Pace(10, slept, slept.sleep)
    for count in (5, 10, 1):
        await limited.keep(count)
    assert slept.pauses == pytest.approx([0.0, 0.5, 1.0])
    assert limited.at_once == 10


async def test_a_limit_without_end_is_none(slept: SleepingClock) -> None:
    limited = Pace(math.inf, slept, slept.sleep)
    await limited.keep(1000)
    await limited.keep(1000)
    assert (limited.at_once, slept.pauses) == (None, [])
    assert limited.at_once == Pace(None, FakeClock()).at_once


async def test_less_than_one_a_second_is_kept_too(slept: SleepingClock) -> None:
    limited = Pace(0.5, slept, slept.sleep)
    for _ in range(3):
        await limited.keep(1)
    assert limited.at_once == 1
    assert sum(slept.pauses) == pytest.approx(4.0)
