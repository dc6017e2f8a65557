from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import orjson
import pytest

from api_gateway.openapi.document import openapi_document
from api_gateway.openapi.page import METHODS, docs_page

DOCUMENT = orjson.loads(openapi_document())
EMPTY = {"meta", "link"}


class Page(HTMLParser):
    """What a page holds: ids, addresses, and whether its elements are closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.addresses: list[str] = []
        self.tags: set[str] = set()
        self._open: list[str] = []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(str(value))
            if name in {"href", "src"}:
                self.addresses.append(str(value))
        if tag not in EMPTY:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag


@pytest.fixture
def page() -> Page:
    return Page(docs_page(DOCUMENT))


def test_every_call_and_every_body_has_its_place(page: Page) -> None:
    calls = [
        call["operationId"]
        for item in DOCUMENT["paths"].values()
        for method, call in item.items()
        if method in METHODS
    ]
    assert len(calls) > 5
    assert {*calls, *(f"schema-{name}" for name in DOCUMENT["components"]["schemas"])} <= {
        *page.ids
    }
    assert len(page.ids) == len({*page.ids})


def test_every_link_leads_somewhere_here(page: Page) -> None:
    for address in page.addresses:
        assert address.removeprefix("#") in page.ids or address in {
            "/openapi.json",
            "/docs/docs.css",
        }


def test_no_script_and_nothing_from_elsewhere(page: Page) -> None:
    assert page.tags.isdisjoint({"script", "img", "iframe", "style", "form"})


def test_an_example_is_a_command_whose_body_is_the_examples() -> None:
    found = re.findall(r"-d &#x27;(.*?)&#x27;</code>", docs_page(DOCUMENT), flags=re.DOTALL)
    bodies = [orjson.loads(unescape(text).replace("'\\''", "'")) for text in found]
    examples = [
        example["value"]
        for item in DOCUMENT["paths"].values()
        for call in item.values()
        for body in [call.get("requestBody")]
        if body
        for example in body["content"]["application/json"].get("examples", {}).values()
    ]
    assert len(examples) > 5
    assert bodies == examples


def test_text_is_shown_and_never_taken_for_markup() -> None:
    text = docs_page(
        {
            "info": {"title": "<b>x", "version": "1", "description": "a & b"},
            "paths": {"/<i>": {"get": {"operationId": "x", "responses": {}, "summary": "`<u>`"}}},
            "components": {"schemas": {}},
        }
    )
    assert Page(text).tags.isdisjoint({"b", "i", "u"})
