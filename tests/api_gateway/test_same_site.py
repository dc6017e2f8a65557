"""The door that keeps other sites out."""

from __future__ import annotations

import pytest

from api_gateway.checks import Checks
from api_gateway.same_site import SameSite
from tests.fakes.asgi import Application, call

HOST = ("host", "127.0.0.1:8001")


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
    inner = Application()
    answer = await call(Checks(inner, [SameSite()]), headers=headers)

    assert (answer.status, inner.calls) == (200, 1)


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
    inner = Application()
    answer = await call(Checks(inner, [SameSite()]), headers=headers)

    assert answer.problem == (403, "forbidden")
    assert inner.calls == 0


@pytest.mark.parametrize("origin", ["http://[", "//[::", "http://a]b", "null"])
async def test_an_origin_that_is_no_address_is_kept_out(origin: str) -> None:
    inner = Application()
    answer = await call(Checks(inner, [SameSite()]), headers=[HOST, ("origin", origin)])
    assert answer.problem == (403, "forbidden")
    assert inner.calls == 0


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
    app = Checks(Application(), [SameSite(only_loopback=False, origins=("https://app.example",))])
    assert (await call(app, headers=headers)).status == 200


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
    app = Checks(Application(), [SameSite(only_loopback=False, origins=("https://app.example",))])
    assert (await call(app, headers=headers)).problem == (403, "forbidden")


async def test_while_open_a_named_origin_may_call_and_hosts_are_loopback_still() -> None:
    app = Checks(Application(), [SameSite(origins=("https://app.example",))])
    named = ("origin", "https://app.example")

    assert (await call(app, headers=[HOST, named])).status == 200
    answer = await call(app, headers=[("host", "saju.example"), named])
    assert answer.problem == (403, "forbidden")


async def test_names_of_hosts_ignore_case() -> None:
    app = Checks(Application(), [SameSite()])
    assert (await call(app, headers=[("host", "LOCALHOST:8001")])).status == 200


OPENED_FROM_ELSEWHERE = [
    HOST,
    ("sec-fetch-site", "cross-site"),
    ("sec-fetch-mode", "navigate"),
    ("sec-fetch-dest", "document"),
]


@pytest.mark.parametrize("path", ["/", "/compatibility"])
async def test_a_link_from_elsewhere_opens_a_page(path: str) -> None:
    app = Checks(Application(), [SameSite()])
    assert (await call(app, path=path, headers=OPENED_FROM_ELSEWHERE)).status == 200


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/admin-api/ai/stats", OPENED_FROM_ELSEWHERE),
        ("GET", "/docs", OPENED_FROM_ELSEWHERE),
        ("POST", "/", OPENED_FROM_ELSEWHERE),
        ("GET", "/", [*OPENED_FROM_ELSEWHERE[:3], ("sec-fetch-dest", "iframe")]),
        ("GET", "/", [*OPENED_FROM_ELSEWHERE[:2], ("sec-fetch-mode", "no-cors")]),
        ("GET", "/", [("host", "example.org"), *OPENED_FROM_ELSEWHERE[1:]]),
        ("GET", "/", [*OPENED_FROM_ELSEWHERE, ("origin", "https://example.org")]),
    ],
)
async def test_and_opens_nothing_else(
    method: str, path: str, headers: list[tuple[str, str]]
) -> None:
    app = Checks(Application(), [SameSite()])
    answer = await call(app, method, path, headers=headers)
    assert answer.problem == (403, "forbidden")
