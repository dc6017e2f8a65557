"""What the question's key depends on, and the names in the store."""

from __future__ import annotations

from dataclasses import replace

import pytest

from saju import Conventions, Signs
from shared import redis_keys
from shared.contracts.question import Question, question_key

PAYLOAD = {
    "pillars": {"year": "庚午", "month": "己卯", "day": "己卯", "hour": "辛未"},
    "saju_year": 1990,
    "gender": "male",
    "luck_start": 7,
    "conventions": Conventions().to_payload(),
}
QUESTION = Question(Signs.from_payload(PAYLOAD), "saju_interpretation", "ko", "a-version")


def key(question: Question, secret: bytes = b"secret") -> str:
    return question_key(secret, question.to_bytes())


def test_a_question_is_read_back_from_its_bytes() -> None:
    assert Question.from_bytes(QUESTION.to_bytes()) == QUESTION


def test_the_key_is_the_hmac_of_the_question() -> None:
    # RFC 4231, test case 2.
    assert question_key(b"Jefe", b"what do ya want for nothing?") == (
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )


@pytest.mark.parametrize(
    "other",
    [
        replace(QUESTION, language="en"),
        replace(QUESTION, service_type="saju_calculation"),
        replace(QUESTION, prompt_version="another"),
        replace(QUESTION, signs=Signs.from_payload({**PAYLOAD, "luck_start": 8})),
        replace(
            QUESTION, signs=Signs.from_payload({**PAYLOAD, "gender": None, "luck_start": None})
        ),
    ],
)
def test_another_question_has_another_key(other: Question) -> None:
    assert key(other) != key(QUESTION)


def test_another_secret_makes_another_key() -> None:
    assert key(QUESTION, b"another") != key(QUESTION)


@pytest.mark.parametrize("data", [b"", b"{", b"not json"])
def test_what_spells_no_question_is_a_value_error(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        Question.from_bytes(data)


def test_every_key_in_the_store_has_our_prefix_and_no_two_are_one() -> None:
    names = [value for name, value in vars(redis_keys).items() if name.isupper()]

    assert len(names) == 18
    assert all(name.startswith("palja:") for name in names)
    prefixes = [name for name in names if name.endswith(":")]
    assert len(set(names)) == len(names)
    assert not [
        (name, prefix)
        for name in names
        for prefix in prefixes
        if name != prefix and name.startswith(prefix)
    ]
