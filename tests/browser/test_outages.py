"""What a visitor sees while something is away, or while a key is needed."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.keys import Keys
from tests.acceptance.outages import BACK_S, degraded
from tests.acceptance.processes import wait_until
from tests.acceptance.stack import running
from tests.browser.conftest import address_of
from tests.browser.visitor import FIRST
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.acceptance.outages import System
    from tests.browser.conftest import Visits


@pytest.mark.parametrize("outage", ["dead", "silent"])
def test_while_the_store_is_away_the_engine_writes_at_once_and_the_page_says_why(
    system: System, visits: Visits, outage: str
) -> None:
    wait_until(lambda: not degraded(system.stack), BACK_S, "nothing is away before the test")
    visitor = visits(address_of(system.stack)).open()
    with system.outage(outage):
        visitor.ask({**FIRST, "year": "1971" if outage == "dead" else "1972"}).finished()
        visitor.sees("#reading .notice.warn", "내장 엔진").sees("#pillars svg")


def test_a_gateway_with_keys_shows_its_page_and_asks_for_one(
    visits: Visits,
    browser: Browser,  # noqa: ARG001 - no browser, no start
) -> None:
    with tempfile.TemporaryDirectory(prefix="palja-keys-") as folder, FakeProvider() as provider:
        keys = Keys(Path(folder) / "keys.jsonl")
        keys.add("page", "read", "submit")
        with running(provider, PALJA_API_KEYS_FILE=str(keys.path)) as stack:
            visitor = visits(address_of(stack)).open().ask(FIRST)
            visitor.sees("dialog[open]", "API 키")
            visitor.page.locator("dialog input").fill("wrong")
            visitor.page.locator("dialog button.primary").click()
            visitor.sees("dialog[open]", "API 키")
            visitor.page.locator("dialog input").fill(keys.made[0])
            visitor.page.locator("dialog button.primary").click()
            visitor.finished()
            assert visitor.page.evaluate("localStorage.length + sessionStorage.length") == 0
            assert not any(keys.made[0] in address for address in visitor.asked)

            visitor.open().ask(FIRST).sees("dialog[open]")  # a reload has forgotten it
            visitor.page.get_by_role("button", name="취소").click()
            visitor.sees("[role=alert]", "키가 있는 사람")
