"""The last hour and the switch's positions as callers see them, from counts that are written here by hand."""

from __future__ import annotations

from typing import Any

import orjson

from api_gateway.history import history
from api_gateway.openapi.history import HistoryAnswer
from shared.contracts.answers import Usage
from shared.metrics.counted import Counted
from shared.metrics.history import History, PositionCounts
from shared.metrics.report import ProcessReport
from shared.metrics.sample import Sample, sample_of
from shared.metrics.store import Stored
from shared.metrics.sums import Sums
from shared.metrics.tally import Tally

SLOT = 180_000_000  # 2027-01-15T08:00:00Z


def told(found: History) -> dict[str, Any]:
    """The figures after a journey as JSON, which are as the OpenAPI document says."""
    raw = orjson.dumps({"success": True, "data": history(found)}, option=orjson.OPT_UTC_Z)
    HistoryAnswer.model_validate_json(raw)
    answer: dict[str, Any] = orjson.loads(raw)["data"]
    return answer


def counts(hits: int, jobs: int) -> dict[str, int]:
    tally = Tally()
    counted = Counted(tally)
    for _ in range(hits):
        counted.question("known", "memory")
        counted.answer_time(0.001, hit=True)
    for _ in range(jobs):
        counted.question("queued", "miss")
        counted.answer_time(0.01, hit=False)
        counted.call("openai", "m", "ok", 1.0)
        counted.usage("openai", "m", Usage(1, 2, 0.5))
        counted.written(["openai"], "openai", first="gemini")
        counted.job("completed", 2.0)
        counted.connection("opened")
    counted.question("chart")
    return dict(tally.take().totals)


def sample(slot: int, counted: dict[str, int], *, optimized: bool = True) -> Sample:
    reports = (
        ProcessReport("gateway", "h", 1, 45_100_000),
        ProcessReport("worker", "h", 2, 61_000_000, running=3),
    )
    stored = Stored(slot * 10, {}, (counted,), {}, reports, 7, 1.25, 0)
    return sample_of(slot, stored, optimized=optimized)


def test_an_hour_without_anything_is_an_empty_one() -> None:
    found = told(History((), {}))

    assert (found["interval_s"], found["at"], found["optimization_enabled"]) == (10, [], [])
    assert set(map(len, found["series"].values())) == {0}
    assert found["positions"] == {"on": None, "off": None}


def test_each_column_tells_of_the_same_ten_seconds() -> None:
    busy, idle = sample(SLOT, counts(hits=3, jobs=1)), sample(SLOT + 1, {}, optimized=False)

    found = told(History((busy, idle), {}))

    assert found["at"] == ["2027-01-15T08:00:10Z", "2027-01-15T08:00:20Z"]
    assert found["optimization_enabled"] == [True, False]
    series = found["series"]
    assert series["requests_per_second"] == [0.5, 0]
    assert series["hit_ratio"] == [0.75, None]
    assert series["fallback_ratio"] == [1.0, None]
    assert (series["provider_calls"], series["cost_usd"]) == ([1, 0], [0.5, 0])
    assert series["answer_mean_s"] == [0.00325, None]
    assert (series["queue_depth"], series["queue_oldest_s"]) == ([7, 7], [1.25, 1.25])
    assert series["running"] == [3, 3]
    assert series["gateway_memory_mb"] == [45.1, 45.1]
    assert series["worker_memory_mb"] == [61, 61]
    assert 1.88 < series["job_p95_s"][0] < 2.12
    assert series["job_p95_s"][1] is None


def test_the_positions_stand_side_by_side() -> None:
    on = PositionCounts(Sums(counts(hits=9, jobs=1)), 6, SLOT, SLOT + 20)
    off = PositionCounts(Sums(counts(hits=0, jobs=10)), 3, SLOT + 30, SLOT + 32)

    found = told(History((), {"on": on, "off": off}))["positions"]

    assert (found["on"]["questions"], found["off"]["questions"]) == (10, 10)  # the chart left out
    assert (found["on"]["hit_ratio"], found["off"]["hit_ratio"]) == (0.9, 0)
    assert (found["on"]["provider_calls"], found["off"]["provider_calls"]) == (1, 10)
    assert found["on"]["provider_calls_per_request"] == 0.1
    assert (found["on"]["cost_usd"], found["off"]["cost_usd"]) == (0.5, 5)
    assert (found["on"]["connections_opened"], found["off"]["connections_opened"]) == (1, 10)
    assert found["on"]["measured_s"] == 60
    assert found["on"]["first_at"] == "2027-01-15T08:00:00Z"
    assert found["on"]["last_at"] == "2027-01-15T08:03:30Z"
    readings = found["on"]["latency"]["readings"], found["off"]["latency"]["readings"]
    assert [row["count"] for row in readings] == [10, 10]
    assert readings[0]["mean"] == 0.2009  # nine of 1 ms and one of 2 s
    assert readings[0]["p50"] < 0.0011
    assert readings[1]["mean"] == 2
