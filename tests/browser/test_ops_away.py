"""The page of whoever runs it, while the store is away, and where keys are needed."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.acceptance.keys import Keys
from tests.acceptance.stack import running
from tests.browser.conftest import address_of
from tests.browser.test_ops import opened
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.acceptance.outages import System
    from tests.browser.conftest import Visits

pytestmark = pytest.mark.timeout(120)


def test_while_the_store_is_away_the_last_figures_stay_and_the_page_says_so(
    system: System, visits: Visits
) -> None:
    visitor = opened(visits(address_of(system.stack))).sees("[data-tile]")
    with system.outage("dead"):
        visitor.sees('[data-slot="problem"] .notice.bad', "마지막으로 받은 값")
        visitor.sees('[data-slot="figures"].old')
        visitor.page.locator("#switch").click()
        visitor.sees('[data-slot="refused"]', "저장소")
        expect(visitor.page.locator("#switch")).to_have_attribute("aria-checked", "true")
    visitor.sees_no('[data-slot="problem"] .notice').sees_no('[data-slot="figures"].old')


def test_with_keys_one_is_asked_for_and_kept_nowhere(visits: Visits, browser: Browser) -> None:  # noqa: ARG001 - no browser, no start
    with tempfile.TemporaryDirectory(prefix="palja-keys-") as folder, FakeProvider() as provider:
        keys = Keys(Path(folder) / "keys.jsonl")
        keys.add("reader", "read")
        keys.add("operator", "read", "admin")
        reader, operator = keys.made
        with running(provider, PALJA_API_KEYS_FILE=str(keys.path)) as stack:
            visitor = opened(visits(address_of(stack)))

            def give(key: str) -> None:
                visitor.page.locator("dialog input").fill(key)
                visitor.page.locator("dialog button.primary").click()

            visitor.sees("dialog[open]", "키가 있는 사람에게만")
            assert not visitor.page.locator("[data-tile]").count()
            give("열쇠")  # which no header can carry
            visitor.sees("dialog[open]", "이 키는 맞지 않습니다")
            give("palja_wrong")
            visitor.sees("dialog[open]", "이 키는 맞지 않습니다")
            visitor.page.get_by_role("button", name="취소").click()
            visitor.sees('[data-slot="problem"]', "키가 있는 사람에게만")
            visitor.page.get_by_role("button", name="English").click()
            visitor.sees('[data-slot="problem"]', "only those who have a key")
            visitor.page.get_by_role("button", name="한국어").click()
            visitor.sees("#again", "키 입력").page.locator("#again").click()
            give(reader)
            visitor.sees("[data-tile]").sees_no("dialog")
            visitor.page.locator("#switch").click()
            visitor.sees("dialog[open]", "admin")
            visitor.page.get_by_role("button", name="취소").click()
            visitor.sees('[data-slot="refused"]', "admin")
            visitor.page.locator("#switch").click()
            visitor.sees("dialog[open]", "admin")
            give(operator)
            expect(visitor.page.locator("#switch")).to_have_attribute("aria-checked", "false")

            kept = visitor.page.evaluate(
                """async () => [localStorage.length, sessionStorage.length, document.cookie.length,
                  (await indexedDB.databases()).length, (await caches.keys()).length]"""
            )
            assert kept == [0, 0, 0, 0, 0]
            assert visitor.context.cookies() == []
            assert not any(key in address for key in keys.made for address in visitor.asked)
            visitor.page.reload()
            visitor.sees("dialog[open]", "키가 있는 사람에게만")
