"""The first minute: a fresh state directory, no provider, the question of the README."""

from __future__ import annotations

import json
import time
from contextlib import closing
from statistics import median
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.caller import GENERATE, Caller, exchange
from tests.acceptance.contract import (
    MOMENT_FIELDS,
    NO_USAGE,
    SHORT_PILLARS,
    assert_completed,
    assert_from_engine,
    assert_queued,
)
from tests.acceptance.questions import FIRST_QUESTION
from tests.acceptance.stack import Stack, running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.acceptance.caller import Reply

READING_S = 2.0
HIT_S = 0.030
HITS = 20


@pytest.fixture(scope="module")
def keyless() -> Iterator[Stack]:
    with running() as stack:
        yield stack


@pytest.fixture(scope="module")
def caller(keyless: Stack) -> Caller:
    return keyless.caller


@pytest.fixture(scope="module")
def first(caller: Caller) -> Reply:
    """The answer to the very first question: asked once, before anything else."""
    return caller.ask(FIRST_QUESTION)


def test_the_chart_comes_at_once_with_where_to_poll(first: Reply) -> None:
    assert_queued(first)
    chart = first.json["chart"]
    assert [chart[name] for name in SHORT_PILLARS] == ["경오", "기묘", "기묘", "신미"]
    assert chart["ilgan"] == "기"
    assert [chart["pillars"][name]["hanja"] for name in ("year", "month", "day", "hour")] == [
        *("庚午", "己卯", "己卯", "辛未")
    ]
    assert chart["solar_date"] == {"year": 1990, "month": 3, "day": 15}
    assert chart["instant_utc"].startswith("1990-03-15T05:30:00")
    assert chart["boundary_warnings"] == []


def test_the_reading_comes_by_polling_and_the_same_question_is_a_hit_then(
    caller: Caller, first: Reply, measured: Callable[[str, float], None]
) -> None:
    # The clock starts anew here; the job was submitted before, so this is at most stricter.
    began_s = time.perf_counter()
    answer = caller.ended(first.json["job_id"], within_s=READING_S)
    measured("first reading, polled", first.took_s + time.perf_counter() - began_s)
    assert_from_engine(answer)
    assert not MOMENT_FIELDS & set(answer["chart"])
    assert answer["job_id"] == first.json["job_id"]

    body = json.dumps(FIRST_QUESTION).encode()
    with closing(caller.connection()) as connection:
        hits = [exchange(connection, "POST", GENERATE, body) for _ in range(HITS)]
    assert {hit.status for hit in hits} == {200}
    for hit in hits:
        assert_completed(hit.json)
        assert hit.json["cache_hit"] is True
        assert hit.json["data_source"] == "intelligent_cache"
        assert hit.json["cache_level"] in {"memory", "redis"}
        assert hit.json["usage"] == NO_USAGE
        assert hit.json["attempts"] == []
        assert hit.json["job_id"] is None
        assert hit.json["reading"] == answer["reading"]
    assert [hit.json["cache_level"] for hit in hits[1:]] == ["memory"] * (HITS - 1)
    # Over one connection, as a program's pool keeps it: a header and a body that the server sends
    # apart wait for each other here, and nowhere else.
    usual_s = median(hit.took_s for hit in hits)
    measured(f"cache hit over a kept connection, median of {HITS}", usual_s)
    assert usual_s < HIT_S

    fresh_s = median(caller.ask(FIRST_QUESTION).took_s for _ in range(HITS))
    measured(f"cache hit over a new connection, median of {HITS}", fresh_s)
    assert fresh_s < HIT_S


def test_a_reading_speaks_of_its_own_chart(caller: Caller, first: Reply) -> None:
    answer = caller.ended(first.json["job_id"], within_s=READING_S)
    assert "기묘" in answer["response"] or "己卯" in answer["response"]


def test_the_engine_answers_a_miss_without_any_provider(caller: Caller) -> None:
    reply = caller.ask(
        {"birth_info": {"year": 1971, "month": 8, "day": 9}, "language": "en"}, Prefer="wait=10"
    )
    assert reply.status == 200
    assert reply.json["chart"]["hour_pillar"] is None
    assert reply.json["model_used"] == "saju_engine"
    assert reply.json["fallback_used"] is True
    assert reply.json["degraded"] is False
    assert sum(map(str.isascii, reply.json["response"])) > 300
