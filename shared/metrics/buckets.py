"""Latencies as counts in buckets of fixed bounds, and the quantiles that follow.

Twenty buckets a decade from 10 µs to 1000 s: each is 12.2 % wider than the one before, and a quantile
is told as the geometric middle of its bucket. So it is within 6 % of the true one, for all times in
that range; counts of any number of processes add up without losing more.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from itertools import accumulate

PER_DECADE = 20
BOUNDS_S: tuple[float, ...] = tuple(
    10.0 ** (-5 + step / PER_DECADE) for step in range(8 * PER_DECADE + 1)
)
"""Upper bounds, inclusive; a last bucket without bound follows."""
PRECISION = 10.0 ** (1 / (2 * PER_DECADE)) - 1
"""The largest relative error of a quantile: half a bucket, 5.9 %."""


def bucket_of(seconds: float) -> int:
    """The bucket's index, 0 to `len(BOUNDS_S)`."""
    return bisect_left(BOUNDS_S, seconds)


def quantile_s(buckets: Mapping[int, int], share: float) -> float | None:
    """The time that `share` of all did not exceed (nearest rank), in seconds; None of nothing.

    Times under 10 µs or over 1000 s are told as these.
    """
    found = sorted(buckets)
    up_to = list(accumulate(buckets[index] for index in found))
    if not up_to or up_to[-1] == 0:
        return None
    return _middle_s(found[bisect_left(up_to, max(1.0, share * up_to[-1]))])


def _middle_s(index: int) -> float:
    if index == 0:
        return BOUNDS_S[0]
    if index == len(BOUNDS_S):
        return BOUNDS_S[-1]
    middle_s: float = (BOUNDS_S[index - 1] * BOUNDS_S[index]) ** 0.5
    return middle_s
