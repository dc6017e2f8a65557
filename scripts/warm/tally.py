"""What came of the charts so far."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """Counts of charts.

    Attributes:
        known: they were in the cache.
        written: by a model, which is what warming is for.
        by_engine: no model wrote them, and they are kept for a short time only.
        failed: why, and how many.
        cost_usd: of all calls, those that failed too.

    """

    known: int = 0
    written: int = 0
    by_engine: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    cost_usd: float = 0.0

    @property
    def done(self) -> int:
        """All of them."""
        return self.known + self.written + self.by_engine + self.failed.total()

    @property
    def warm(self) -> bool:
        """Whether each chart is in the cache for its whole time now."""
        return not self.by_engine and not self.failed

    def line(self) -> str:
        """All of it in one line."""
        failed = "".join(f", {count:,} failed ({why})" for why, count in self.failed.most_common(3))
        return (
            f"{self.done:,} charts: {self.known:,} known, {self.written:,} written,"
            f" {self.by_engine:,} by the engine{failed}, for ${self.cost_usd:,.4f}"
        )
