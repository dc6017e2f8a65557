"""Quantiles from buckets, held against the sorted times themselves."""

from __future__ import annotations

import math
import random
from collections import Counter

import pytest

from shared.metrics.buckets import BOUNDS_S, PRECISION, bucket_of, quantile_s


def nearest_rank(times: list[float], share: float) -> float:
    return sorted(times)[max(1, math.ceil(share * len(times))) - 1]


@pytest.mark.parametrize("share", [0.5, 0.95, 0.99])
@pytest.mark.parametrize(("median_s", "spread"), [(0.0003, 0.5), (0.8, 1.0), (12.0, 0.2)])
def test_a_quantile_is_within_six_percent_of_the_true_one(
    share: float, median_s: float, spread: float
) -> None:
    chance = random.Random(20261127)
    times = [chance.lognormvariate(math.log(median_s), spread) for _ in range(5000)]

    told = quantile_s(Counter(map(bucket_of, times)), share)

    assert told is not None
    assert abs(told / nearest_rank(times, share) - 1) <= PRECISION < 0.06


def test_nothing_has_no_quantile() -> None:
    assert quantile_s({}, 0.5) is None
    assert quantile_s({3: 0}, 0.5) is None


def test_one_time_is_every_quantile() -> None:
    told = {quantile_s({bucket_of(0.25): 1}, share) for share in (0.0, 0.5, 0.99, 1.0)}

    assert len(told) == 1
    assert told.pop() == pytest.approx(0.25, rel=PRECISION)


def test_what_lies_outside_is_told_as_the_outermost_bound() -> None:
    assert quantile_s({bucket_of(1e-7): 1}, 0.5) == BOUNDS_S[0] == pytest.approx(1e-5)
    assert quantile_s({bucket_of(1e6): 1}, 0.5) == BOUNDS_S[-1] == pytest.approx(1e3)


def test_a_bound_belongs_to_the_bucket_below_it() -> None:
    assert [bucket_of(bound) for bound in BOUNDS_S] == list(range(len(BOUNDS_S)))
    assert bucket_of(math.nextafter(BOUNDS_S[7], 1)) == 8
