"""The almanac in a browser: what stands in its days, how one gets to another month, and to the question."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from korean_lunar_calendar import KoreanLunarCalendar
from lunar_python import Solar
from playwright.sync_api import expect

from tests.browser.conftest import address_of
from tests.browser.test_everybody import HANGUL, LOOKS, serious, wider_than_its_window

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.stack import Stack
    from tests.browser.conftest import Visits
    from tests.browser.visitor import Visitor

CALENDAR = "/admin-api/saju/calendar"


def opened(visitor: Visitor, query: str) -> Visitor:
    visitor.page.goto(f"{visitor.address}/calendar{query}")
    return visitor.sees(".days td a")


def cells(visitor: Visitor) -> list[dict[str, Any]]:
    """What stands in each day: its number, lunar date and pillar."""
    found: list[dict[str, Any]] = visitor.page.locator(".days td a").evaluate_all(
        """all => all.map(one => ({
          day: Number(one.querySelector(".solar").textContent),
          lunar: one.querySelector(".lunar").textContent.trim(),
          pillar: one.querySelector(".pillar .signs").textContent,
          column: one.closest("td").cellIndex,
        }))"""
    )
    return found


def expected_cells(year: int, month: int) -> list[dict[str, Any]]:
    """The same by KASI's months and lunar-python's day pillars."""
    lunar, rows = KoreanLunarCalendar(), []
    day = date(year, month, 1)
    while day.month == month:
        lunar.setSolarDate(day.year, day.month, day.day)
        sign = "윤" if lunar.isIntercalation else "음"
        rows.append(
            {
                "day": day.day,
                "lunar": f"{sign} {lunar.lunarMonth}.{lunar.lunarDay}",
                "pillar": Solar.fromYmd(day.year, day.month, day.day).getLunar().getDayInGanZhi(),
                "column": day.isoweekday() % 7,
            }
        )
        day += timedelta(days=1)
    return rows


@pytest.mark.parametrize(
    ("year", "month"), [(2023, 3), (2025, 7), (1900, 1), (2024, 2), (2050, 12), (2026, 11)]
)
def test_each_day_has_its_lunar_date_and_its_pillar(
    visitor: Visitor, year: int, month: int
) -> None:
    opened(visitor, f"?month={year}-{month:02}")
    assert cells(visitor) == expected_cells(year, month)


def test_the_first_and_the_last_month_lead_no_further(visitor: Visitor) -> None:
    opened(visitor, "?month=1900-01").sees("[data-go=next]").sees_no("[data-go=before]")
    opened(visitor, "?month=2100-12").sees("[data-go=before]").sees_no("[data-go=next]")
    assert [row["day"] for row in cells(visitor)] == list(range(1, 32))


def test_solar_terms_have_the_minute_that_kasi_prints_and_change_the_pillars(
    visitor: Visitor,
) -> None:
    opened(visitor, "?month=2024-02")  # 입춘 17:27, 우수 13:13 by KASI's 월력요항 of 2024
    fourth = visitor.page.locator('[data-day="4"]')
    expect(fourth).to_contain_text("입춘")
    expect(fourth).to_contain_text("17:27")
    expect(visitor.page.locator('[data-day="19"]')).to_contain_text("우수")
    expect(visitor.page.locator('[data-day="19"]')).to_contain_text("13:13")
    before, after = visitor.page.locator(".pillars p").all_inner_texts()
    assert "癸卯" in before
    assert "을축월" in before
    assert "甲辰" in after
    assert "병인월" in after


def test_a_zone_moves_the_terms_and_not_the_days(visitor: Visitor) -> None:
    opened(visitor, "?month=2024-02")
    here = cells(visitor)
    visitor.page.locator("select[name=zone]").focus()
    visitor.page.locator("select[name=zone]").select_option("America/Los_Angeles")
    expect(visitor.page.locator('[data-day="4"]')).to_contain_text("00:27")  # 08:26:53 UTC
    assert cells(visitor) == here
    assert "timezone=America%2FLos_Angeles" in visitor.page.url
    assert visitor.page.evaluate("document.activeElement.name") == "zone"


def test_today_is_marked(visitor: Visitor) -> None:
    opened(visitor, "")
    today = datetime.now(UTC).astimezone(ZoneInfo("Asia/Seoul"))  # noqa: TID251 - the browser's clock is the machine's
    marked = visitor.page.locator("td[aria-current=date] a")
    expect(marked).to_have_count(1)
    assert marked.get_attribute("data-day") in {str(today.day), str((today + timedelta(1)).day)}


def test_months_turn_by_link_by_form_and_back_again(visitor: Visitor) -> None:
    opened(visitor, "?month=2025-12")
    visitor.page.locator("[data-go=next]").click()
    visitor.sees("#month-title", "2026년 1월")
    assert visitor.page.evaluate("document.activeElement.dataset.go") == "next"
    assert visitor.page.url.endswith("/calendar?month=2026-01")
    visitor.page.locator("input[name=year]").fill("1988")
    visitor.page.locator("input[name=year]").press("Enter")
    visitor.sees("#month-title", "1988년 1월")
    visitor.page.go_back()
    visitor.sees("#month-title", "2026년 1월")
    visitor.page.go_back()
    visitor.sees("#month-title", "2025년 12월")
    assert cells(visitor) == expected_cells(2025, 12)


def test_a_keyboard_goes_by_day_by_week_and_by_month(visitor: Visitor) -> None:
    page = opened(visitor, "?month=2026-01").page

    def focused() -> str:
        return str(page.evaluate("document.activeElement.dataset.day"))

    page.locator('.days a[tabindex="0"]').focus()
    assert page.locator('.days a[tabindex="0"]').count() == 1
    for key, day in (
        ("ArrowRight", "2"),
        ("ArrowDown", "9"),
        ("Home", "4"),
        ("End", "10"),
        ("ArrowUp", "3"),
    ):
        page.keyboard.press(key)
        assert focused() == day, key
    page.keyboard.press("ArrowUp")  # a week before the third
    visitor.sees("#month-title", "2025년 12월").sees('[data-day="27"]:focus')
    page.keyboard.press("PageDown")
    visitor.sees("#month-title", "2026년 1월").sees('[data-day="27"]:focus')
    page.keyboard.press("ArrowDown")
    visitor.sees("#month-title", "2026년 2월").sees('[data-day="3"]:focus')
    page.keyboard.press("Enter")
    visitor.sees("form#ask")


def test_a_day_leads_to_its_chart_and_no_server_sees_which(visitor: Visitor) -> None:
    opened(visitor, "?month=1990-03")
    visitor.page.locator('[data-day="15"]').click()
    visitor.sees("#chart h2", "경오년 기묘월 기묘일")
    assert visitor.page.locator('[name="birth_info.year"]').input_value() == "1990"
    assert visitor.page.url.startswith(visitor.address + "/#")
    assert all("day=15" not in address.partition("#")[0] for address in visitor.asked)


def test_a_month_that_is_none_is_said_and_today_s_is_shown(visitor: Visitor) -> None:
    for query in (
        "?month=2101-01",
        "?month=2026-13",
        "?month=<b>",
        "?timezone=Mars/Olympus&month=x",
    ):
        opened(visitor, query).sees(".notice.warn", "1900년 1월부터 2100년 12월까지")
        expect(visitor.page.locator("td[aria-current=date]")).to_have_count(1)
    visitor.page.locator("[data-go=next]").click()
    visitor.sees_no(".notice")


def test_an_offset_is_no_zone(visitor: Visitor) -> None:
    opened(visitor, "?month=2024-02&timezone=%2B09:00").sees(".terms thead", "(Asia/Seoul)")


def test_a_zone_is_known_however_it_is_written(visitor: Visitor) -> None:
    opened(visitor, "?month=2024-02&timezone=europe/london")
    expect(visitor.page.locator('[data-day="4"]')).to_contain_text("08:27")


def test_a_month_that_was_seen_is_not_sent_again(visitor: Visitor) -> None:
    opened(visitor, "?month=2030-05")
    visitor.page.locator("[data-go=next]").click()
    visitor.sees("#month-title", "2030년 6월").sees(".days td a")
    visitor.page.locator("[data-go=before]").click()
    visitor.sees("#month-title", "2030년 5월")
    expect(visitor.page.locator("#month")).not_to_have_attribute("aria-busy", "true")
    sizes = visitor.page.evaluate(
        f"""performance.getEntriesByType("resource").filter(one => one.name.includes("{CALENDAR}"))
          .map(one => [new URL(one.name).searchParams.get("month"), one.transferSize > 0])"""
    )
    assert sizes == [["2030-05", True], ["2030-06", True], ["2030-05", False]]


def test_while_the_gateway_is_away_it_can_be_tried_again(visitor: Visitor) -> None:
    opened(visitor, "?month=2030-07")
    visitor.page.route(f"**{CALENDAR}*", lambda route: route.abort())
    visitor.page.locator("[data-go=next]").click()
    visitor.sees(".notice.bad", "서버에 닿지 않습니다")
    visitor.page.unroute(f"**{CALENDAR}*")
    visitor.page.locator("[data-again]").click()
    visitor.sees('[data-day="31"]').sees_no(".notice.bad")
    visitor.complaints[:] = [line for line in visitor.complaints if "ERR_FAILED" not in line]


def test_english_is_english_throughout(visitor: Visitor) -> None:
    opened(visitor, "?month=2025-07&lang=en").sees("#month-title", "July 2025")
    expect(visitor.page.locator('[data-day="25"] .lunar')).to_have_text("leap 6/1")
    expect(visitor.page.locator('[data-day="7"]')).to_contain_text("Minor Heat")
    texts = visitor.page.locator("main").evaluate(
        "main => ['.days', '.pillars', '#controls'].map(one => main.querySelector(one).textContent).join(' ')"
        " + document.title"
    )
    assert not HANGUL.search(texts)
    labels = visitor.page.locator(".days a").evaluate_all("all => all.map(one => one.ariaLabel)")
    assert not HANGUL.search(" ".join(labels))
    visitor.page.locator("[data-go=next]").click()
    visitor.sees("#month-title", "August 2025")
    visitor.page.get_by_role("button", name="한국어").click()
    visitor.sees("#month-title", "2025년 8월")
    assert "lang" not in visitor.page.url


def test_a_reader_hears_the_whole_day(visitor: Visitor) -> None:
    opened(visitor, "?month=2025-07")
    label = visitor.page.locator('[data-day="25"]').get_attribute("aria-label") or ""
    assert re.search(r"2025년 7월 25일 금요일, 음력 2025년 윤6월 1일, 일진 \w\w", label), label
    assert "소서 05:05" in (
        visitor.page.locator('[data-day="7"]').get_attribute("aria-label") or ""
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", ["?month=2025-07", "?month=2025-07&lang=en"])
def test_axe_finds_nothing_serious(stack: Stack, visits: Visits, query: str, scheme: str) -> None:
    visitor = opened(visits(address_of(stack), color_scheme=scheme), query)
    assert serious(visitor) == []


@pytest.mark.parametrize("look", LOOKS)
def test_pictures_to_be_looked_at(stack: Stack, visits: Visits, screens: Path, look: str) -> None:
    visitor = visits(address_of(stack), **LOOKS[look])
    for name, query in (
        ("calendar", "?month=2025-07"),
        ("calendar-english", "?month=2023-03&lang=en"),
    ):
        opened(visitor, query)
        assert not wider_than_its_window(visitor)
        shot = screens / f"{name}-{look}.png"
        visitor.page.screenshot(path=shot, full_page=True)
        assert shot.stat().st_size > 20_000
