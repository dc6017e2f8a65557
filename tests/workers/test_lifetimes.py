from __future__ import annotations

from random import Random

import pytest

from shared.cache.entry import CachedReading, unpack
from workers.lifetimes import NOT_KEPT, SPREAD, Entry, Lifetimes

CORE = b"core"
HOUR_S, DAY_S = 3600.0, 86_400.0


def lifetimes(drawn: float, *, fresh_s: float = HOUR_S, fallback_s: float = 60.0) -> Lifetimes:
    return Lifetimes(fresh_s, DAY_S, fallback_s, jitter=lambda: drawn)


def read(entry: Entry) -> CachedReading:
    """What a reader makes of the entry at the moment it was written."""
    assert entry.packed is not None
    reading = unpack(entry.packed, round(entry.life_s * 1000))
    assert reading is not None
    return reading


@pytest.mark.parametrize(("drawn", "fresh_s"), [(0.0, 3600.0), (0.5, 3420.0), (1.0, 3240.0)])
def test_a_provider_s_reading_is_fresh_for_up_to_a_tenth_less_than_the_setting(
    drawn: float, fresh_s: float
) -> None:
    assert read(lifetimes(drawn).of_provider(CORE)).fresh_for_s == pytest.approx(fresh_s)


@pytest.mark.parametrize("drawn", [0.0, 1.0])
def test_its_stale_time_is_the_setting_s(drawn: float) -> None:
    entry = lifetimes(drawn).of_provider(CORE)

    assert read(entry).stale_for_s == DAY_S


@pytest.mark.parametrize("drawn", [0.0, 1.0])
def test_for_ever_stays_for_ever(drawn: float) -> None:
    assert lifetimes(drawn, fresh_s=0).of_provider(CORE).life_s == 0


@pytest.mark.parametrize(("drawn", "life_s"), [(0.0, 60.0), (1.0, 54.0)])
def test_the_engine_s_readings_of_an_outage_do_not_end_together_either(
    drawn: float, life_s: float
) -> None:
    entry = lifetimes(drawn).of_engine(CORE)

    assert entry.life_s == pytest.approx(life_s)
    assert read(entry).stale_for_s == 0
    assert lifetimes(drawn).rest_s() == pytest.approx(life_s)


def test_an_engine_s_reading_need_not_be_kept() -> None:
    assert lifetimes(0.5, fallback_s=0).of_engine(CORE) == NOT_KEPT


def test_a_thousand_readings_written_together_end_over_the_whole_spread() -> None:
    written = Lifetimes(HOUR_S, DAY_S, 60.0, jitter=Random(1).random)
    ends = sorted(read(written.of_provider(CORE)).fresh_for_s for _ in range(1000))

    assert HOUR_S * (1 - SPREAD) <= ends[0] < ends[-1] <= HOUR_S
    busiest = max(
        sum(1 for end in ends if second <= end < second + 10) for second in map(int, ends)
    )
    assert busiest < 100  # of a thousand in any ten seconds, where all would end in one moment
