"""A minute's requests and tokens, on a clock that is a number."""

from __future__ import annotations

import random

import pytest

from workers.gate.window import FIRST_ESTIMATE, Window

NOW = 1_800_000_000.5
SECOND = 1_800_000_000
LONG_S = 1000.0


def turns(
    window: Window, number: int, *, now: float = NOW, requests: int | None = None
) -> list[int]:
    """The seconds after `NOW`'s at which so many turns are."""
    found = [window.turn(now, requests, None, LONG_S) for _ in range(number)]
    return [turn[0] - SECOND for turn in found if turn is not None]


def test_as_many_as_the_limit_go_at_once_and_the_next_when_the_first_are_a_minute_old() -> None:
    assert turns(Window(), 7, requests=3) == [0, 0, 0, 61, 61, 61, 122]


def test_whoever_waits_is_not_overtaken() -> None:
    window = Window()
    turns(window, 4, requests=3)

    assert turns(window, 1, now=NOW + 30, requests=3) == [61]


def test_whose_turn_comes_too_late_is_charged_nothing() -> None:
    window = Window()
    turns(window, 3, requests=3)

    assert window.turn(NOW, 3, None, 60.0) is None
    assert window.turn(NOW, 3, None, 60.6) == (SECOND + 61, FIRST_ESTIMATE)


def test_a_turn_that_is_given_back_is_somebody_elses() -> None:
    window = Window()
    turns(window, 3, requests=3)
    window.add(SECOND, -1, -FIRST_ESTIMATE)

    assert turns(window, 2, requests=3) == [0, 61]


def test_nobody_waits_for_a_turn_that_was_given_back() -> None:
    window = Window()
    turns(window, 4, requests=3)
    window.add(SECOND + 61, -1, -FIRST_ESTIMATE)
    window.add(SECOND, -1, -FIRST_ESTIMATE)

    assert turns(window, 1, requests=3) == [0]


@pytest.mark.parametrize("seed", range(20))
def test_no_minute_sees_more_than_the_limits(seed: int) -> None:
    chance = random.Random(seed)
    window, now, starts = Window(), NOW, []
    requests, tokens = chance.randint(1, 20), chance.randint(4000, 60_000)
    for _ in range(400):
        now += chance.choice([0, 0, 0.1, 3.7])
        turn = window.turn(now, requests, tokens, patience_s=90)
        if turn is not None:
            second, charged = turn
            starts.append((max(now, second), charged))
            window.settle(now, second, charged, chance.randint(1, charged))
    assert len(starts) > 5
    for began, _ in starts:
        minute = [charged for at, charged in starts if began <= at < began + 60]
        assert len(minute) <= requests


def test_tokens_are_charged_by_estimate_and_settled_by_what_they_were() -> None:
    window = Window()
    limit = 2 * FIRST_ESTIMATE
    first = window.turn(NOW, None, limit, LONG_S)
    assert first == (SECOND, FIRST_ESTIMATE)
    assert window.turn(NOW, None, limit, LONG_S) == (SECOND, FIRST_ESTIMATE)
    assert window.turn(NOW, None, limit, 1.0) is None
    window.settle(NOW, *first, 100)

    # The next is charged what that one took.
    assert window.turn(NOW, None, limit, 1.0) == (SECOND, 100)


def test_a_call_that_took_more_than_it_was_charged_is_paid_for_now() -> None:
    window = Window()
    first = window.turn(NOW, None, 10_000, LONG_S)
    assert first is not None
    window.settle(NOW + 10, *first, 10_000)

    assert window.turn(NOW + 10, None, 10_000, LONG_S) == (SECOND + 71, 10_000)


def test_a_call_larger_than_the_limit_has_the_minute_for_itself() -> None:
    window = Window()
    assert window.turn(NOW, None, 1000, LONG_S) == (SECOND, 1000)
    assert window.turn(NOW, None, 1000, LONG_S) == (SECOND + 61, 1000)


def test_what_is_old_is_forgotten() -> None:
    window = Window()
    turns(window, 3, requests=3)
    window.forget(NOW + 61)

    assert (len(window.requests), len(window.tokens)) == (0, 0)
