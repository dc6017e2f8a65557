"""The description for people, as a browser gets it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.acceptance.stack import Stack

BROWSER = {"Accept": "text/html,application/xhtml+xml"}


def test_the_page_and_all_that_it_asks_for_are_served_from_here(stack: Stack) -> None:
    page = stack.caller.get("/docs", BROWSER)
    assert page.status == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    wanted = re.findall(r'(?:href|src)="([^"#]+)"', page.raw.decode())
    assert {"/docs/docs.css", "/openapi.json"} <= {*wanted}
    for address in wanted:
        assert address.startswith("/"), "from elsewhere"
        assert stack.caller.get(address).status == 200
