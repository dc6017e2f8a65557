"""What questions will cost and take, by what those before them did."""

from __future__ import annotations

from client import Figures
from shared.contracts.answers import ENGINE

_STALE = "stale_cache"


def has_provider(figures: Figures) -> bool:
    """Whether a model can be asked; else the engine writes all readings, for nothing."""
    return not set(figures.models_available) <= {ENGINE}


def cost_per_answer_usd(figures: Figures) -> float | None:
    """What an answer of a model has cost on average, failed calls included.

    0 where no provider is configured; None: nothing was measured, or no price is known.
    """
    if not has_provider(figures):
        return 0.0
    answers = sum(
        count for by, count in figures.raw["answers"].items() if by not in {ENGINE, _STALE}
    )
    costs = [row["cost_usd"] for row in figures.raw["models"] if row["cost_usd"] is not None]
    return sum(costs) / answers if answers and costs else None


def seconds_per_call(figures: Figures) -> float | None:
    """How long a provider's call has taken on average; None: none was made."""
    return figures.latency["provider_calls"].mean
