"""What the question's key depends on, and the names in the store."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import orjson
import pytest

from saju import Conventions, Signs
from shared import redis_keys
from shared.contracts.occasion import occasion_of
from shared.contracts.question import Question, question_key

PAYLOAD = {
    "pillars": {"year": "庚午", "month": "己卯", "day": "己卯", "hour": "辛未"},
    "saju_year": 1990,
    "gender": "male",
    "luck_start": 7,
    "conventions": Conventions().to_payload(),
}
QUESTION = Question(Signs.from_payload(PAYLOAD), "saju_interpretation", "ko", "a-version")
FORTUNES = [
    replace(QUESTION, service_type=service_type, occasion=occasion_of(service_type, day, "Asia/Seoul"))
    for service_type in ("daily_fortune", "yearly_fortune")
    for day in (date(2026, 11, 27), date(2027, 11, 28))
]  # fmt: skip


def key(question: Question, secret: bytes = b"secret") -> str:
    return question_key(secret, question.to_bytes())


def test_the_key_is_the_hmac_of_the_question() -> None:
    # RFC 4231, test case 2.
    assert question_key(b"Jefe", b"what do ya want for nothing?") == (
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )


@pytest.mark.parametrize("question", [QUESTION, *FORTUNES])
def test_every_question_is_read_back_from_its_bytes(question: Question) -> None:
    assert Question.from_bytes(question.to_bytes()) == question


def test_every_fortune_has_a_key_of_its_own() -> None:
    assert len({key(question) for question in FORTUNES}) == len(FORTUNES)


def test_a_question_without_an_occasion_is_spelled_as_before_there_were_any() -> None:
    fields = {
        "signs": PAYLOAD,
        "partner": None,
        "service_type": "saju_interpretation",
        "language": "ko",
        "prompt_version": "a-version",
    }
    spelled = orjson.dumps(fields, option=orjson.OPT_SORT_KEYS)

    assert QUESTION.to_bytes() == spelled
    assert Question.from_bytes(spelled) == QUESTION


DATE = {"date": "2026-11-27", "saju_year": 2026, "month_pillar": "己亥"}


@pytest.mark.parametrize(
    ("service_type", "occasion"),
    [
        ("saju_interpretation", DATE),
        ("saju_interpretation", {"saju_year": 2026}),
        ("daily_fortune", None),
        ("daily_fortune", {}),
        ("daily_fortune", "2026-11-27"),
        ("daily_fortune", {"saju_year": 2026}),
        ("daily_fortune", {**DATE, "date": "2026-02-30"}),
        ("daily_fortune", {**DATE, "date": "1899-12-31"}),
        ("daily_fortune", {**DATE, "date": 20261127}),
        ("daily_fortune", {**DATE, "saju_year": 2024}),
        ("daily_fortune", {**DATE, "month_pillar": "甲亥"}),
        ("daily_fortune", {**DATE, "month_pillar": "丁亥"}),  # no month of a year of 丙
        ("yearly_fortune", None),
        ("yearly_fortune", {}),
        ("yearly_fortune", 2026),
        ("yearly_fortune", {"saju_year": "2026"}),
        ("yearly_fortune", {"saju_year": True}),
        ("yearly_fortune", {"saju_year": 1898}),
        ("yearly_fortune", {"saju_year": 2101}),
    ],
)
def test_an_occasion_that_is_none_spells_no_question(service_type: str, occasion: object) -> None:
    fields = orjson.loads(QUESTION.to_bytes())
    data = orjson.dumps({**fields, "service_type": service_type, "occasion": occasion})

    with pytest.raises(ValueError, match=r"."):
        Question.from_bytes(data)


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

    assert len(names) == 21
    assert all(name.startswith("palja:") for name in names)
    prefixes = [name for name in names if name.endswith(":")]
    assert len(set(names)) == len(names)
    assert not [
        (name, prefix)
        for name in names
        for prefix in prefixes
        if name != prefix and name.startswith(prefix)
    ]
