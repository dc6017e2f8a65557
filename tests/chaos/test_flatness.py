"""A line through samples tells growth from going up and down."""

from __future__ import annotations

import pytest

from tests.chaos.soak.flatness import trend


def test_what_goes_up_and_down_does_not_grow() -> None:
    assert abs(trend([(at_s, 100 + at_s % 2) for at_s in range(101)]).growth) < 0.001


def test_what_grows_is_told_by_its_share() -> None:
    assert trend([(0, 100), (10, 105), (20, 110)]).growth == pytest.approx(0.1)


def test_what_begins_at_nothing_has_grown() -> None:
    assert trend([(0, 0), (10, 5)]).growth == 1.0
