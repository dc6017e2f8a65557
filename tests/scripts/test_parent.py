from __future__ import annotations

import pytest

from scripts.up.parent import blocks_interrupt


@pytest.mark.parametrize(
    ("blocked", "interrupted"),
    [
        ("0000000000000000", False),
        ("0000000000010000", False),  # SIGCHLD alone, as make does while it waits
        ("0000000000000002", True),
        ("0000000000010002", True),
    ],
)
def test_sigint_is_found_among_the_blocked_signals(blocked: str, *, interrupted: bool) -> None:
    status = (
        f"Name:\tmake\nSigPnd:\t0000000000000002\nSigBlk:\t{blocked}\nSigIgn:\t0000000000000002\n"
    )
    assert blocks_interrupt(status) is interrupted


def test_a_status_that_says_nothing_of_it_means_no() -> None:
    assert not blocks_interrupt("")
