"""Which replicas must have what is promised, by what a sentinel says of them."""

from __future__ import annotations

from typing import Any

import pytest

from shared.store.sentinel import _needed


def replica(**told: Any) -> dict[str, Any]:
    """One that follows, but for what is told of it."""
    follows = {
        "flags": "slave",
        "role-reported": "slave",
        "master-link-status": "ok",
        "last-ok-ping-reply": 300,
    }
    return {**follows, **{name.replace("_", "-"): value for name, value in told.items()}}


FOLLOWS = replica()
DEAD = replica(flags="s_down,slave,disconnected")
LOST = replica(flags="slave,disconnected")
SILENT = replica(last_ok_ping_reply=7000)
BEHIND = replica(master_link_status="err")
RETURNED = replica(role_reported="master")


@pytest.mark.parametrize(
    ("replicas", "needed"),
    [
        ([], 0),
        ([FOLLOWS, FOLLOWS], 2),
        ([FOLLOWS, DEAD], 1),
        ([FOLLOWS, LOST], 1),
        ([FOLLOWS, SILENT], 1),
        ([FOLLOWS, BEHIND], 1),
        ([FOLLOWS, RETURNED], 1),
        ([BEHIND, DEAD], 1),
        ([LOST, DEAD], 1),
        ([RETURNED, SILENT], 1),
        ([DEAD, SILENT], 0),
    ],
)
def test_all_that_follow_must_have_it_and_one_that_lives_must_follow(
    replicas: list[dict[str, Any]], needed: int
) -> None:
    assert _needed(replicas) == needed
