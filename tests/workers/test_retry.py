from __future__ import annotations

import pytest

from shared.errors import ProviderOverloaded, ProviderUnavailable
from workers.retry import wait_s

DOWN = ProviderUnavailable("server_error", code=500)


def overloaded(retry_after_s: float | None) -> ProviderOverloaded:
    return ProviderOverloaded(code=429, retry_after_s=retry_after_s)


@pytest.mark.parametrize(("retry", "least_s", "most_s"), [(1, 0.5, 1), (2, 1, 2), (3, 2, 4)])
def test_the_wait_doubles_and_is_spread(retry: int, least_s: float, most_s: float) -> None:
    assert wait_s(DOWN, retry, lambda: 0.0) == least_s
    assert wait_s(DOWN, retry, lambda: 1.0) == most_s


@pytest.mark.parametrize("hint_s", [0.0, 7.5])
def test_the_providers_hint_is_followed_to_the_letter(hint_s: float) -> None:
    assert wait_s(overloaded(hint_s), 3, lambda: 1.0) == hint_s


def test_the_hint_of_a_provider_that_is_down_is_followed_too() -> None:
    down = ProviderUnavailable("server_error", code=503, retry_after_s=5.0)
    assert wait_s(down, 1, lambda: 1.0) == 5.0


def test_without_a_hint_the_overloaded_get_the_usual_wait() -> None:
    assert wait_s(overloaded(None), 1, lambda: 1.0) == 1.0
