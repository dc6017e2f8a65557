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
    return FIRST_WAIT_S * 2.0 ** (retry - 1) * (0.5 + jitter() / 2)
