"""What the figures tell of providers: circuits, quotas, models, and what somebody must see to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import orjson
import pytest
from prometheus_client.parser import text_string_to_metric_families

from api_gateway.exposition import exposition
from api_gateway.openapi.statistics import ComprehensiveStatsAnswer
from api_gateway.statistics import comprehensive
from shared.circuit import Circuit
from shared.metrics.report import ProcessReport
from shared.metrics.store import Stored
from shared.models import KnownModel, Models, Price
from shared.optimization import SwitchState
from shared.quota import quota_figures
from tests.fakes.clock import FakeClock

NOON = datetime(2027, 1, 15, 12, tzinfo=UTC)
NOW = NOON.timestamp()
ON = SwitchState(enabled=True, since=None)
WORKER = ProcessReport(
    "worker",
    "host",
    9,
    70_000_000,
    chain=("gemini", "openai"),
    models={"gemini": "g-1", "openai": "o-1"},
)
STORED = Stored(NOW, {}, (), {}, (WORKER,), 0, None, 0, NOW)
OPEN = Circuit(
    open=True, reason="timeout", since=NOW - 10, until=NOW + 20, streak=5, recent="011111"
)
SHUT = replace(OPEN, shut=True, reason="refused", until=NOW + 290)


def models(**known: KnownModel) -> Models:
    """A table of these models of Gemini and nothing else."""
    table = Models(FakeClock())
    table._models = {("gemini", name.replace("_", "-")): facts for name, facts in known.items()}
    return table


def told(stored: Stored, table: Models | None = None) -> dict[str, Any]:
    """The figures after a journey as JSON, which are as the OpenAPI document says."""
    fields = comprehensive(stored, ON, table or models())
    raw = orjson.dumps({"success": True, "data": fields}, option=orjson.OPT_UTC_Z)
    ComprehensiveStatsAnswer.model_validate_json(raw)
    found: dict[str, Any] = orjson.loads(raw)["data"]
    return found


def alerts(stored: Stored, table: Models | None = None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = told(stored, table)["alerts"]
    return found


def test_a_circuit_is_told_with_its_reason_and_since_when() -> None:
    figures = told(replace(STORED, circuits={"openai": OPEN}))

    assert figures["breakers"]["openai"] == {
        "state": "open",
        "reason": "timeout",
        "since": "2027-01-15T11:59:50Z",
        "until": "2027-01-15T12:00:20Z",
        "needs_operator": False,
        "probing": False,
        "failures": 5,
        "recent_calls": 6,
        "recent_failures": 5,
    }
    assert figures["alerts"] == []


def test_a_provider_that_never_failed_is_closed() -> None:
    gemini = told(STORED)["breakers"]["gemini"]

    assert (gemini["state"], gemini["reason"], gemini["since"]) == ("closed", None, None)


def test_after_its_time_a_circuit_is_half_open() -> None:
    later = replace(STORED, store_s=NOW + 20, circuits={"openai": OPEN})

    assert told(later)["breakers"]["openai"]["state"] == "half_open"


def test_a_provider_that_no_worker_asks_any_more_is_not_told() -> None:
    figures = told(replace(STORED, circuits={"anthropic": SHUT}))

    assert set(figures["breakers"]) == {"gemini", "openai"}
    assert figures["alerts"] == []


def test_without_workers_all_that_is_known_is_told() -> None:
    assert set(told(replace(STORED, reports=(), circuits={"openai": OPEN}))["breakers"]) == {
        "openai"
    }


@pytest.mark.parametrize(
    ("reason", "mended_by"), [("refused", "OPENAI_API_KEY"), ("quota", "the account")]
)
def test_a_shut_circuit_is_an_alert(reason: str, mended_by: str) -> None:
    shut = replace(SHUT, reason=reason)
    [row] = alerts(replace(STORED, circuits={"openai": shut}))

    assert (row["name"], row["value"], row["limit"]) == ("provider_shut", 10.0, 0)
    assert set(row) == {"name", "value", "limit", "action"}
    assert mended_by in row["action"]


@pytest.mark.parametrize(
    ("day", "days", "says"),
    [
        (date(2027, 1, 20), 5, "is switched off on 2027-01-20, in 5 days"),
        (date(2027, 1, 16), 1, "is switched off on 2027-01-16, in 1 day;"),
        (date(2027, 1, 15), 0, "has been switched off since 2027-01-15"),
        (date(2026, 12, 1), -45, "has been switched off since 2026-12-01"),
    ],
)
def test_a_model_that_is_switched_off_is_an_alert(day: date, days: int, says: str) -> None:
    table = models(g_1=KnownModel((), day))
    [row] = alerts(STORED, table)

    assert (row["name"], row["value"], row["date"]) == ("model_retires", days, day.isoformat())
    assert says in row["action"]
    assert "PALJA_GEMINI_MODEL" in row["action"]
    gemini, openai = told(STORED, table)["configured_models"]
    assert (gemini["retires"], gemini["retired"]) == (day.isoformat(), days <= 0)
    assert (openai["retires"], openai["retired"]) == (None, False)


def test_a_model_without_a_price_is_told_as_such() -> None:
    priced = KnownModel((Price(date(2027, 1, 1), 1.0, 2.0),), None)
    rows = told(STORED, models(g_1=priced))["configured_models"]

    assert [(row["model"], row["price_known"]) for row in rows] == [("g-1", True), ("o-1", False)]


def test_a_limit_of_cost_without_a_price_is_an_alert() -> None:
    quota = quota_figures({b"cost": b"5000000000"}, NOW)
    assert quota is not None
    [row] = alerts(replace(STORED, quotas={"openai": quota}))

    assert (row["name"], row["limit"]) == ("cost_unknown", 5.0)
    assert "PALJA_OPENAI_DAILY_COST_USD" in row["action"]


def test_a_quota_is_told_with_what_was_taken() -> None:
    second = int(NOW)
    kept = {
        f"r:{second - 61}": 7,
        f"r:{second - 60}": 2,
        f"r:{second}": 1,
        f"r:{second + 1}": 4,
        f"t:{second - 1}": 9000,
        "mean": 3000,
        "rpm": 10,
        "tpm": 0,
        "cost": 2_000_000_000,
        "day": second // 86_400,
        "spent": 1_500_000_000,
    }
    raw = {name.encode(): str(value).encode() for name, value in kept.items()}
    quota = quota_figures(raw, NOW)
    tomorrow = quota_figures(raw, NOW + 86_400)
    assert quota is not None
    assert tomorrow is not None

    assert told(replace(STORED, quotas={"openai": quota}))["quotas"] == {
        "openai": {
            "requests_last_minute": 3,
            "requests_per_minute": 10,
            "tokens_last_minute": 9000,
            "tokens_per_minute": None,
            "waiting": 4,
            "cost_today_usd": 1.5,
            "daily_cost_usd": 2.0,
        }
    }
    assert tomorrow["cost_today_usd"] == 0


def test_prometheus_is_told_of_circuits_and_quotas() -> None:
    quota = quota_figures({b"rpm": b"10", f"r:{int(NOW)}".encode(): b"3"}, NOW)
    assert quota is not None
    stored = replace(STORED, circuits={"openai": SHUT}, quotas={"openai": quota})
    content, _ = exposition(stored, ON, "")
    samples = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(content.decode())
        for sample in family.samples
    }

    states = ("closed", "half_open", "open")
    assert [samples["palja_breaker_state", *sorted(("openai", s))] for s in states] == [0, 0, 1]
    assert [samples["palja_breaker_state", *sorted(("gemini", s))] for s in states] == [1, 0, 0]
    assert samples["palja_breaker_failures", "openai", "refused"] == 5
    assert samples["palja_provider_requests_last_minute", "openai"] == 3
    assert samples["palja_provider_requests_limit", "openai"] == 10
    assert samples["palja_provider_cost_today_usd", "openai"] == 0
    assert ("palja_provider_cost_limit_usd", "openai") not in samples
    assert samples["palja_quota", "openai", "requests_last_minute"] == 3
    assert samples["palja_quota", "openai", "requests_per_minute"] == 10
