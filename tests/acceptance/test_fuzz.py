"""The description and the gateway agree: some of what `make fuzz` does for ten minutes."""

from __future__ import annotations

import pytest

from tests.acceptance.fuzzing.run import NOT_ALL, fuzz, guarded
from tests.acceptance.stack import running

SEED = ("--seed", "1")
pytestmark = pytest.mark.timeout(300)  # a few seconds each on an idle machine


def test_every_answer_is_as_described() -> None:
    with running() as stack:
        outcome = fuzz(stack, "--phases", "examples,fuzzing,stateful", "-n", "20", *SEED, *NOT_ALL)
    assert outcome.good, outcome.said
    assert outcome.cases > 200


def test_every_refusal_is_as_described() -> None:
    with guarded() as (stack, header):
        words = ("--phases", "examples,fuzzing", "-n", "6", *SEED, *NOT_ALL)
        with_key = fuzz(stack, *words, headers=(header,))
        without = fuzz(stack, "--phases", "examples", *SEED, *NOT_ALL)
    assert with_key.good, with_key.said
    assert without.good, without.said
    assert with_key.cases > 40
    assert without.cases > 10
