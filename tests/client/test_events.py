"""A job is followed to its end, whatever becomes of the connections."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from client import (
    Attempt,
    AttemptEvent,
    CompletedEvent,
    GatewayUnreachable,
    JobNotFound,
    StatusEvent,
    TextEvent,
    UnexpectedAnswer,
    Unsendable,
)
from tests.fakes.gateway import DONE, FakeGateway, events, problem

if TYPE_CHECKING:
    from tests.client.conftest import Driven

PATH = "/admin-api/saju/jobs/a-job/events"
RUNNING = ("status", "1-0", {"status": "running", "job_id": "a-job"})
ATTEMPT = {"provider": "gemini", "model": "g", "outcome": "timeout", "code": None, "ms": 9}
COMPLETED = ("completed", "9-0", DONE)


def text(event_id: str, offset: int, words: str) -> tuple[str, str, object]:
    return "text", event_id, {"attempt": 1, "offset": offset, "text": words, "checked": False}


def test_events_come_in_their_order_and_end_with_the_answer(
    gateway: FakeGateway, palja: Driven
) -> None:
    gateway.script(
        [
            events(
                RUNNING,
                ("attempt", "2-0", ATTEMPT),
                b": keep-alive\n\n",
                text("3-0", 0, "굳다"),
                COMPLETED,
            )
        ]
    )

    running, attempt, piece, completed = palja.events("a-job")

    assert running == StatusEvent("1-0", "running", None)
    assert attempt == AttemptEvent("2-0", Attempt("gemini", "g", "timeout", None, 9))
    assert piece == TextEvent("3-0", 1, 0, "굳다")
    assert isinstance(completed, CompletedEvent)
    assert completed.answer.response == DONE["response"]
    [came] = gateway.requests
    assert came.asked == ("GET", PATH)
    assert came.request.headers["accept"] == "text/event-stream"


@pytest.mark.parametrize("cut", [True, False], ids=["reset", "ended"])
def test_a_stream_that_breaks_off_goes_on_where_it_was(
    gateway: FakeGateway, palja: Driven, *, cut: bool
) -> None:
    first = events(RUNNING, text("3-0", 0, "one "), cut=cut)
    gateway.script([first, events(RUNNING, text("4-0", 4, "two"), COMPLETED)])

    found = palja.events("a-job")

    assert [event.text for event in found if isinstance(event, TextEvent)] == ["one ", "two"]
    assert [type(event) for event in found].count(StatusEvent) == 1  # told again, and not new
    assert isinstance(found[-1], CompletedEvent)
    assert "last-event-id" not in gateway.requests[0].request.headers
    assert gateway.requests[1].request.headers["last-event-id"] == "3-0"


def test_half_an_event_is_none(gateway: FakeGateway, palja: Driven) -> None:
    half = b'event: text\nid: 5-0\ndata: {"attempt":1,"offset":0,"te'
    gateway.script([events(text("4-0", 0, "a"), half), events(text("5-0", 1, "b"), COMPLETED)])

    found = palja.events("a-job")

    assert [event.text for event in found if isinstance(event, TextEvent)] == ["a", "b"]
    assert gateway.requests[1].request.headers["last-event-id"] == "4-0"


def test_a_store_that_is_away_is_waited_for(gateway: FakeGateway, palja: Driven) -> None:
    gateway.script([events(RUNNING), problem(503, "store_unavailable"), events(COMPLETED)])

    assert isinstance(palja.events("a-job")[-1], CompletedEvent)


def test_patience_ends_where_nothing_new_comes(
    gateway: FakeGateway, open_palja: Callable[..., Driven]
) -> None:
    gateway.script([events(RUNNING)] * 50)

    with pytest.raises(GatewayUnreachable, match="before the job did"):
        open_palja(patience_s=0.5).events("a-job")
    assert len(gateway.requests) <= 8


def test_a_job_that_failed_is_the_last_status(gateway: FakeGateway, palja: Driven) -> None:
    failed = {"success": True, "status": "failed", "job_id": "a-job", "code": "c", "chart": None}
    gateway.script([events(RUNNING, ("status", "2-0", failed))])

    last = palja.events("a-job")[-1]

    assert (last.status, last.job.code) == ("failed", "c")


def test_a_job_whose_record_is_gone_is_not_found(gateway: FakeGateway, palja: Driven) -> None:
    gateway.script([events(RUNNING), problem(404, "job_not_found")])

    with pytest.raises(JobNotFound):
        palja.events("a-job")


def test_who_has_followed_before_goes_on_behind_it(gateway: FakeGateway, palja: Driven) -> None:
    gateway.script([events(COMPLETED)])
    palja.events("a-job", last_event_id="7-0")

    assert gateway.requests[0].request.headers["last-event-id"] == "7-0"


@pytest.mark.parametrize("wrong", ["", "a\nb", "한", "1 2"])
def test_an_id_that_is_none_is_told_before_anything_is_sent(
    gateway: FakeGateway, palja: Driven, wrong: str
) -> None:
    with pytest.raises(Unsendable, match="for example 1700000000000-0"):
        palja.events("a-job", last_event_id=wrong)
    assert gateway.requests == []


def test_a_kind_that_is_new_is_let_be(gateway: FakeGateway, palja: Driven) -> None:
    gateway.script([events(("mood", "2-0", {"good": True}), COMPLETED)])

    assert len(palja.events("a-job")) == 1


def test_only_a_line_feed_ends_a_line(gateway: FakeGateway, palja: Driven) -> None:
    gateway.script([events(text("3-0", 0, "a\u2028b\u0085c\nd"), COMPLETED)])

    assert palja.events("a-job")[0].text == "a\u2028b\u0085c\nd"


def test_what_is_no_event_of_ours_is_told(gateway: FakeGateway, palja: Driven) -> None:
    gateway.script([events(("text", "3-0", {"words": "?"}))])

    with pytest.raises(UnexpectedAnswer):
        palja.events("a-job")
