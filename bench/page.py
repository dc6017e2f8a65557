"""How soon somebody who looks at the page sees something, in a real browser without a window.

The whole system is started as `palja up` does it, with a provider that never answers. A cold load has an
empty cache; the page can be used when its modules have run, which is when the document is there. An ask
is one that nobody asked before: from the submit to the frame that shows its chart.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from playwright.sync_api import Browser

from api_gateway.pages.files import load_page_files
from bench.report import Row, quantile
from tests.acceptance.questions import distinct
from tests.acceptance.stack import running
from tests.browser.visitor import CHROMIUM, Visitor, chromium
from tests.fakes.provider import FakeProvider

LOADS, ASKS = 10, 20
INTERACTIVE_MS, CHART_MS, LIGHT_KB = 500, 300, 150
_INTERACTIVE = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
_SHOWN = """() => new Promise((done) => {
  const begun = performance.now();
  new MutationObserver((_, seen) => {
    if (!document.querySelector("#result:not([hidden]) #pillars svg")) return;
    seen.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)));
  }).observe(document.body, { childList: true, subtree: true, attributes: true });
  document.querySelector("form#ask").requestSubmit();
})"""


def measure(*, short: bool) -> Iterator[Row]:
    """Milliseconds of loads and of asks, and the kilobytes of all files; nothing without Chromium."""
    kilobytes = load_page_files().size_bytes / 1000
    yield Row("all files of the pages, gzip", kilobytes, "KB", at_most=LIGHT_KB)
    if not CHROMIUM.exists():
        print(f"no {CHROMIUM}: nothing else is measured")
        return
    loads, asks = (LOADS // 3, ASKS // 4) if short else (LOADS, ASKS)
    with FakeProvider() as provider, running(provider) as stack, chromium() as browser:
        provider.hold()
        address = f"http://127.0.0.1:{stack.caller.port}"
        loaded_ms = [_loaded_ms(browser, address) for _ in range(loads)]
        yield Row.of(
            "a cold load, until the page can be used", loaded_ms, "ms", at_most=INTERACTIVE_MS
        )
        shown_ms = sorted(_shown_ms(browser, address, islice(distinct(), asks)))
        for name, share in (("p50", 0.5), ("p95", 0.95)):
            value = quantile(shown_ms, share)
            bar_ms = CHART_MS if name == "p95" else None
            yield Row(
                f"from the submit to the chart on the screen: {name}", value, "ms", at_most=bar_ms
            )


def _loaded_ms(browser: Browser, address: str) -> float:
    visitor = Visitor(browser, address)
    took_ms: float = visitor.open().page.evaluate(_INTERACTIVE)
    visitor.leave()
    return took_ms


def _shown_ms(
    browser: Browser, address: str, questions: Iterator[dict[str, Any]]
) -> Iterator[float]:
    for question in questions:
        visitor = Visitor(browser, address).open()
        birth = question["birth_info"]
        visitor.write({name: str(birth[name]) for name in ("year", "month", "day", "hour")})
        visitor.choose("birth_info.gender", "female")
        yield visitor.page.evaluate(_SHOWN)
        visitor.leave()
