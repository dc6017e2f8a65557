"""Warming asks for what is not known, a few at a time, and counts what comes of it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from client import AsyncPalja, Birth, GatewayUnreachable, Question, Unavailable
from scripts.pace import Pace
from scripts.warm import filling
from scripts.warm.filling import Filling
from scripts.warm.tally import Tally
from shared.clock import SystemClock
from tests.fakes.gateway import DONE, Cut, FakeGateway, Step, reply

QUESTIONS = [Question(birth=Birth(year=1990, month=3, day=day)) for day in range(1, 4)]
FULL = {"status": 503, "code": "queue_full", "detail": "d", "retry_after": 1}


def looked_up(*words: str) -> Step:
    rows = [{"index": n, "known": word, "problem": None} for n, word in enumerate(words)]
    return reply({"success": True, "items": rows})


def batch(*rows: dict[str, Any]) -> Step:
    empty = {"status": "queued", "job_id": None, "result": None, "problem": None}
    items = [{**empty, "index": n, **row} for n, row in enumerate(rows)]
    return reply({"success": True, "items": items})


def job(job_id: str = "a-job") -> dict[str, Any]:
    return {"job_id": job_id}


def done(**members: Any) -> Step:
    return reply({**DONE, **members})


def filled(
    gateway: FakeGateway,
    questions: list[Question],
    *,
    tally: Tally | None = None,
    at_once: int = 16,
    patience_s: float = 10,
) -> Tally:
    tally = tally or Tally()

    async def run() -> None:
        async with AsyncPalja(gateway.url, patience_s=patience_s) as palja:
            of_all = Filling(
                palja,
                tally,
                at_once=at_once,
                pace=Pace(None, SystemClock()),
                changed=lambda: None,
            )
            await of_all.fill(iter(questions))

    asyncio.run(run())
    return tally


def test_what_is_known_is_not_asked(gateway: FakeGateway) -> None:
    gateway.script([looked_up("fresh", "fresh", "fresh")])
    tally = filled(gateway, QUESTIONS)

    assert (tally.known, tally.warm, len(gateway.requests)) == (3, True, 1)


def test_what_is_not_known_or_stale_is_asked_and_waited_for(gateway: FakeGateway) -> None:
    gateway.script([looked_up("fresh", "no", "stale"), batch(job(), job()), done(), done()])
    tally = filled(gateway, QUESTIONS)

    assert (tally.known, tally.written, tally.warm) == (1, 2, True)
    assert tally.cost_usd == pytest.approx(0.5)
    asked = gateway.requests[1].json["items"]
    assert [item["birth_info"]["day"] for item in asked] == [2, 3]
    assert {item.get("priority") for item in asked} == {None}  # a batch's own: low


def test_calls_that_failed_are_paid_for_too(gateway: FakeGateway) -> None:
    calls = [
        {
            "provider": provider,
            "model": "m",
            "outcome": outcome,
            "code": 200,
            "ms": 8,
            "cost_usd": usd,
        }
        for provider, outcome, usd in [
            ("gemini", "contradicts_chart", 0.1),
            ("openai", "ok", 0.25),
        ]
    ]
    gateway.script([looked_up("no"), batch(job()), done(attempts=calls)])

    assert filled(gateway, QUESTIONS[:1]).cost_usd == pytest.approx(0.35)


def test_no_more_are_under_way_than_is_said(gateway: FakeGateway) -> None:
    gateway.script([looked_up("no", "no", "no"), *(batch(job()), done()) * 3])
    tally = filled(gateway, QUESTIONS, at_once=1)

    assert tally.written == 3
    assert [len(came.json["items"]) for came in gateway.requests[1::2]] == [1, 1, 1]


def test_what_the_engine_writes_or_wrote_is_not_warm(gateway: FakeGateway) -> None:
    gateway.script([looked_up("engine", "no"), batch(job()), done(model_used="saju_engine")])
    tally = filled(gateway, QUESTIONS[:2])

    assert (tally.by_engine, tally.written, tally.warm) == (2, 0, False)


def test_a_full_queue_is_waited_for_and_the_question_comes_again(gateway: FakeGateway) -> None:
    refused = {"status": "failed", "problem": FULL}
    gateway.script([looked_up("no", "no"), batch(job(), refused), done(), batch(job()), done()])
    tally = filled(gateway, QUESTIONS[:2])

    assert (tally.written, tally.warm) == (2, True)
    batches = [came for came in gateway.requests if came.asked[1].endswith("/batch")]
    assert [item["birth_info"]["day"] for item in batches[1].json["items"]] == [2]
    assert batches[1].at_s - batches[0].at_s >= 1


def test_while_no_worker_is_there_the_engines_answers_do_not_count(
    gateway: FakeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling._AWAY, "retry_after_s", 0.1)
    away = {"status": 503, "code": "store_unavailable", "detail": "d", "retry_after": 2}
    looked = {"success": True, "items": [{"index": 0, "known": None, "problem": away}]}
    degraded = {**DONE, "job_id": None, "model_used": "saju_engine", "degraded": True}
    by_engine = batch({"status": "completed", "result": degraded})
    gateway.script([reply(looked), by_engine, by_engine, batch(job()), done()])
    tally = filled(gateway, QUESTIONS[:1])

    assert (tally.written, tally.by_engine, tally.warm) == (1, 0, True)


def test_a_queue_that_stays_full_ends_it(gateway: FakeGateway) -> None:
    refused = {"status": "failed", "problem": {**FULL, "retry_after": 3600}}
    gateway.script([looked_up("no"), batch(refused)])

    with pytest.raises(Unavailable):
        filled(gateway, QUESTIONS[:1])


def test_failures_are_counted_by_their_reason(gateway: FakeGateway) -> None:
    wrong = {"status": "failed", "problem": {"status": 422, "code": "invalid", "detail": "d"}}
    failed = {"success": True, "status": "failed", "job_id": "a-job", "code": "crashed"}
    gateway.script([looked_up("no", "no"), batch(wrong, job()), reply(failed)])
    tally = filled(gateway, QUESTIONS[:2])

    assert tally.failed == {"invalid": 1, "crashed": 1}
    assert not tally.warm
    assert "1 failed (crashed)" in tally.line()


def test_a_gateway_that_goes_away_ends_it_and_what_was_done_stays_counted(
    gateway: FakeGateway,
) -> None:
    gateway.script([looked_up("fresh", "no", "no"), batch(job(), job()), done(), Cut(), Cut()])
    tally = Tally()

    with pytest.raises(GatewayUnreachable):
        filled(gateway, QUESTIONS, tally=tally, patience_s=0)
    assert (tally.known, tally.written) == (1, 1)
