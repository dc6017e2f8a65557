"""docs/api.md, request by request, in order, as somebody who reads it would send them."""

from __future__ import annotations

import re
import time
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.api_page import assert_shown, examples, with_quotes
from tests.acceptance.stack import ROOT, Stack, running
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.acceptance.keys import Keys

PAGE = ROOT / "docs" / "api.md"
FIGURES_S = 3.0
"""What a worker has counted is told a moment after the answer is."""


@pytest.fixture(scope="module")
def openly() -> Iterator[Stack]:
    """What the page begins with: a system that nobody has asked anything, with one provider."""
    with FakeProvider() as provider, running(provider) as stack:
        yield stack


@pytest.fixture(scope="module")
def keyed(keys: Keys) -> Iterator[Stack]:
    keys.add("reader", "submit", "read")
    with running(PALJA_API_KEYS_FILE=str(keys.path)) as stack:
        yield stack


def test_each_request_is_answered_as_the_page_says(openly: Stack, keyed: Stack, keys: Keys) -> None:
    shell = {"PALJA_KEY": keys.made[-1]}
    sent = 0
    for example in examples(PAGE):
        request = example.request(shell)
        caller = (keyed if "Authorization" in request.headers else openly).caller
        until_s = time.perf_counter() + (FIGURES_S if request.method == "GET" else 0)
        while True:
            reply = caller.send(request.method, request.path, request.body, request.headers)
            if found := re.search(rb'"job_id":"([^"]+)"', reply.raw):
                shell["JOB"] = found[1].decode()
            try:
                example.assert_answered(reply, shell)
                break
            except AssertionError:
                if time.perf_counter() > until_s:
                    raise
        sent += 1
    assert sent > 20


def test_each_call_of_the_document_stands_on_the_page_with_its_scope(openly: Stack) -> None:
    described = {
        f"{method.upper()} {path}": scopes[0]["apiKey"][0] if scopes else "none"
        for path, operations in openly.caller.get("/openapi.json").json["paths"].items()
        for method, operation in operations.items()
        if (scopes := operation["security"]) is not None
    }
    told: dict[str, str] = {}
    for row in re.findall(r"^\| .*`(?:GET|POST|DELETE) /.*", PAGE.read_text("utf-8"), re.MULTILINE):
        calls, _, scope = row.strip("| ").split(" | ")
        told |= dict.fromkeys(
            re.findall(r"`((?:GET|POST|DELETE) /[^`]+)`", calls), scope.strip("`")
        )
    assert told == described | {"GET /openapi.json": "none", "GET /docs": "none"}


def test_each_code_of_a_problem_stands_on_the_page() -> None:
    sentences = tomllib.loads((ROOT / "api_gateway" / "messages" / "en.toml").read_text("utf-8"))
    rows = re.findall(r"^\| [\d, ]+ \| (.+?) \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert {code for row in rows for code in re.findall(r"`(\w+)`", row)} == (
        sentences["problems"].keys() - {"unknown"}
    )


@pytest.mark.parametrize(
    ("shown", "told"),
    [
        ('{"a": 1}', {"a": 2}),
        ('{"a": 1}', {"a": True}),
        ('{"a": 1}', {"a": 1, "b": 2}),
        ('{"a": 1, …}', {"b": 2}),
        ('{"a": [1, …, 4]}', {"a": [1, 2, 3]}),
        ('{"a": [1]}', {"a": [1, 2]}),
        ('{"a": "x…"}', {"a": "yx"}),
        ('{"a": {…}}', {"a": None}),
    ],
)
def test_an_answer_that_is_not_as_shown_is_noticed(shown: str, told: Any) -> None:
    with pytest.raises(AssertionError):
        assert_shown(with_quotes(shown), told, "here")


@pytest.mark.parametrize(
    ("shown", "told"),
    [
        ('{"a": …, "b": [1, …, 4], …}', {"a": None, "b": [1, 2, 3, 4], "c": 0}),
        ('{"a": "x…z", "b": […], "c": {…}}', {"a": "x\ny, z", "b": [], "c": {"d": 1}}),
    ],
)
def test_what_is_left_out_may_be_anything(shown: str, told: Any) -> None:
    assert_shown(with_quotes(shown), told, "here")
