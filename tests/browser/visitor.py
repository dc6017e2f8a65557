"""A visitor with a real browser: what is typed, what is seen, and what the console complained of."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CHROMIUM = Path("/usr/bin/chromium")
PHONE = {"width": 360, "height": 780}
DESKTOP = {"width": 1280, "height": 900}
FIRST = {"year": "1990", "month": "3", "day": "15", "hour": "14", "minute": "30"}
PATIENCE_MS = 20_000
_REFUSED = "Failed to load resource"  # the browser's own line for a status of 400 and more


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a window, closed afterwards."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--font-render-hinting=none"]
        )
        yield browser
        browser.close()


class Visitor:
    """One tab of somebody's own, at a gateway."""

    def __init__(self, browser: Browser, address: str, **options: Any) -> None:
        self.address = address
        self.context: BrowserContext = browser.new_context(
            **{"viewport": DESKTOP, "locale": "ko-KR", **options}
        )
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.asked: list[str] = []
        self.refused = 0
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("console", lambda said: self._heard(said.type, said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("response", lambda response: self._answered(response.status))

    def _heard(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(text)

    def _answered(self, status: int) -> None:
        self.refused += status >= 400

    def leave(self) -> list[str]:
        """Closes the tab; what its console complained of, but for answers that were refusals."""
        lines = self.complaints
        self.context.close()
        return [line for line in lines if not (line.startswith(_REFUSED) and self.refused)]

    def open(self, path: str = "/") -> Visitor:
        self.page.goto(self.address + path)
        try:
            expect(self.page.locator("form#ask")).to_be_visible(timeout=PATIENCE_MS)
        except AssertionError:
            raise AssertionError(f"no form; the console said {self.complaints}") from None
        return self

    def write(self, birth: Mapping[str, str], person: str = "birth_info") -> Visitor:
        """Types the parts of a birth into their fields."""
        for name, value in birth.items():
            self.page.locator(f'[name="{person}.{name}"]').fill(value)
        return self

    def choose(self, name: str, value: str) -> Visitor:
        """Chooses one of several buttons, or of a list."""
        radio = self.page.locator(f'input[type="radio"][name="{name}"][value="{value}"]')
        if radio.count():
            radio.check()
        else:
            self.page.locator(f'select[name="{name}"]').select_option(value)
        return self

    def submit(self) -> Visitor:
        self.page.locator('form#ask button[type="submit"]').click()
        return self

    def ask(self, birth: Mapping[str, str], gender: str = "male") -> Visitor:
        """Writes a birth and submits it."""
        return self.write(birth).choose("birth_info.gender", gender).submit()

    def sees(self, selector: str, text: str | None = None) -> Visitor:
        """Waits until it is there, with this text in it."""
        found = self.page.locator(selector).first
        expect(found).to_be_visible(timeout=PATIENCE_MS)
        if text is not None:
            expect(found).to_contain_text(text, timeout=PATIENCE_MS)
        return self

    def sees_no(self, selector: str) -> Visitor:
        expect(self.page.locator(selector)).to_have_count(0, timeout=PATIENCE_MS)
        return self

    def sees_chart(self, name: str) -> Visitor:
        return self.sees("#chart h2", name).sees("#pillars svg")

    def finished(self) -> Visitor:
        """Waits for the end of the reading."""
        return self.sees("#reading .story").sees_no("#reading.unchecked")

    def text(self, selector: str) -> str:
        return self.page.locator(selector).first.inner_text()
