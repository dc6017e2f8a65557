from __future__ import annotations

from scripts.up.backoff import Backoff


def test_waits_double_up_to_the_longest() -> None:
    backoff = Backoff(first_s=0.2, longest_s=5.0, healthy_s=30.0)
    waits_s = [backoff.wait_s(lived_s=0.1) for _ in range(7)]
    assert waits_s == [0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0]


def test_a_child_that_lived_long_enough_is_started_again_quickly() -> None:
    backoff = Backoff(first_s=0.2, longest_s=5.0, healthy_s=30.0)
    for _ in range(5):
        backoff.wait_s(lived_s=1.0)
    assert backoff.wait_s(lived_s=30.0) == 0.2


def test_a_child_that_died_just_before_it_counts_as_healthy_waits_longer() -> None:
    backoff = Backoff(first_s=0.2, longest_s=5.0, healthy_s=30.0)
    backoff.wait_s(lived_s=1.0)
    assert backoff.wait_s(lived_s=29.9) == 0.4
