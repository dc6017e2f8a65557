"""The page of whoever runs it, under a little load: what it shows is what the gateway tells.

The tests of this module share one installation and run in order.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.acceptance.caller import BATCH
from tests.acceptance.processes import wait_until
from tests.browser.conftest import address_of
from tests.browser.test_everybody import HANGUL, LOOKS, serious, wider_than_its_window
from tests.fakes.behaviours import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Route

    from tests.acceptance.caller import Reply
    from tests.acceptance.stack import Stack
    from tests.browser.conftest import Visits
    from tests.browser.visitor import Visitor
    from tests.fakes.provider import FakeProvider

STATS = "/admin-api/ai/stats"
COMPREHENSIVE, HISTORY = f"{STATS}/comprehensive", f"{STATS}/history"
SAMPLED_MS = 45_000
BACK_S = 10.0
DRAWN = ".spark path.line[d]:not([d=''])"

pytestmark = pytest.mark.timeout(180)


def opened(visitor: Visitor, query: str = "") -> Visitor:
    visitor.page.goto(f"{visitor.address}/ops{query}")
    return visitor.sees("h1")


def tile(visitor: Visitor, name: str) -> str:
    return visitor.page.locator(f'[data-tile="{name}"]').inner_text()


def told(stack: Stack, path: str = COMPREHENSIVE) -> dict[str, Any]:
    """The figures, asked for again after a 503: a busy machine's store may be slow to answer."""
    replies: list[Reply] = []

    def answered() -> bool:
        replies.append(stack.caller.get(path))
        return replies[-1].status == 200

    wait_until(answered, BACK_S, "figures")
    found: dict[str, Any] = replies[-1].json["data"]
    return found


def changing(visitor: Visitor, path: str, change: Callable[[dict[str, Any]], None]) -> None:
    """From now on the page sees these figures otherwise."""

    def fulfil(route: Route) -> None:
        response = route.fetch()
        answer = response.json()
        change(answer["data"])
        route.fulfill(response=response, body=json.dumps(answer))

    visitor.page.route(f"**{path}", fulfil)


def test_it_shows_the_figures_that_the_gateway_tells(
    stack: Stack, visitor: Visitor, births: Iterator[dict[str, Any]]
) -> None:
    question = next(births)
    assert stack.caller.ask(question, Prefer="wait=10").status == 200
    for _ in range(9):
        assert stack.caller.ask(question).json["cache_hit"] is True
    opened(visitor).sees('[data-tile="hit_ratio"] .value', "90%")

    found = told(stack)
    assert (found["window"]["hits"], found["window"]["misses"]) == (9, 1)
    assert "적중 9, 미적중 1" in tile(visitor, "hit_ratio")
    assert "목표 85% 이상" in tile(visitor, "hit_ratio")
    assert "판단 보류" in tile(visitor, "hit_ratio"), "as its alarm, of so few"
    assert "목표 500\xa0ms 이하" in tile(visitor, "answer_time")
    assert "판단 보류" in tile(visitor, "answer_time")
    assert "20/초" in tile(visitor, "requests")
    assert "지금까지 질문 10개" in tile(visitor, "requests")
    assert "제공자 호출 1번" in tile(visitor, "cost")
    assert "목표 50\xa0MB 이하" in tile(visitor, "memory")
    visitor.sees('[data-provider="openai"] .chip.closed')
    for process in found["processes"]:
        visitor.sees("table.processes", str(process["pid"]))
    link = visitor.page.locator('[data-slot="flower"] a')
    expect(link).to_have_attribute("href", f"http://127.0.0.1:{stack.flower_port}")
    assert {*visitor.asked} & {visitor.address + COMPREHENSIVE, visitor.address + HISTORY}
    assert all(address.startswith(visitor.address) for address in visitor.asked)


def test_new_questions_appear_by_themselves(
    stack: Stack, visitor: Visitor, births: Iterator[dict[str, Any]]
) -> None:
    before = told(stack)["total_requests"]
    opened(visitor).sees('[data-tile="requests"]', f"지금까지 질문 {before}개")
    stack.caller.ask(next(births), Prefer="wait=10")
    visitor.sees('[data-tile="requests"]', f"지금까지 질문 {before + 1}개")


def test_the_last_hour_is_there_at_once_after_a_reload(stack: Stack, visitor: Visitor) -> None:
    opened(visitor)
    expect(visitor.page.locator(f'[data-tile="hit_ratio"] {DRAWN}')).to_have_count(
        1, timeout=SAMPLED_MS
    )
    visitor.page.reload()
    visitor.sees('[data-tile="hit_ratio"] .value')
    expect(visitor.page.locator(f'[data-tile="hit_ratio"] {DRAWN}')).to_have_count(1)
    label = visitor.page.locator('[data-tile="hit_ratio"] svg').get_attribute("aria-label") or ""
    ratios = [one for one in told(stack, HISTORY)["series"]["hit_ratio"] if one is not None]
    assert f"최고 {round(100 * max(ratios), 1):g}%" in label
    assert "목표 85%" in label


def test_an_alarm_is_shown_while_it_holds(
    stack: Stack, visitor: Visitor, births: Iterator[dict[str, Any]]
) -> None:
    opened(visitor).sees('[data-alarm="hit_ratio"][data-state="unknown"]', "200개부터")
    items = [next(births) for _ in range(200)]
    assert stack.caller.ask({"items": items}, BATCH).status == 200
    visitor.sees('[data-alarm="hit_ratio"][data-state="holds"]', "한계는 80%")
    visitor.sees('[data-tile="hit_ratio"] .missed')
    visitor.sees('[data-alarm="answer_time_s"][data-state="quiet"]')
    expect(visitor.page.locator('[role="status"][data-slot="spoken"]')).to_contain_text("적중률")
    names = {row["name"] for row in told(stack)["alerts"]}
    assert "hit_ratio" in names


def test_every_alarm_has_its_place(visitor: Visitor) -> None:
    rows = [
        {"name": "answer_time_s", "value": 1.5, "limit": 1.0, "action": "x"},
        {"name": "process_memory_mb", "value": 120.5, "limit": 100.0, "action": "worker 7 on h: x"},
        {"name": "provider_shut", "value": 30.0, "limit": 0, "action": "gemini is skipped, for x"},
        {"name": "model_retires", "value": 3, "limit": 0, "action": "openai: m x", "date": "2026-12-01"},
        {"name": "cost_unknown", "value": 0, "limit": 5.0, "action": "anthropic: x"},
    ]  # fmt: skip
    changing(visitor, COMPREHENSIVE, lambda data: data.update(alerts=rows))
    opened(visitor).sees('[data-alarm="answer_time_s"][data-state="holds"]', "1.5초")
    visitor.sees('[data-alarm="process_memory_mb"][data-state="holds"]', "worker 7 on h: 120.5 MB")
    visitor.sees('[data-alert="provider_shut"]', "gemini를 건너뛰고")
    visitor.sees('[data-alert="model_retires"]', "PALJA_OPENAI_MODEL")
    visitor.sees('[data-alert="cost_unknown"]', "PALJA_ANTHROPIC_DAILY_COST_USD")
    visitor.page.get_by_role("button", name="English").click()
    visitor.sees('[data-alert="provider_shut"]', "gemini is skipped")


def test_the_switch_turns_and_both_positions_are_compared(
    stack: Stack, visitor: Visitor, births: Iterator[dict[str, Any]]
) -> None:
    question = next(births)
    stack.caller.ask(question, Prefer="wait=10")
    switch = opened(visitor).page.get_by_role("switch", name="최적화 스위치")
    expect(switch).to_have_attribute("aria-checked", "true")
    visitor.sees('[data-missing="off"]', "스위치를 끄면")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "false")
    expect(switch).to_be_focused()
    wait_until(lambda: not told(stack)["optimization_enabled"], 5, "switched off")
    visitor.sees('[data-missing="off"]', "재는 중")
    samples = [0]

    def measured() -> bool:
        found = told(stack, HISTORY)
        if len(found["at"]) != samples[-1]:
            samples.append(len(found["at"]))
            stack.caller.ask(question, Prefer="wait=10")
        return found["positions"]["off"] is not None

    wait_until(measured, SAMPLED_MS / 1000, "figures without optimisation")
    row = '[data-row="cmp_hit_ratio"]'
    visitor.sees(f'{row} [data-position="off"]', "0%").sees_no("[data-missing]")
    on = told(stack, HISTORY)["positions"]["on"]["hit_ratio"]
    assert f"{round(on * 100, 1):g}%" in visitor.text(f'{row} [data-position="on"]')
    visitor.sees('[data-row="cmp_calls"] [data-position="off"]', "1")

    switch.press("Space")
    expect(switch).to_have_attribute("aria-checked", "true")
    wait_until(lambda: bool(told(stack)["optimization_enabled"]), 5, "switched on")
    visitor.sees('[data-slot="since"]', "부터")


def test_while_it_is_paused_nothing_is_asked(visitor: Visitor) -> None:
    visitor.page.clock.install()
    opened(visitor).sees("[data-tile]")
    pause = visitor.page.locator("#pause")
    pause.click()
    expect(pause).to_have_attribute("aria-pressed", "true")
    asked = len(visitor.asked)
    visitor.page.clock.run_for(20_000)
    assert len(visitor.asked) == asked
    pause.click()
    expect(pause).to_have_attribute("aria-pressed", "false")
    visitor.page.clock.run_for(6_000)
    wait_until(lambda: visitor.page.evaluate("1") and len(visitor.asked) > asked, 10, "asked again")


def test_english_is_english_throughout(visitor: Visitor) -> None:
    opened(visitor, "?lang=en").sees("[data-tile]")
    assert not HANGUL.search(visitor.page.locator("main").inner_text())
    labels = visitor.page.locator("[aria-label]").evaluate_all(
        "all => all.map(one => one.ariaLabel)"
    )
    assert not HANGUL.search(" ".join(labels))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", ["", "?lang=en"])
def test_axe_finds_nothing_serious(stack: Stack, visits: Visits, query: str, scheme: str) -> None:
    visitor = visits(address_of(stack), color_scheme=scheme)
    opened(visitor, query).sees("[data-tile]").sees("table.comparison")
    assert serious(visitor) == []


@pytest.mark.parametrize("look", LOOKS)
def test_pictures_to_be_looked_at(stack: Stack, visits: Visits, screens: Path, look: str) -> None:
    visitor = visits(address_of(stack), **LOOKS[look])
    for name, query in (("ops", ""), ("ops-english", "?lang=en")):
        opened(visitor, query).sees("[data-tile]").sees("table.comparison")
        assert not wider_than_its_window(visitor)
        shot = screens / f"{name}-{look}.png"
        visitor.page.screenshot(path=shot, full_page=True)
        assert shot.stat().st_size > 20_000


def test_a_providers_open_circuit_is_told_with_its_reason(
    stack: Stack, provider: FakeProvider, visitor: Visitor, births: Iterator[dict[str, Any]]
) -> None:
    provider.answer_with(Status(500))
    opened(visitor)
    for _ in range(2):  # of each three calls; five in a row open it
        stack.caller.ask(next(births), Prefer="wait=15")
    visitor.sees('[data-provider="openai"] .chip.open', "열림")
    visitor.sees('[data-provider="openai"]', "제공자 서버 오류")
