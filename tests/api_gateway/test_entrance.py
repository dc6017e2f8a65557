"""What every request gets: an id, and an answer with it and with careful headers."""

from __future__ import annotations

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api_gateway.entrance import Entrance
from api_gateway.tracing import Tracing
from tests.fakes.asgi import Answer, Application, call


def entrance(app: ASGIApp) -> Entrance:
    return Entrance(app, lambda: "new")


async def answer_of_a_crash(app: ASGIApp) -> Answer:
    async def server(scope: Scope, receive: Receive, send: Send) -> None:
        with pytest.raises(RuntimeError):  # raised again, for the server's log
            await entrance(app)(scope, receive, send)

    return await call(server, headers={"X-Request-ID": "mine"})


async def test_a_sane_id_of_the_caller_is_given_back_and_logged() -> None:
    inner = Application()
    app = entrance(Tracing(inner, lambda count: "a" * 2 * count))

    answer = await call(app, headers={"X-Request-ID": "Job_7.a-b"})

    assert answer.headers["x-request-id"] == "Job_7.a-b"
    assert inner.bound["request_id"] == "Job_7.a-b"
    assert inner.bound["trace_id"] == "a" * 32


@pytest.mark.parametrize("given", ["", "a b", "a\nb", "x" * 129, "\xed\x95\x9c"])
async def test_any_other_gets_a_new_id(given: str) -> None:
    answer = await call(entrance(Application()), headers={"X-Request-ID": given})

    assert answer.headers["x-request-id"] == "new"


@pytest.mark.parametrize(("status", "told"), [(200, []), (202, []), (404, [404]), (503, [503])])
async def test_each_refusal_is_told_once(status: int, told: list[int]) -> None:
    async def answer(_request: Request) -> Response:
        return Response(status_code=status)

    refused: list[int] = []
    await call(Entrance(Application(answer), lambda: "new", refused.append))

    assert refused == told


async def test_what_is_no_http_passes_untouched() -> None:
    passed = []

    async def inner(scope: Scope, _receive: Receive, _send: Send) -> None:
        passed.append(scope)

    async def receive() -> Message:
        return {"type": "lifespan.startup"}

    async def send(message: Message) -> None:
        raise AssertionError(message)

    await entrance(inner)({"type": "lifespan"}, receive, send)

    assert passed == [{"type": "lifespan"}]


async def test_a_crash_of_a_door_is_answered_under_the_requests_id() -> None:
    async def crash(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise RuntimeError("a secret")

    answer = await answer_of_a_crash(crash)

    assert answer.problem == (500, "internal_error")
    assert answer.headers["x-request-id"] == "mine"
    assert answer.headers["cache-control"] == "no-store"
    assert b"secret" not in answer.body


async def test_a_crash_after_the_answer_has_begun_changes_nothing_of_it() -> None:
    async def crash(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
        raise RuntimeError("a secret")

    answer = await answer_of_a_crash(crash)

    assert (answer.status, answer.body) == (200, b"half")


async def test_an_answer_has_its_own_headers_besides() -> None:
    async def respond(_request: Request) -> Response:
        return Response(b"{}", headers={"Retry-After": "1"})

    assert (await call(entrance(Application(respond)))).headers["retry-after"] == "1"
