"""What every request passes, called as ASGI."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
import structlog
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api_gateway.middleware import AcceptsJson, RequestId, SameSite

HOST = ("host", "127.0.0.1:8001")


class Inner:
    """An application that answers 200 and remembers whether it was called, and with what bound."""

    def __init__(self) -> None:
        self.calls = 0
        self.bound: dict[str, Any] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's form
        self.calls += 1
        self.bound = structlog.contextvars.get_contextvars()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})


async def call(
    app: ASGIApp, *headers: tuple[str, str], kind: str = "http", path: str = "/"
) -> tuple[int, Headers, bytes]:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        sent.append(message)

    raw = [(name.encode(), value.encode()) for name, value in headers]
    await app({"type": kind, "method": "GET", "path": path, "headers": raw}, receive, send)
    return sent[0]["status"], Headers(raw=sent[0]["headers"]), sent[1]["body"]


def assert_problem(answer: tuple[int, Headers, bytes], status: int, code: str) -> None:
    found, headers, body = answer
    fields = orjson.loads(body)
    assert (found, fields["status"], fields["code"]) == (status, status, code)
    assert headers["content-type"] == "application/problem+json"


async def test_a_sane_id_of_the_caller_is_given_back_and_logged() -> None:
    inner = Inner()
    _, headers, _ = await call(RequestId(inner, lambda: "new"), ("x-request-id", "Job_7.a-b"))

    assert headers["x-request-id"] == "Job_7.a-b"
    assert inner.bound["request_id"] == "Job_7.a-b"
    assert "request_id" not in structlog.contextvars.get_contextvars()


@pytest.mark.parametrize("given", ["", "a b", "a\nb", "x" * 129, "한"])
async def test_any_other_gets_a_new_id(given: str) -> None:
    app = RequestId(Inner(), lambda: "new")
    _, headers, _ = await call(app, ("x-request-id", given))

    assert headers["x-request-id"] == "new"


@pytest.mark.parametrize(
    "headers",
    [
        [HOST],
        [("host", "localhost")],
        [("host", "localhost:8001")],
        [("host", "127.1.2.3:8001")],
        [("host", "[::1]:8001")],
        [("host", "[::1]")],
        [HOST, ("origin", "http://127.0.0.1:8001")],
        [HOST, ("sec-fetch-site", "same-origin")],
        [HOST, ("sec-fetch-site", "none")],
    ],
)
async def test_who_calls_from_this_host_is_let_in(headers: list[tuple[str, str]]) -> None:
    inner = Inner()
    status, _, _ = await call(SameSite(inner), *headers)

    assert (status, inner.calls) == (200, 1)


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("host", "")],
        [("host", "example.org")],
        [("host", "127.0.0.1.example.org:8001")],
        [("host", "localhost.example.org")],
        [("host", "example.org:8001")],
        [HOST, ("origin", "https://example.org")],
        [HOST, ("origin", "null")],
        [HOST, ("origin", "http://127.0.0.1:9999")],
        [HOST, ("sec-fetch-site", "cross-site")],
    ],
)
async def test_another_site_is_kept_out(headers: list[tuple[str, str]]) -> None:
    inner = Inner()
    answer = await call(SameSite(inner), *headers)

    assert_problem(answer, 403, "forbidden")
    assert inner.calls == 0


@pytest.mark.parametrize(
    "accept",
    ["*/*", "application/json", "APPLICATION/JSON", "text/html, application/*;q=0.5", None],
)
async def test_who_takes_json_is_served(accept: str | None) -> None:
    headers = () if accept is None else (("accept", accept),)
    status, _, _ = await call(AcceptsJson(Inner()), *headers)

    assert status == 200


@pytest.mark.parametrize("accept", ["text/html", "text/*", "application/xml, image/png"])
async def test_who_takes_no_json_is_refused(accept: str) -> None:
    assert_problem(await call(AcceptsJson(Inner()), ("accept", accept)), 406, "not_acceptable")


@pytest.mark.parametrize(
    ("accept", "status"),
    [("text/event-stream", 200), ("text/*", 200), ("application/json", 200), ("text/html", 406)],
)
async def test_who_takes_an_event_stream_is_served_events(accept: str, status: int) -> None:
    path = "/admin-api/saju/jobs/some-id/events"
    found, _, _ = await call(AcceptsJson(Inner()), ("accept", accept), path=path)
    elsewhere, _, _ = await call(AcceptsJson(Inner()), ("accept", "text/event-stream"))

    assert (found, elsewhere) == (status, 406)


async def test_what_is_no_http_passes_untouched() -> None:
    inner = Inner()
    app = RequestId(SameSite(AcceptsJson(inner)), lambda: "new")
    _, headers, _ = await call(app, ("accept", "text/html"), kind="websocket")

    assert inner.calls == 1
    assert "x-request-id" not in headers


@pytest.mark.parametrize("origin", ["http://[", "//[::", "http://a]b", "null"])
async def test_an_origin_that_is_no_address_is_kept_out(origin: str) -> None:
    inner = Inner()
    assert_problem(await call(SameSite(inner), HOST, ("origin", origin)), 403, "forbidden")
    assert inner.calls == 0


async def test_host_names_ignore_case_and_accept_may_come_in_several_headers() -> None:
    assert (await call(SameSite(Inner()), ("host", "LOCALHOST:8001")))[0] == 200
    accepts = (("accept", "text/html"), ("accept", "application/json"))
    assert (await call(AcceptsJson(Inner()), *accepts))[0] == 200


@pytest.mark.parametrize(
    "accepted", ["text/plain", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5", "*/*"]
)
async def test_a_scraper_is_given_text(accepted: str) -> None:
    status, _, _ = await call(AcceptsJson(Inner()), ("accept", accepted), path="/metrics")

    assert status == 200


async def test_a_scraper_who_takes_no_text_is_refused() -> None:
    answer = await call(AcceptsJson(Inner()), ("accept", "image/png"), path="/metrics")

    assert_problem(answer, 406, "not_acceptable")


@pytest.mark.parametrize(
    "headers",
    [
        [HOST, ("origin", "https://app.example"), ("sec-fetch-site", "cross-site")],
        [("host", "saju.example"), ("origin", "https://app.example")],
        [("host", "saju.example"), ("origin", "https://saju.example")],
        [("host", "saju.example")],
    ],
)
async def test_with_keys_named_origins_and_any_host_are_let_in(
    headers: list[tuple[str, str]],
) -> None:
    app = SameSite(Inner(), only_loopback=False, origins=("https://app.example",))
    assert (await call(app, *headers))[0] == 200


@pytest.mark.parametrize(
    "headers",
    [
        [("host", "saju.example"), ("origin", "https://app.example.evil.example")],
        [("host", "saju.example"), ("origin", "http://app.example")],
        [("host", "saju.example"), ("origin", "https://app.example:8443")],
        [("host", "saju.example"), ("origin", "null")],
        [("host", "saju.example"), ("sec-fetch-site", "cross-site")],
    ],
)
async def test_with_keys_other_sites_stay_out(headers: list[tuple[str, str]]) -> None:
    app = SameSite(Inner(), only_loopback=False, origins=("https://app.example",))
    assert_problem(await call(app, *headers), 403, "forbidden")


async def test_while_open_a_named_origin_may_call_and_hosts_are_loopback_still() -> None:
    app = SameSite(Inner(), origins=("https://app.example",))
    named = ("origin", "https://app.example")

    assert (await call(app, HOST, named))[0] == 200
    assert_problem(await call(app, ("host", "saju.example"), named), 403, "forbidden")
