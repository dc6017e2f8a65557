"""Whether something that was sampled grows: a line through its samples."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import linear_regression
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Trend:
    """The line through samples of `(seconds, value)`: where it begins and where it ends."""

    first: float
    last: float

    @property
    def growth(self) -> float:
        """The share by which the end is above the beginning."""
        return (self.last - self.first) / self.first if self.first > 0 else float(self.last > 0)


def trend(samples: Sequence[tuple[float, float]]) -> Trend:
    """The least-squares line over these samples, two at least."""
    at_s, values = zip(*samples, strict=True)
    slope, intercept = linear_regression(at_s, values)
    return Trend(intercept + slope * at_s[0], intercept + slope * at_s[-1])
