"""`palja warm` from its words to its exit status, and what it says beforehand."""

from __future__ import annotations

from typing import Any

import pytest
from typer.testing import CliRunner, Result

from client.figures import Figures
from scripts.cli import app
from scripts.estimates import cost_per_answer_usd, seconds_per_call
from tests.fakes.gateway import DONE, FakeGateway, problem, reply
from tests.fakes.wire import Reply
from tests.scripts.figures import FIGURES, LATENCIES, LATENCY

DAY = ("warm", "--from", "1990-03-15", "--gender", "none")  # thirteen charts
NOTHING = reply({"success": True, "items": []})
ALLOWED = (NOTHING, reply({"success": True, "data": FIGURES}))


def looked_up(*words: str | None) -> Reply:
    rows = [
        {
            "index": number,
            "known": word,
            "problem": None if word else {"status": 422, "code": "invalid", "detail": "d"},
        }
        for number, word in enumerate(words)
    ]
    return reply({"success": True, "items": rows})


def figures(**members: Any) -> dict[str, Any]:
    return {"success": True, "data": {**FIGURES, **members}}


def ended(gateway: FakeGateway, *words: str) -> Result:
    return CliRunner().invoke(app, (*words, "--url", gateway.url))


def test_it_is_said_beforehand_how_much_it_will_be(gateway: FakeGateway) -> None:
    calls = {**LATENCIES, "provider_calls": {**LATENCY, "mean": 8.0}}
    looked = looked_up(*["fresh"] * 3, "engine", "stale", *["no"] * 8)
    gateway.script([NOTHING, reply(figures(latency=calls)), looked])
    result = ended(gateway, *DAY, "--dry-run", "--at-once", "4")

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "13 charts: 3 known, 10 to be written",
        "cost: about $0.05",  # ten of what eight answers have cost 4 cents
        "time: at least 20 s, with 4 at once",
    ]
    assert len(gateway.requests) == 3


def test_a_limit_that_takes_longer_is_what_the_time_is_told_by(gateway: FakeGateway) -> None:
    calls = {**LATENCIES, "provider_calls": {**LATENCY, "mean": 8.0}}
    gateway.script([NOTHING, reply(figures(latency=calls)), looked_up(*["no"] * 13)])
    result = ended(gateway, *DAY, "--dry-run", "--at-once", "13", "--limit-rps", "0.5")

    assert result.stdout.splitlines()[-1] == "time: at least 26 s, at 0.5 a second"


def test_what_was_never_measured_is_not_foretold(gateway: FakeGateway) -> None:
    unpriced = [{**FIGURES["models"][0], "cost_usd": None}]
    gateway.script([NOTHING, reply(figures(models=unpriced)), looked_up(*["no"] * 12, None)])
    result = ended(gateway, *DAY, "--dry-run")

    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "13 charts: 0 known, 12 to be written",
        "1 would be refused",
        "cost: not known yet",
        "time: not known yet",
    ]


@pytest.mark.parametrize(
    ("members", "cost"),
    [
        ({}, 0.005),  # eight by gemini
        ({"models_available": ["saju_engine"]}, 0.0),
        ({"answers": {"saju_engine": 2, "stale_cache": 1}}, None),
        ({"models": []}, None),
    ],
)
def test_a_cost_is_what_answers_of_models_have_cost(
    members: dict[str, Any], cost: float | None
) -> None:
    told = Figures.of({**FIGURES, **members})

    assert cost_per_answer_usd(told) == (None if cost is None else pytest.approx(cost))
    assert seconds_per_call(told) is None


def test_each_way_to_ask_is_asked(gateway: FakeGateway) -> None:
    gateway.script([*ALLOWED, looked_up(*["fresh"] * 52)])
    result = ended(
        gateway, *DAY, "--service", "wealth", "--service", "daily_fortune",
        "--lang", "ko", "--lang", "en", "--date", "2026-11-28",
    )  # fmt: skip

    assert result.exit_code == 0
    assert result.stdout.startswith("52 charts: 52 known, 0 written")
    asked = gateway.requests[2].json["items"]
    ways = {(item["service_type"], item["language"], item.get("date")) for item in asked}
    assert ways == {
        ("wealth", "ko", None), ("wealth", "en", None),
        ("daily_fortune", "ko", "2026-11-28"), ("daily_fortune", "en", "2026-11-28"),
    }  # fmt: skip


def test_what_was_done_is_told_when_the_gateway_refuses_the_rest(gateway: FakeGateway) -> None:
    gateway.script([*ALLOWED, looked_up(*["fresh"] * 12, "no"), problem(403, "forbidden")])
    result = ended(gateway, *DAY)

    assert (result.exit_code, result.stdout) == (1, "")
    told, refused = result.stderr.splitlines()
    assert told.startswith("palja: 12 charts: 12 known")
    assert told.endswith("the same command goes on from here")
    assert "palja keys list" in refused


def test_who_may_not_ask_learns_it_before_anything_is_computed(gateway: FakeGateway) -> None:
    gateway.script([problem(401, "unauthenticated"), NOTHING, problem(403, "forbidden")])
    words = ("warm", "--from", "1900-01-01", "--to", "2100-12-31")
    without, may_not_read = ended(gateway, *words), ended(gateway, *words)

    assert (without.exit_code, may_not_read.exit_code) == (1, 1)
    assert "PALJA_API_KEY" in without.stderr
    assert "palja keys list" in may_not_read.stderr


def test_what_the_engine_wrote_is_told_with_its_reason(gateway: FakeGateway) -> None:
    row = {"index": 0, "status": "queued", "job_id": "a-job", "result": None, "problem": None}
    engine = {**DONE, "model_used": "saju_engine", "usage": {**DONE["usage"], "cost_usd": 0.0}}
    batch = reply({"success": True, "items": [row]})
    gateway.script([*ALLOWED, looked_up(*["fresh"] * 12, "no"), batch, reply(engine)])
    result = ended(gateway, *DAY)

    assert result.exit_code == 1
    assert "12 known, 0 written, 1 by the engine, for $0.0000" in result.stdout
    assert "PALJA_FALLBACK_TTL" in result.stderr
