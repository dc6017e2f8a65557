"""The description and the gateway agree: some of what `make fuzz` does for ten minutes."""

from __future__ import annotations

import pytest

from tests.acceptance.fuzzing.run import NOT_ALL, fuzz, guarded
from tests.acceptance.stack import running

SEED = ("--seed", "1")
pytestmark = pytest.mark.timeout(300)  # ten seconds on a machine of one's own


def test_every_answer_is_as_described() -> None:
    with running() as stack:
        words = ("--phases", "examples,coverage,stateful", "-n", "10", *SEED)
        # The old path is the same call by another name.
        outcome = fuzz(stack, *words, *NOT_ALL, "--exclude-operation-id", "generateByOldPath")
    assert outcome.good, outcome.said
    assert outcome.cases > 300


def test_every_refusal_is_as_described() -> None:
    words = ("--phases", "examples,fuzzing", *SEED, *NOT_ALL)
    with guarded() as (stack, header):
        with_key = fuzz(stack, *words, "-n", "6", headers=(header,))
        without = fuzz(stack, *words, "-n", "2")
    assert with_key.good, with_key.said
    assert without.good, without.said
    assert with_key.cases > 40
    assert without.cases > 10
