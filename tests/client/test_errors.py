"""What goes wrong is told by one tree of errors, after as many tries as are worth it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from client import (
    BadAddress,
    Birth,
    Forbidden,
    GatewayUnreachable,
    InvalidRequest,
    JobNotFound,
    NotFound,
    Palja,
    PaljaError,
    Problem,
    Question,
    RateLimited,
    Unauthenticated,
    Unavailable,
    UnexpectedAnswer,
)
from tests.acceptance.stack import free_ports
from tests.fakes.gateway import ANSWER, Cut, FakeGateway, Half, Silent, Step, problem, reply
from tests.fakes.wire import Reply

if TYPE_CHECKING:
    from tests.client.conftest import Driven

QUESTION = Question(birth=Birth(year=1990, month=3, day=15))
PAGE = Reply(404, b"<html>nothing here</html>", "text/html")
GATEWAY_PAGE = Reply(502, b"<html>nobody behind</html>", "text/html")


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "malformed_json", InvalidRequest),
        (401, "unauthenticated", Unauthenticated),
        (403, "forbidden", Forbidden),
        (404, "not_found", NotFound),
        (404, "job_not_found", JobNotFound),
        (405, "method_not_allowed", InvalidRequest),
        (409, "idempotency_conflict", InvalidRequest),
        (413, "body_too_large", InvalidRequest),
        (422, "invalid_birth_info", InvalidRequest),
        (418, "teapot", Problem),
        (500, "internal_error", Problem),
    ],
)
def test_what_would_be_the_same_again_is_asked_once(
    gateway: FakeGateway, palja: Driven, status: int, code: str, kind: type[Problem]
) -> None:
    gateway.script([problem(status, code)])

    with pytest.raises(kind) as caught:
        palja.generate(QUESTION)

    assert type(caught.value) is kind
    assert (caught.value.status, caught.value.code, caught.value.request_id) == (status, code, "r1")
    assert len(gateway.requests) == 1


def test_a_status_that_no_standard_knows_is_a_problem_too(
    gateway: FakeGateway, palja: Driven
) -> None:
    gateway.script([Reply(525, b"<html>", "text/html")])

    with pytest.raises(Problem, match="525 server_error"):
        palja.generate(QUESTION)


def test_a_problem_tells_every_field_in_one_line(gateway: FakeGateway, palja: Driven) -> None:
    errors = [
        {"field": "birth_info.day", "code": "c", "message": "no such day"},
        {"field": "language", "code": "c", "message": "ko or en"},
    ]
    gateway.script([problem(422, "invalid_birth_info", errors=errors)])

    with pytest.raises(InvalidRequest) as caught:
        palja.generate(QUESTION)
    assert str(caught.value) == (
        "422 invalid_birth_info: No. (birth_info.day: no such day; language: ko or en)"
    )
    assert [error.field for error in caught.value.errors] == ["birth_info.day", "language"]


@pytest.mark.parametrize(
    "first",
    [
        Cut(),
        Half(reply(ANSWER)),
        GATEWAY_PAGE,
        problem(503, "store_unavailable"),
        problem(504, "gateway_timeout"),
        Reply(503, b"", "text/plain"),
    ],
    ids=["reset", "half", "502 page", "503", "504", "503 without a word"],
)
def test_what_may_pass_is_asked_again_with_the_same_idempotency_key(
    gateway: FakeGateway, palja: Driven, first: Step
) -> None:
    gateway.script([first, reply(ANSWER)])

    assert palja.generate(QUESTION).response == ANSWER["response"]

    one, other = gateway.requests
    assert one.request.body == other.request.body
    assert one.request.headers["idempotency-key"] == other.request.headers["idempotency-key"]


@pytest.mark.parametrize(("status", "code"), [(429, "rate_limited"), (503, "queue_full")])
def test_retry_after_is_waited_for(
    gateway: FakeGateway, palja: Driven, status: int, code: str
) -> None:
    gateway.script([problem(status, code, retry_after=1), reply(ANSWER)])

    palja.generate(QUESTION)

    one, other = gateway.requests
    assert other.at_s - one.at_s >= 1


@pytest.mark.parametrize(("status", "kind"), [(429, RateLimited), (503, Unavailable)])
def test_a_retry_after_beyond_the_patience_is_told_at_once(
    gateway: FakeGateway, open_palja: Callable[..., Driven], status: int, kind: type[Problem]
) -> None:
    gateway.script([problem(status, "busy", retry_after=300)] * 2)

    with pytest.raises(kind) as caught:
        open_palja(patience_s=20).generate(QUESTION)
    assert caught.value.retry_after_s == 300
    with pytest.raises(kind):
        open_palja().generate(QUESTION, patience_s=0)
    assert len(gateway.requests) == 2


def test_patience_ends(gateway: FakeGateway, open_palja: Callable[..., Driven]) -> None:
    gateway.script([Cut()] * 50)

    with pytest.raises(GatewayUnreachable, match="broke off the connection"):
        open_palja(patience_s=0.5).generate(QUESTION)
    assert 2 <= len(gateway.requests) <= 8


def test_to_take_a_submit_back_is_not_tried_again_where_it_may_be_done(
    gateway: FakeGateway, palja: Driven
) -> None:
    gateway.script([Cut()])
    with pytest.raises(GatewayUnreachable):
        palja.cancel("a-job")
    assert len(gateway.requests) == 1

    gateway.script([problem(503, "store_unavailable"), reply({"status": "cancelled"})])
    assert palja.cancel("a-job") == "cancelled"


def test_a_gateway_that_says_nothing_is_left(
    gateway: FakeGateway, open_palja: Callable[..., Driven]
) -> None:
    gateway.script([Silent()])

    with pytest.raises(GatewayUnreachable, match="did not answer in time"):
        open_palja(timeout_s=0.2, patience_s=0).generate(QUESTION)


def test_where_nobody_listens_one_line_names_the_address_and_no_key(
    open_palja: Callable[..., Driven],
) -> None:
    [port] = free_ports(1)
    palja = open_palja(f"http://127.0.0.1:{port}", key="secret-key", patience_s=0)

    with pytest.raises(GatewayUnreachable) as caught:
        palja.stats()
    line = str(caught.value)
    assert line.startswith(f"http://127.0.0.1:{port} cannot be reached")
    assert "\n" not in line
    assert "secret-key" not in line


@pytest.mark.parametrize(
    "answer",
    [
        PAGE,
        Reply(200, b"<html>hello</html>", "text/html"),
        reply([1]),
        reply({"status": "completed"}),
        reply({"status": "error", "code": 7, "detail": "of another kind"}, 400),
        Reply(302, b"", "text/html", (("Location", "http://127.0.0.1:1/elsewhere"),)),
    ],
    ids=["404 page", "200 page", "list", "members missing", "other problem", "redirect"],
)
def test_another_server_at_this_address_is_told_as_such(
    gateway: FakeGateway, palja: Driven, answer: Reply
) -> None:
    gateway.script([answer])

    with pytest.raises(UnexpectedAnswer, match="is the address right"):
        palja.generate(QUESTION)
    assert len(gateway.requests) == 1


@pytest.mark.parametrize(
    "url",
    [
        "", "127.0.0.1:8001", "ftp://127.0.0.1", "http://", "http://[::1", "http://host:port",
        "http://user:secret@host", "http://host/?key=secret", "http://host/#x",
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_told_with_an_example(url: str) -> None:
    with pytest.raises(BadAddress, match="for example http://127.0.0.1:8001") as caught:
        Palja(url)
    if "@" in url:
        assert "secret" not in str(caught.value)


@pytest.mark.parametrize("key", ["", "with space", "with\nline", "한글"])
def test_a_key_that_is_none_is_told_without_it(key: str) -> None:
    with pytest.raises(BadAddress) as caught:
        Palja(key=key)
    assert not key or key not in str(caught.value)


def test_a_proxy_of_the_environment_is_not_asked_for_this_machine(
    gateway: FakeGateway, open_palja: Callable[..., Driven], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    gateway.script([reply(ANSWER)])

    assert open_palja().generate(QUESTION).cache_hit


def test_a_gateway_under_a_path_is_asked_under_it(
    gateway: FakeGateway, open_palja: Callable[..., Driven]
) -> None:
    gateway.script([reply(ANSWER)])
    open_palja(f"{gateway.url}/palja/").generate(QUESTION)

    assert gateway.asked == [("POST", "/palja/admin-api/saju/ai-generate")]


def test_problems_are_asked_for_in_a_language(
    gateway: FakeGateway, open_palja: Callable[..., Driven]
) -> None:
    gateway.script([problem(422, "invalid_request")])

    with pytest.raises(PaljaError):
        open_palja(language="ko").generate(QUESTION)
    assert gateway.requests[0].request.headers["accept-language"] == "ko"
