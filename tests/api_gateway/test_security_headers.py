"""Careful headers, on pages, on data and on the answer to a crash."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from api_gateway.entrance import Entrance
from api_gateway.problems import HANDLERS
from tests.fakes.asgi import Answer, Application, call


async def answer_to(response: Response) -> Answer:
    async def respond(_request: Request) -> Response:
        return response

    return await call(Entrance(Application(respond), lambda: "new"))


async def test_data_is_neither_guessed_at_nor_kept_nor_referred_to() -> None:
    headers = (await answer_to(Response(b"{}", media_type="application/json"))).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert "content-security-policy" not in headers


async def test_a_page_may_load_from_here_alone_and_stands_in_no_frame() -> None:
    policy = (await answer_to(HTMLResponse("<p>"))).headers["content-security-policy"]

    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("name", "value"),
    [("cache-control", "max-age=60"), ("content-security-policy", "default-src 'self'")],
)
async def test_what_an_answer_says_itself_stays(name: str, value: str) -> None:
    headers = (await answer_to(HTMLResponse("<p>", headers={name: value}))).headers
    assert headers.getlist(name) == [value]


async def test_the_answer_to_a_crash_has_them_and_its_request_id() -> None:
    async def crash(_request: Request) -> Response:
        raise ZeroDivisionError("a secret")

    routed = Starlette(routes=[Route("/", crash)], exception_handlers=HANDLERS)
    app = Entrance(routed, lambda: "new")

    async def server(scope: Scope, receive: Receive, send: Send) -> None:
        with pytest.raises(ZeroDivisionError):  # raised again, for the server's log
            await app(scope, receive, send)

    answer = await call(server)

    assert answer.problem == (500, "internal_error")
    assert b"secret" not in answer.body
    assert answer.headers["x-request-id"] == "new"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
