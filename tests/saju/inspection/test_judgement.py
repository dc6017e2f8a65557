"""How well the inspection judges the labelled statements: never worse than when it was last measured.

The floors of the held-out part are what it reached, not what it should reach; see the README.
"""

from __future__ import annotations

import pytest

from scripts.judge_statements import judge


@pytest.mark.parametrize(
    ("split", "least_found", "most_flagged"), [("tune", 0.93, 0.002), ("held_out", 0.84, 0.065)]
)
def test_it_judges_no_worse_than_before(
    split: str, least_found: float, most_flagged: float
) -> None:
    tally = judge(split)["= all"]
    assert tally.false > 400
    assert tally.true > 400
    assert tally.recall >= least_found
    assert tally.false_alarms <= most_flagged
