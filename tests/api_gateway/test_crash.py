from __future__ import annotations

import orjson
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Message

from api_gateway.entrance import Entrance
from api_gateway.problems import HANDLERS


async def crashes(_request: Request) -> Response:
    raise RuntimeError("a secret")


async def test_an_error_nobody_foresaw_is_answered_under_the_requests_id() -> None:
    routed = Starlette(routes=[Route("/", crashes)], exception_handlers=HANDLERS)
    app = Entrance(routed, lambda: "new")
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"x-request-id", b"mine")]
    scope = {"type": "http", "method": "GET", "path": "/", "headers": headers, "query_string": b""}
    with pytest.raises(RuntimeError):  # handed on to the server, which logs it
        await app(scope, receive, send)
    start, body = sent
    assert start["status"] == 500
    assert dict(start["headers"])[b"x-request-id"] == b"mine"
    assert orjson.loads(body["body"])["code"] == "internal_error"
    assert b"secret" not in body["body"]
