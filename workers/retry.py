"""How long to wait before a provider is asked again."""

from __future__ import annotations

from collections.abc import Callable

from shared.errors import ProviderError, ProviderOverloaded, ProviderUnavailable

FIRST_WAIT_S = 1.0

Jitter = Callable[[], float]
"""A random number, 0 to 1."""


def wait_s(error: ProviderError, retry: int, jitter: Jitter) -> float:
    """Seconds before retry `retry` (from 1): the provider's hint, or 1, 2, 4 … s × 0.5–1.0."""
    if isinstance(error, ProviderOverloaded | ProviderUnavailable):
        hint_s = error.retry_after_s
        if hint_s is not None:
            return hint_s
    return backoff_s(FIRST_WAIT_S, retry, jitter)


def backoff_s(first_s: float, nth: int, jitter: Jitter) -> float:
    """The nth wait (from 1): doubled each time, × 0.5–1.0, so that many do not come back together."""
    return first_s * 2.0 ** (nth - 1) * (0.5 + jitter() / 2)
