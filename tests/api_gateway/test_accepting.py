"""What a caller must be willing to take."""

from __future__ import annotations

import pytest

from api_gateway.accepting import Accepts
from api_gateway.checks import Checks
from tests.fakes.asgi import Application, call

APP = Checks(Application(), [Accepts()])
DATA = "/admin-api/ai/stats"


@pytest.mark.parametrize(
    "accept",
    ["*/*", "application/json", "APPLICATION/JSON", "text/html, application/*;q=0.5", None],
)
async def test_who_takes_json_is_served(accept: str | None) -> None:
    headers = [] if accept is None else [("accept", accept)]
    assert (await call(APP, headers=headers)).status == 200


@pytest.mark.parametrize("accept", ["text/html", "text/*", "application/xml, image/png"])
async def test_who_takes_no_json_is_refused(accept: str) -> None:
    answer = await call(APP, path=DATA, headers=[("accept", accept)])
    assert answer.problem == (406, "not_acceptable")


@pytest.mark.parametrize("path", ["/", "/compatibility", "/static/0123456789abcdef/css/base.css"])
async def test_a_page_is_served_to_who_takes_pages(path: str) -> None:
    assert (await call(APP, path=path, headers=[("accept", "text/html")])).status == 200


@pytest.mark.parametrize(
    ("accept", "status"),
    [("text/event-stream", 200), ("text/*", 200), ("application/json", 200), ("text/html", 406)],
)
async def test_who_takes_an_event_stream_is_served_events(accept: str, status: int) -> None:
    path = "/admin-api/saju/jobs/some-id/events"
    found = await call(APP, path=path, headers=[("accept", accept)])
    elsewhere = await call(APP, path=DATA, headers=[("accept", "text/event-stream")])

    assert (found.status, elsewhere.status) == (status, 406)


@pytest.mark.parametrize(
    "accepted", ["text/plain", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5", "*/*"]
)
async def test_a_scraper_is_given_text(accepted: str) -> None:
    answer = await call(APP, path="/metrics", headers=[("accept", accepted)])

    assert answer.status == 200


async def test_a_scraper_who_takes_no_text_is_refused() -> None:
    answer = await call(APP, path="/metrics", headers=[("accept", "image/png")])

    assert answer.problem == (406, "not_acceptable")


async def test_what_is_taken_may_be_said_in_several_headers() -> None:
    several = [("accept", "text/html"), ("accept", "application/json")]
    assert (await call(APP, headers=several)).status == 200
