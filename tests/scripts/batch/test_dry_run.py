"""What a dry run counts and foretells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from client import Figures
from scripts.batch.dry_run import Count, told
from scripts.batch.questions.identity import Distinct, identity_of
from scripts.batch.sentences import sentences
from shared.settings import load_settings
from tests.fakes.clock import FakeClock
from tests.scripts.figures import FIGURES, LATENCIES

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST = {"year": 1990, "month": 3, "day": 15, "hour": 14, "minute": 30, "gender": "male"}
SETTINGS = load_settings({}, ())  # ten slots, of which low jobs have five


@pytest.fixture
def distinct() -> Iterator[Distinct]:
    counting = Distinct()
    yield counting
    counting.close()


def asked(**birth: Any) -> dict[str, Any]:
    return {"birth_info": {**FIRST, **birth}}


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (asked(minute=31), True),  # the same two hours
        (asked(gender="남성"), True),
        ({**asked(), "priority": "high", "callback_url": "https://example.com/"}, True),
        ({"birth_info": {**FIRST, "month": 2, "day": 19, "is_lunar": True}}, True),
        (asked(hour=16), False),
        (asked(gender="female"), False),
        ({**asked(), "service_type": "love"}, False),
        ({**asked(), "language": "en"}, False),
    ],
)
def test_questions_are_one_where_the_gateway_would_join_them(
    other: dict[str, Any],
    same: bool,  # noqa: FBT001 - pytest passes it
    distinct: Distinct,
) -> None:
    distinct.add(identity_of(question, FakeClock()) for question in (asked(), other))
    assert distinct.count == (1 if same else 2)


def test_a_fortune_is_one_question_a_day(distinct: Distinct) -> None:
    clock, fortune = FakeClock(), {**asked(), "service_type": "daily_fortune"}
    for _ in range(2):
        distinct.add([identity_of(fortune, clock), identity_of(fortune, clock)])
        clock.pass_s(86_400)
    assert distinct.count == 2


def lines(count: Count, **figures: Any) -> str:
    said = sentences("en")
    return "\n".join(told(count, Figures.of({**FIGURES, **figures}), SETTINGS, said))


def test_cost_and_time_are_those_of_distinct_questions_by_what_was_measured() -> None:
    calls = {"count": 10, "mean": 6.0, "p50": 6.0, "p95": 6.0, "p99": 6.0}
    count = Count(rows=1000, invalid=10, hits=390, stale=40, misses=600, distinct=500)
    text = lines(count, latency={**LATENCIES, "provider_calls": calls})
    assert "1,000 rows: 990 are questions, 10 are bad" in text
    assert "390 of them are known now" in text
    assert "600 would be asked, 500 of them distinct" in text
    assert "40 of these are past their time" in text
    assert "$2.5000" in text  # 8 answers for 0.04, failed calls included
    assert "about 10:00" in text  # 500 × 6 s, five at a time


def test_what_was_never_measured_is_said_to_be_unknown() -> None:
    text = lines(Count(rows=1, misses=1, distinct=1), answers={}, models=[])
    assert "cost: not known" in text
    assert "time: not known" in text


def test_without_a_provider_nothing_is_said_to_be_measured() -> None:
    text = lines(Count(rows=1, misses=1, distinct=1), models_available=["saju_engine"], models=[])
    assert "nothing was measured; no provider is configured" in text
    assert "$" not in text


def test_what_is_all_known_costs_nothing() -> None:
    assert "costs nothing" in lines(Count(rows=5, hits=5))
