"""The call for a month of the almanac: what may be asked, how it is kept, and what it says of itself."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from starlette.requests import Request
from starlette.responses import Response

from api_gateway.openapi.almanac import PARAMETERS, AlmanacAnswer
from api_gateway.parsing import MAX_PROBLEMS
from api_gateway.routes.almanac import almanac
from saju.zones import zone_of
from shared.errors import InvalidRequest
from tests.fakes.told import english


async def ask(query: str, **headers: str) -> Response:
    scope: dict[str, Any] = {
        "type": "http",
        "method": "GET",
        "path": "/admin-api/saju/calendar",
        "query_string": query.encode(),
        "headers": [
            (name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()
        ],
    }
    return await almanac(Request(scope))


@pytest.mark.parametrize(
    "query", ["month=1900-01", "month=2026-11&timezone=America/New_York", "month=2100-12"]
)
async def test_a_month_is_as_the_document_says(query: str) -> None:
    reply = await ask(query)

    assert reply.status_code == 200
    answer = AlmanacAnswer.model_validate_json(bytes(reply.body)).data
    assert f"month={answer.month}" in query
    assert 28 <= len(answer.days) <= 31
    assert len(answer.month_pillars) == 2
    assert len([day for day in answer.days if day.term]) == 2


async def test_a_month_may_be_kept_and_is_not_sent_again() -> None:
    first = await ask("month=2026-11")
    again = await ask("month=2026-11", if_none_match=first.headers["etag"])
    other = await ask("month=2026-12", if_none_match=first.headers["etag"])

    assert first.headers["cache-control"] == "public, max-age=86400"
    assert (again.status_code, bytes(again.body)) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert other.status_code == 200


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("", [("month", "required")]),
        ("month=1899-12", [("month", "month_out_of_range")]),
        ("month=2101-01", [("month", "month_out_of_range")]),
        ("month=2026-13", [("month", "month_out_of_range")]),
        ("month=2026-1", [("month", "month_out_of_range")]),
        ("month=٢٠٢٦-11", [("month", "month_out_of_range")]),
        ("month=2026-11-01", [("month", "month_out_of_range")]),
        ("month=2026-11%0A", [("month", "month_out_of_range")]),
        ("month=2026-11&month=2026-12", [("month", "duplicate_key")]),
        ("month=2026-11&timezone=Mars/Olympus", [("timezone", "unknown_timezone")]),
        ("month=2026-11&timezone=", [("timezone", "unknown_timezone")]),
        ("month=2026-11&timezone=../../etc/passwd", [("timezone", "unknown_timezone")]),
        ("month=2026-11&tz=Asia/Seoul", [("tz", "unknown_field")]),
        ("monat=2026-11", [("monat", "unknown_field"), ("month", "required")]),
    ],
)
async def test_what_is_no_month_is_told_with_its_field_and_an_example(
    query: str, rows: list[tuple[str, str]]
) -> None:
    with pytest.raises(InvalidRequest) as caught:
        await ask(query)

    assert (caught.value.code, caught.value.status) == ("invalid_request", 422)
    assert [(problem.field, problem.code) for problem in caught.value.problems] == rows
    for problem in caught.value.problems:
        assert "for example" in english(problem) or problem.code == "unknown_field"
        assert "passwd" not in english(problem) or len(english(problem)) < 200


async def test_a_long_name_is_not_told_back_whole() -> None:
    with pytest.raises(InvalidRequest) as caught:
        await ask("month=2026-11&timezone=" + "x" * 5000)

    assert len(english(caught.value.problems[0])) < 250


async def test_of_many_wrong_names_some_are_told() -> None:
    with pytest.raises(InvalidRequest) as caught:
        await ask("&".join(f"n{number}" for number in range(2000)))

    assert len(caught.value.problems) == MAX_PROBLEMS


def test_the_examples_of_the_document_are_good() -> None:
    examples = {row["name"]: row.get("example") for row in PARAMETERS}
    zone_of(str(examples["timezone"]))
    assert orjson.dumps(examples["month"]) == b'"2026-11"'
