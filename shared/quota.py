"""What may be taken of a provider, and what was: limits from the settings, use from the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.metrics.counted import NANO

WINDOW_S = 60
"""A minute is counted in whole seconds, the one that has begun and the sixty before it."""
DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one provider; None: there is none."""

    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None
    daily_cost_usd: float | None = None
    """per day of UTC"""
    concurrency: int | None = None
    """calls at once, of each worker process"""

    @property
    def any(self) -> bool:
        """Whether anything is limited."""
        return self.concurrency is not None or self.shared

    @property
    def shared(self) -> bool:
        """Whether anything is limited over all processes."""
        return self.daily_cost_usd is not None or self.rates

    @property
    def rates(self) -> bool:
        """Whether anything is limited by the minute."""
        return not (self.requests_per_minute is None and self.tokens_per_minute is None)

    @property
    def daily_cost_nusd(self) -> int | None:
        """The cost in whole nano-dollars."""
        return None if self.daily_cost_usd is None else round(self.daily_cost_usd * NANO)


QuotaFigures = dict[str, Any]


def quota_figures(found: Mapping[bytes, bytes], now: float) -> QuotaFigures | None:
    """What is told of a provider's quota at that moment, by what `quota.lua` keeps; None of nothing."""
    fields = {name.decode(): float(value) for name, value in found.items()}
    if not fields:
        return None
    second = int(now)
    spent = fields.get("spent", 0.0) if fields.get("day") == second // DAY_S else 0.0
    return {
        "requests_last_minute": _within(fields, "r", second - WINDOW_S, second),
        "requests_per_minute": _limit(fields, "rpm"),
        "tokens_last_minute": _within(fields, "t", second - WINDOW_S, second),
        "tokens_per_minute": _limit(fields, "tpm"),
        "waiting": _within(fields, "r", second + 1, second + DAY_S),
        "cost_today_usd": spent / NANO,
        "daily_cost_usd": (_limit(fields, "cost") or 0) / NANO or None,
    }


def _within(fields: Mapping[str, float], kind: str, first: int, last: int) -> int:
    """The sum over the seconds from `first` to `last`."""
    return round(
        sum(
            amount
            for name, amount in fields.items()
            if name.startswith(f"{kind}:") and first <= int(name[2:]) <= last
        )
    )


def _limit(fields: Mapping[str, float], name: str) -> int | None:
    return round(fields.get(name, 0)) or None
