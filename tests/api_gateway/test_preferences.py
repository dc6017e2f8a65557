from __future__ import annotations

import pytest
from starlette.requests import Request

from api_gateway.preferences import preferred_wait_s, queried_wait_s
from shared.errors import InvalidRequest


def request(query: str = "", *prefer: str) -> Request:
    return Request(
        {
            "type": "http",
            "query_string": query.encode(),
            "headers": [(b"prefer", header.encode()) for header in prefer],
        }
    )


@pytest.mark.parametrize(
    ("header", "wait_s"),
    [
        ("wait=7", 7),
        ("WAIT = 7", 7),
        ('wait="7"', 7),
        ("respond-async, wait=7", 7),
        ("wait=7, respond-async", 7),
        ("wait=7; note=x", 7),
        ("wait=0", 0),
        ("wait=31", 30),
        ("wait=999999999", 30),
        ("wait=-1", 0),
        ("wait=soon", 0),
        ("wait", 0),
        ("await=7", 0),
        ("wait=9999999999", 0),
        ("", 0),
    ],
)
def test_a_preference_is_a_wait_of_30_seconds_at_most_or_ignored(
    header: str, wait_s: float
) -> None:
    assert preferred_wait_s(request("", header)) == wait_s


def test_the_first_header_with_a_wait_counts() -> None:
    assert preferred_wait_s(request("", "respond-async", "wait=3", "wait=4")) == 3


def test_who_prefers_nothing_does_not_wait() -> None:
    assert preferred_wait_s(request()) == 0


@pytest.mark.parametrize(
    ("query", "wait_s"),
    [
        *(("", 0), ("wait=0", 0), ("wait=2.5", 2.5), ("wait=30", 30), ("wait=600", 30), ("x=1", 0)),
        *(("wait=1e1", 10), ("wait=2.5E-1", 0.25), ("wait=1e%2B400", 30), ("wait=1e-400", 0)),
    ],
)
def test_a_query_is_a_wait_of_30_seconds_at_most(query: str, wait_s: float) -> None:
    assert queried_wait_s(request(query)) == wait_s


@pytest.mark.parametrize("text", ["", "soon", "-1", "1e", "nan", "inf", "1.", ".5", "%D9%A3"])
def test_a_query_that_is_no_number_is_refused_by_name(text: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        queried_wait_s(request(f"wait={text}"))

    assert (caught.value.status, caught.value.code) == (422, "invalid_request")
    assert [problem.field for problem in caught.value.problems] == ["wait"]
